"""Back office of places, facilities and accounts. Groups stand with their work (catalog/admin)."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST

from facilities import (
    admin_devices,  # noqa: F401  (registers its page)
    admin_figures,  # noqa: F401  (registers its pages)
    admin_trail,  # noqa: F401  (registers its page)
    pausing,
    second_factor,
)
from facilities.access import may
from facilities.admin_filters import FacilityFilter, VisibleRelationFilter
from facilities.admin_pauses import pause_page, resumed
from facilities.admin_scope import HistoryAdmin, ScopedAdmin, ScopedInline
from facilities.checked_words import CheckedWords
from facilities.models import (
    Facility,
    Gallery,
    Membership,
    Province,
    Regency,
    RegionalOffice,
    User,
)


@admin.register(RegionalOffice)
class RegionalOfficeAdmin(ScopedAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Province)
class ProvinceAdmin(HistoryAdmin):
    list_display = ("name", "code", "island_group", "timezone", "regional_office")
    list_select_related = ("regional_office",)
    search_fields = ("name", "short_name")


@admin.register(Regency)
class RegencyAdmin(HistoryAdmin):
    """The official list comes from a file; here it is only looked up."""

    read_by_staff = True
    list_display = ("name", "code", "province")
    list_select_related = ("province",)
    list_filter = ("kind", "province")
    search_fields = ("name",)

    def has_module_permission(self, request):
        return request.user.is_superuser


def _names(options):
    """The fields of a fieldset, rows of several taken apart."""
    for name in options["fields"]:
        yield from name if isinstance(name, tuple) else (name,)


class FacilityForm(CheckedWords, forms.ModelForm):
    public_texts = ("known_for", "about", "opening_hours")


class GalleryForm(CheckedWords, forms.ModelForm):
    public_texts = ("name", "opening_hours")


def _page_of(pk) -> str:
    return reverse("admin:facilities_facility_change", args=[pk])


@admin.register(Facility)
class FacilityAdmin(ScopedAdmin):
    """Officers edit contact, hours and payment of their own UPT; the rest is the operator's."""

    subject = "facility"
    form = FacilityForm
    list_display = ("short_name", "kind", "city", "regional_office", "is_public", "is_selling")
    list_select_related = ("regional_office",)
    list_filter = ("kind", ("regional_office", VisibleRelationFilter), "is_public", "is_selling")
    search_fields = ("name", "short_name", "city", "code")
    search_help_text = "Cari nama, kota, atau kode UPT."
    autocomplete_fields = ("regency",)
    prepopulated_fields = {"slug": ("short_name",)}
    fieldsets = (
        ("UPT", {
            "fields": ("name", "short_name", ("code", "document_code"), "slug",
                       ("kind", "facility_class"), "regional_office", "regency", "city", "timezone"),
        }),
        ("Kontak dan jam buka", {
            "fields": ("address", "postal_code", "phone", "whatsapp", "email", "opening_hours"),
        }),
        ("Etalase", {"fields": ("known_for", "about", "motif", "is_public", "is_selling")}),
        ("Pembayaran", {
            "fields": ("accepts_bank_transfer", "accepts_pay_at_pickup", "bank_name",
                       "bank_account_number", "bank_account_holder", "payment_hours",
                       "perishable_payment_hours"),
            "description": "Rekening hanya diubah Kepala UPT atau Bendahara Penerimaan.",
        }),
    )  # fmt: skip
    SHOP_FIELDS = frozenset(
        [
            "address",
            "postal_code",
            "phone",
            "whatsapp",
            "email",
            "opening_hours",
            "known_for",
            "about",
            "motif",
            "accepts_pay_at_pickup",
            "payment_hours",
            "perishable_payment_hours",
        ]
    )
    BANK_FIELDS = frozenset(
        ["accepts_bank_transfer", "bank_name", "bank_account_number", "bank_account_holder"]
    )

    def has_change_permission(self, request, obj=None):
        return self.may(request, "change", obj) or self.may(request, "bank", obj)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_readonly_fields(self, request, obj=None):
        if request.user.is_superuser:
            return ()
        mine = set()
        if self.may(request, "change", obj):
            mine |= self.SHOP_FIELDS
        if self.may(request, "bank", obj):
            mine |= self.BANK_FIELDS
        return [name for name in self._all_fields() if name not in mine]

    def get_fieldsets(self, request, obj=None):
        """What the person may fill in comes first; the rest is folded.

        Kanwil and Ditjenpas have no business with account numbers.
        """
        fieldsets = super().get_fieldsets(request, obj)
        if not may(request.user, "view", "payment", obj):
            return [item for item in fieldsets if item[0] != "Pembayaran"]
        if request.user.is_superuser:
            return fieldsets
        readonly = set(self.get_readonly_fields(request, obj))
        mine = [item for item in fieldsets if not readonly.issuperset(_names(item[1]))]
        others = [item for item in fieldsets if item not in mine]
        return mine + [(title, {**rest, "classes": ("collapse",)}) for title, rest in others]

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/jeda/", view(self.pause), name="facilities_facility_pause"),
            path("<int:pk>/lanjut/", view(self.resume), name="facilities_facility_resume"),
        ]
        return [*own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        facility = self.get_object(request, object_id)
        may_pause = facility is not None and self.may(request, "pause", facility)
        context = {"facility": facility, "may_pause": may_pause}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def pause(self, request, pk):
        facility = self._pausable(request, pk)
        now = timezone.now()
        rest = partial(pausing.pause_facility, facility=facility, by=request.user, at=now)
        return pause_page(
            self, request, facility,
            pause=lambda day: rest(resumes_on=day), back=_page_of(pk), title="Jeda UPT",
        )  # fmt: skip

    @method_decorator(require_POST)
    def resume(self, request, pk):
        facility = self._pausable(request, pk)
        sell = partial(pausing.resume_facility, facility=facility, by=request.user)
        return resumed(self, request, facility, resume=sell, back=_page_of(pk))

    def _pausable(self, request, pk):
        facility = self.get_object(request, str(pk))
        if facility is None:
            raise Http404
        if not self.may(request, "pause", facility):
            raise PermissionDenied
        return facility

    def _all_fields(self):
        for _, options in self.fieldsets:
            yield from _names(options)

    def save_model(self, request, obj, form, change):
        admin.ModelAdmin.save_model(self, request, obj, form, change)


@admin.register(Gallery)
class GalleryAdmin(ScopedAdmin):
    subject = "gallery"
    form = GalleryForm
    list_display = ("name", "facility", "opening_hours", "is_public")
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "is_public")
    search_fields = ("name", "address", "facility__short_name")
    fields = ("facility", "name", "address", "opening_hours", "is_public")


class MembershipInline(ScopedInline, admin.TabularInline):
    model = Membership
    autocomplete_fields = ("facility", "regional_office")


@admin.register(User)
class OfficerAdmin(ScopedAdmin, UserAdmin):
    """Accounts are opened and closed by the operator of the site."""

    form = UserChangeForm
    inlines = (MembershipInline,)
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", "has_app",
                    "last_login")  # fmt: skip
    list_select_related = ("second_factor",)
    list_filter = ("is_active", "is_staff", "is_superuser")
    actions = ("take_code_away",)
    filter_horizontal = ()
    search_fields = ("username", "email")
    fieldsets = (
        (None, {"fields": ("username", "password", "email")}),
        ("Hak masuk", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Waktu", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",),
                "fields": ("username", "email", "password1", "password2", "is_staff")}),
    )  # fmt: skip
    readonly_fields = ("last_login", "date_joined")

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    @admin.display(description="Kode masuk", boolean=True)
    def has_app(self, user):
        factor = getattr(user, "second_factor", None)
        return bool(factor and factor.confirmed_at)

    @admin.action(description="Lepas kode masuk (ponsel dan kertasnya hilang)")
    def take_code_away(self, request, users):
        """The officer sets a new app up at the next log-in; written into the account's history."""
        for user in users:
            second_factor.forget(user)
            self.log_change(request, user, "Kode masuk dilepas.")
        messages.success(request, "Kode masuk dilepas. Pada masuk berikutnya dipasang yang baru.")


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    list_display = ("user", "role", "facility", "regional_office", "is_active")
    list_select_related = ("user", "facility", "regional_office")
    list_filter = ("role", "is_active")
    search_fields = ("user__username", "facility__short_name", "regional_office__name")
    autocomplete_fields = ("user", "facility", "regional_office")

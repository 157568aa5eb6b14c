"""Back office of booth devices: make a key, see what is in use, take a key back."""

from datetime import datetime, time

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from facilities import devices
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import ScopedAdmin
from facilities.models import BoothDevice


class DeviceForm(forms.ModelForm):
    """A name, and the last day; the key works until midnight there."""

    last_day = forms.DateField(
        label="Hari terakhir", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Paling lama 31 hari dari sekarang, misalnya hari terakhir pameran.",
    )  # fmt: skip

    class Meta:
        model = BoothDevice
        fields = ("facility", "name")

    def clean_last_day(self):
        day, today = self.cleaned_data["last_day"], timezone.localdate()
        if not today <= day < (timezone.now() + devices.LONGEST).date():
            raise forms.ValidationError("Pilih hari antara hari ini dan 30 hari lagi.")
        return day

    def clean(self):
        data = super().clean()
        if day := data.get("last_day"):
            self.instance.expires_at = timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
        facility = data.get("facility") or getattr(self.instance, "facility", None)
        named = BoothDevice.objects.filter(facility=facility, name=data.get("name", ""))
        if facility and named.filter(revoked_at=None).exists():
            self.add_error("name", "Nama ini masih dipakai. Cabut dahulu perangkat yang lama.")
        return data


class StateFilter(admin.SimpleListFilter):
    title = "keadaan"
    parameter_name = "keadaan"

    def lookups(self, request, model_admin):
        return [("dipakai", "Dipakai"), ("dicabut", "Dicabut"), ("lewat", "Lewat waktu")]

    def queryset(self, request, queryset):
        at = timezone.now()
        match self.value():
            case "dipakai":
                return queryset.in_use(at)
            case "dicabut":
                return queryset.filter(revoked_at__isnull=False)
            case "lewat":
                return queryset.filter(revoked_at__isnull=True, expires_at__lte=at)
        return queryset


@admin.register(BoothDevice)
class BoothDeviceAdmin(ScopedAdmin):
    subject = "device"
    form = DeviceForm
    fields = ("facility", "name", "last_day")
    list_display = ("name", "facility", "state", "expires_at", "seen_at", "made_by")
    list_select_related = ("facility", "made_by")
    list_filter = (FacilityFilter, StateFilter)
    search_fields = ("name", "account__username")
    search_help_text = "Cari nama perangkat atau akunnya."
    autocomplete_fields = ("facility",)
    change_form_template = "admin/facilities/device_form.html"
    actions = None

    @admin.display(description="keadaan")
    def state(self, device):
        if device.revoked_at:
            return "Dicabut"
        return "Dipakai" if device.is_in_use(timezone.now()) else "Lewat waktu"

    def get_fields(self, request, obj=None):
        if obj is None:
            return super().get_fields(request, obj)
        return (
            "facility",
            "name",
            "account",
            "state",
            "expires_at",
            "seen_at",
            "made_by",
            "made_at",
        )

    def has_change_permission(self, request, obj=None):
        """A key is made and taken back, never altered."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj is not None else ()

    def save_model(self, request, obj, form, change):
        try:
            obj.shown_key = devices.issue(device=obj, by=request.user, at=timezone.now())
        except devices.DeviceRefused as error:
            raise Http404 from error

    def response_add(self, request, obj, post_url_continue=None):
        """The one page that ever shows the key."""
        context = {
            **self.admin_site.each_context(request), "title": "Kunci perangkat", "opts": self.opts,
            "device": obj, "key": obj.shown_key,
            "address": request.build_absolute_uri(reverse("orders:device_sign_in")),
        }  # fmt: skip
        answer = render(request, "admin/facilities/device_key.html", context)
        add_never_cache_headers(answer)
        return answer

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        may_revoke = obj is not None and self.may(request, "change", obj)
        # The key is shown instead of the form: there is one way to save.
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        context["revocable"] = may_revoke and obj.is_in_use(timezone.now())
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self):
        revoke = self.admin_site.admin_view(self.revoke_view)
        return [
            path("<int:pk>/cabut/", revoke, name="facilities_boothdevice_revoke"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def revoke_view(self, request, pk):
        device = self.get_object(request, str(pk))
        if device is None or not self.may(request, "change", device):
            raise Http404
        devices.revoke(device=device, by=request.user, at=timezone.now())
        messages.success(request, f"Kunci {device} dicabut; perangkatnya langsung keluar.")
        return HttpResponseRedirect(reverse("admin:facilities_boothdevice_changelist"))

"""Back office of typed figures: monthly counts, yearly targets, trainings, partners."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import ScopedAdmin, ScopedInline
from facilities.checked_words import CheckedWords
from facilities.handing_in import FIRST_YEAR, last_ended
from facilities.models import Agreement, Partner, Programme, WorkforceReport, YearlyTarget


class TypedAdmin(ScopedAdmin):
    """Who typed it last is written by the server; nothing typed is ever removed."""

    actions = None
    readonly_fields = ("typed_by", "typed_at")

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return (
            fields if obj else [name for name in fields if name not in TypedAdmin.readonly_fields]
        )

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.typed_by, obj.typed_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)


class WorkforceForm(forms.ModelForm):
    """The month of any day in it, over where the facility is."""

    def clean_month(self):
        month = self.cleaned_data["month"].replace(day=1)
        if month.year < FIRST_YEAR:
            raise ValidationError(f"Paling awal Januari {FIRST_YEAR}.")
        return month

    def clean(self):
        cleaned = super().clean()
        facility = cleaned.get("facility") or getattr(self.instance, "facility", None)
        month = cleaned.get("month")
        if facility and month and month > last_ended(facility, timezone.now()):
            self.add_error("month", "Bulan ini belum berakhir.")
        return cleaned


@admin.register(WorkforceReport)
class WorkforceReportAdmin(TypedAdmin):
    subject = "workforce"
    form = WorkforceForm
    list_display = ("bulan", "facility", "residents", "working", "assimilating", "trained",
                    "certificates", "typed_at")  # fmt: skip
    list_select_related = ("facility",)
    list_filter = (FacilityFilter,)
    date_hierarchy = "month"
    search_fields = ("facility__short_name",)
    search_help_text = "Cari nama UPT."
    fields = (
        "facility", "month", "residents", "working", "assimilating", "assimilating_working",
        "programmes", "trained", "certificates", "harvest_kg", "harvest_pieces", "typed_by",
        "typed_at",
    )  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return (*names, "month") if obj else names

    @admin.display(description="Bulan", ordering="month")
    def bulan(self, row):
        return str(row)


@admin.register(YearlyTarget)
class YearlyTargetAdmin(TypedAdmin):
    subject = "target"
    list_display = ("year", "facility", "pnbp", "revenue", "working")
    list_select_related = ("facility",)
    list_filter = ("year", FacilityFilter)
    search_fields = ("facility__short_name", "facility__regional_office__name")
    search_help_text = "Cari nama UPT atau Kanwil."
    fields = ("facility", "year", "pnbp", "revenue", "working", "typed_by", "typed_at")

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return (*names, "year") if obj else names


class ProgrammeForm(CheckedWords, forms.ModelForm):
    public_texts = ("name",)

    def clean(self):
        cleaned = super().clean()
        facility = cleaned.get("facility") or getattr(self.instance, "facility", None)
        partner = cleaned.get("partner")
        if facility and partner and partner.facility_id != facility.pk:
            self.add_error("partner", "Mitra ini milik UPT lain.")
        return cleaned


@admin.register(Programme)
class ProgrammeAdmin(ScopedAdmin):
    subject = "training"
    form = ProgrammeForm
    list_display = ("name", "facility", "kind", "starts_on", "ends_on", "people", "certificates")
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "kind")
    date_hierarchy = "ends_on"
    search_fields = ("name", "partner__name", "facility__short_name")
    search_help_text = "Cari nama pelatihan, mitra, atau UPT."
    fields = ("facility", "name", "kind", "partner", ("starts_on", "ends_on"),
              ("people", "certificates"))  # fmt: skip
    # Search instead of a list: a facility may have had many partners.
    autocomplete_fields = ("partner",)


class AgreementInline(ScopedInline, admin.StackedInline):
    model = Agreement
    subject = "partner"
    fields = (("kind", "number"), ("valid_from", "until"), "is_export")


class PartnerForm(CheckedWords, forms.ModelForm):
    public_texts = ("name", "note")


@admin.register(Partner)
class PartnerAdmin(ScopedAdmin):
    subject = "partner"
    form = PartnerForm
    inlines = (AgreementInline,)
    list_display = ("name", "facility", "kind", "berlaku", "ekspor")
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "kind")
    search_fields = ("name", "facility__short_name", "agreements__number")
    search_help_text = "Cari nama mitra, UPT, atau nomor PKS."
    fields = ("facility", "name", "kind", "note")

    def get_queryset(self, request):
        today = timezone.localdate()
        valid = Agreement.objects.valid_between(today, today).filter(partner=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(is_valid=Exists(valid), exports=Exists(valid.filter(is_export=True)))
        )

    @admin.display(description="PKS berlaku", ordering="is_valid")
    def berlaku(self, partner):
        return "ya" if partner.is_valid else "tidak"

    @admin.display(description="Ekspor", ordering="exports")
    def ekspor(self, partner):
        return "ya" if partner.exports else "–"

"""Categories and services."""

from django import forms
from django.contrib import admin

from catalog.models import Category, Service, ServiceClosedDay
from catalog.models.services import WEEKDAYS
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import ScopedAdmin, ScopedInline
from facilities.checked_words import CheckedWords


@admin.register(Category)
class CategoryAdmin(ScopedAdmin):
    """One tree for the whole country: the operator's to change, everyone's to read."""

    read_by_staff = True
    list_display = ("name", "parent", "goods", "position")
    list_filter = ("goods",)
    list_select_related = ("parent",)
    search_fields = ("name", "parent__name")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request, obj=None):
        can_type = self.has_change_permission(request, obj)
        return super().get_prepopulated_fields(request, obj) if can_type else {}


class ServiceForm(CheckedWords, forms.ModelForm):
    public_texts = ("name", "description")

    closed_weekdays = forms.MultipleChoiceField(
        label="Hari tutup", required=False, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple,
        help_text="Hari yang tidak melayani setiap minggu.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["closed_weekdays"] = list(self.initial.get("closed_weekdays") or "")

    def clean_closed_weekdays(self):
        return "".join(sorted(self.cleaned_data["closed_weekdays"]))


class ClosedDayInline(ScopedInline, admin.TabularInline):
    subject = "service"
    model = ServiceClosedDay
    extra = 1


@admin.register(Service)
class ServiceAdmin(ScopedAdmin):
    subject = "service"
    form = ServiceForm
    list_display = ("name", "facility", "craft", "place", "audience", "status")
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "status", "craft", "audience")
    search_fields = ("name", "code", "facility__short_name")
    fieldsets = (
        (None, {"fields": ("facility", "name", "code", "craft", "description", "status")}),
        ("Tarif", {"fields": (("price_min", "price_max"), "price_unit", "duration_minutes")}),
        ("Tempat dan pengunjung", {"fields": ("place", "audience", "drop_off")}),
        ("Janji", {
            "fields": (
                "booking_required", ("places_per_day", "lead_days"), "closed_weekdays",
                "guard_needed",
            ),
        }),
    )  # fmt: skip
    inlines = (ClosedDayInline,)

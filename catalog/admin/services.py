"""Categories and services."""

from django import forms
from django.contrib import admin

from catalog.models import Category, Service
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import ScopedAdmin
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
        ("Tempat dan pengunjung", {"fields": ("place", "audience", "booking_required")}),
    )

"""Producer groups and their work: how much a month takes, what is booked, for which orders."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from catalog import capacity
from catalog.dates import bulan
from catalog.models import CapacityMonth, CapacityUse
from catalog.money import ribuan
from facilities.admin_filters import FacilityFilter, VisibleRelationFilter
from facilities.admin_scope import HistoryAdmin, ScopedAdmin
from facilities.checked_words import CheckedWords
from facilities.models import ProducerGroup


class ProducerGroupForm(CheckedWords, forms.ModelForm):
    public_texts = ("name", "craft", "about")

    class Meta:
        model = ProducerGroup
        fields = "__all__"  # noqa: DJ007  (the admin page names the fields)

    def clean_monthly_capacity(self):
        """Not below what is booked; the group stays locked until the page has saved it."""
        figure = self.cleaned_data["monthly_capacity"]
        if self.instance.pk:
            try:
                capacity.check_monthly(group=self.instance, capacity=figure, at=timezone.now())
            except capacity.CapacityTooLow as error:
                raise forms.ValidationError(str(error)) from error
        return figure


@admin.register(ProducerGroup)
class ProducerGroupAdmin(ScopedAdmin):
    subject = "maker"
    form = ProducerGroupForm
    list_display = ("name", "facility", "craft", "member_count", "monthly_capacity", "is_active")
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "is_active")
    search_fields = ("name", "craft", "facility__short_name")
    fields = (
        "facility", "name", "craft", "about", "member_count", "monthly_capacity", "booked",
        "is_active",
    )  # fmt: skip
    readonly_fields = ("booked",)

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name != "booked"]

    @admin.display(description="Sudah terisi")
    def booked(self, group):
        """The months one can order for, each with what is taken and what is left."""
        if group.monthly_capacity is None:
            return "Tidak dibatasi: pekerjaan tidak dihitung."
        day = group.facility.local_day(timezone.now())
        room = capacity.rooms_of_groups([group], {group.pk: day})[group.pk]
        taken = dict(
            CapacityMonth.objects.filter(group=group, month__in=room.months).values_list(
                "month", "taken"
            )
        )
        rows = [
            (bulan(month), ribuan(taken.get(month, 0)), ribuan(free))
            for month, free in zip(room.months, room.free, strict=True)
        ]
        return format_html_join("", "<p>{}: terisi {}, sisa {}</p>", rows)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "monthly_capacity" in form.changed_data:
            capacity.set_monthly(group=obj, capacity=obj.monthly_capacity, at=timezone.now())


@admin.register(CapacityMonth)
class CapacityMonthAdmin(HistoryAdmin):
    subject = "stock"
    list_display = ("shown_month", "group_name", "facility", "whole", "used", "free", "orders")
    list_select_related = ("group__facility",)
    list_filter = (FacilityFilter, ("group", VisibleRelationFilter))
    search_fields = ("group__name",)
    search_help_text = "Cari nama kelompok kerja."
    date_hierarchy = "month"
    fields = ("group", "month", "capacity", "taken")

    @admin.display(description="Bulan", ordering="month")
    def shown_month(self, row):
        return bulan(row.month)

    @admin.display(description="Kelompok kerja", ordering="group__name")
    def group_name(self, row):
        return row.group.name

    @admin.display(description="UPT", ordering="group__facility")
    def facility(self, row):
        return row.group.facility

    @admin.display(description="Kapasitas", ordering="capacity")
    def whole(self, row):
        return ribuan(row.capacity)

    @admin.display(description="Terisi", ordering="taken")
    def used(self, row):
        return ribuan(row.taken)

    @admin.display(description="Sisa")
    def free(self, row):
        return ribuan(row.capacity - row.taken)

    @admin.display(description="Pesanan")
    def orders(self, row):
        address = reverse("admin:catalog_capacityuse_changelist")
        return format_html('<a href="{}?month__id__exact={}">Lihat</a>', address, row.pk)


class OpenUse(admin.SimpleListFilter):
    title = "keadaan"
    parameter_name = "keadaan"

    def lookups(self, request, model_admin):
        return [("terisi", "Mengisi kapasitas"), ("dilepas", "Sudah dilepas")]

    def queryset(self, request, queryset):
        if self.value() in ("terisi", "dilepas"):
            return queryset.filter(released_at__isnull=self.value() == "terisi")
        return queryset


@admin.register(CapacityUse)
class CapacityUseAdmin(HistoryAdmin):
    subject = "stock"
    list_display = ("product", "shown_month", "units", "ready_on", "source_id", "created_at",
                    "released_at")  # fmt: skip
    list_select_related = ("variant__product", "month__group__facility")
    list_filter = (FacilityFilter, OpenUse)
    lookups = ("month__id__exact",)
    search_fields = ("source_id", "variant__product__name", "variant__sku")
    search_help_text = "Cari nomor pesanan, nama produk, atau SKU."
    fields = (
        "variant", "month", "units", "ready_on", "source_type", "source_id", "source_line",
        "created_at", "released_at",
    )  # fmt: skip

    @admin.display(description="Produk", ordering="variant__product__name")
    def product(self, row):
        return str(row.variant)

    @admin.display(description="Bulan", ordering="month__month")
    def shown_month(self, row):
        return f"{bulan(row.month.month)}, {row.month.group.name}"

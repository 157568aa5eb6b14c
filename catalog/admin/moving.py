"""Transfers and counts, to read. They are made on the phone pages (orders/views/staff)."""

from django.contrib import admin
from django.db.models import Count, F, IntegerField, Q, Sum
from django.db.models.functions import Coalesce

from catalog.counts import may_decide
from catalog.models import (
    CountEvent,
    CountLine,
    StockCount,
    Transfer,
    TransferEvent,
    TransferLine,
)
from facilities.access import scope_of
from facilities.admin_filters import FacilityFilter, VisibleRelationFilter
from facilities.admin_scope import HistoryAdmin, ScopedInline


class ReadOnlyInline(ScopedInline, admin.TabularInline):
    """Rows that belong to the page above; whoever may open it may read them."""

    can_delete = False

    def get_queryset(self, request):
        # The page itself came through visible_to.
        return self.model._default_manager.select_related(*self.related)

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class TransferLines(ReadOnlyInline):
    model = TransferLine
    related = ("variant__product",)
    fields = readonly_fields = (
        "variant", "quantity", "surplus", "received", "returned", "lost", "reason",
    )  # fmt: skip


class TransferEvents(ReadOnlyInline):
    model = TransferEvent
    related = ("by",)
    fields = readonly_fields = ("at", "kind", "note", "by")


@admin.register(Transfer)
class TransferAdmin(HistoryAdmin):
    """Rows of the owner of the goods and of who keeps one of the two places."""

    subject = "transfer"
    list_display = (
        "name", "facility", "origin_name", "destination_name", "state", "pieces",
        "still_on_the_way", "sent_at",
    )  # fmt: skip
    list_filter = (
        FacilityFilter, "state", ("origin", VisibleRelationFilter),
        ("destination", VisibleRelationFilter),
    )  # fmt: skip
    list_select_related = ("facility", "origin__facility", "destination__facility")
    search_fields = ("=id", "note", "lines__variant__product__name", "lines__variant__sku")
    search_help_text = "Cari nama produk, SKU, atau keperluan."
    date_hierarchy = "created_at"
    fields = (
        "facility", "origin", "destination", "state", "note",
        ("created_at", "created_by"), ("sent_at", "sent_by"), "closed_at",
    )  # fmt: skip
    inlines = (TransferLines, TransferEvents)

    def may(self, request, right, obj=None):
        if obj is None:
            return super().may(request, right)
        scope = scope_of(request.user)
        places = (obj.facility, obj.origin.facility, obj.destination.facility)
        return any(scope.may(right, self.subject, place) for place in places)

    def get_queryset(self, request):
        all_gone = Sum(F("lines__received") + F("lines__returned") + F("lines__lost"))
        sent = Sum(F("lines__quantity") + F("lines__surplus"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                sent_pieces=Coalesce(sent, 0, output_field=IntegerField()),
                settled_pieces=Coalesce(all_gone, 0, output_field=IntegerField()),
            )
        )

    @admin.display(description="Nomor", ordering="pk")
    def name(self, transfer):
        return transfer.number

    @admin.display(description="Dari", ordering="origin__name")
    def origin_name(self, transfer):
        return _place(transfer, transfer.origin)

    @admin.display(description="Ke", ordering="destination__name")
    def destination_name(self, transfer):
        return _place(transfer, transfer.destination)

    @admin.display(description="Buah", ordering="sent_pieces")
    def pieces(self, transfer):
        return transfer.sent_pieces

    @admin.display(description="Masih di jalan")
    def still_on_the_way(self, transfer):
        return transfer.sent_pieces - transfer.settled_pieces if transfer.is_on_the_way else 0


class CountLines(ReadOnlyInline):
    """What the books say is shown to a second officer, and to all once it is decided."""

    model = CountLine
    related = ("variant__product", "counted_by")
    fields = readonly_fields = (
        "variant", "recorded", "expected", "counted", "off", "counted_at", "counted_by",
    )  # fmt: skip

    def get_fields(self, request, obj=None):
        is_blind = obj is not None and (
            obj.is_open or (obj.is_waiting and not may_decide(obj, request.user))
        )
        if is_blind:
            return ("variant", "counted", "counted_at", "counted_by")
        return self.fields

    @admin.display(description="Selisih")
    def off(self, line):
        return f"{line.difference:+d}" if line.difference else "0"


class CountEvents(ReadOnlyInline):
    model = CountEvent
    related = ("by",)
    fields = readonly_fields = ("at", "kind", "note", "by")


@admin.register(StockCount)
class StockCountAdmin(HistoryAdmin):
    subject = "count"
    list_display = (
        "name", "facility", "place", "state", "listed", "differing", "started_at", "started_by",
        "decided_by",
    )  # fmt: skip
    list_filter = (FacilityFilter, "state", ("location", VisibleRelationFilter))
    list_select_related = ("facility", "location", "started_by", "decided_by")
    search_fields = ("=id", "location__name", "note")
    search_help_text = "Cari tempat atau penjelasan."
    date_hierarchy = "started_at"
    fields = (
        "facility", "location", "category", "state", "note",
        ("started_at", "started_by"), ("submitted_at", "submitted_by"),
        ("decided_at", "decided_by"),
    )  # fmt: skip
    inlines = (CountLines, CountEvents)

    def get_queryset(self, request):
        differs = ~Q(lines__counted=F("lines__expected")) & Q(lines__counted__isnull=False)
        return (
            super()
            .get_queryset(request)
            .annotate(all_lines=Count("lines"), off_lines=Count("lines", filter=differs))
        )

    @admin.display(description="Nomor", ordering="pk")
    def name(self, count):
        return count.number

    @admin.display(description="Tempat", ordering="location__name")
    def place(self, count):
        return count.location.name

    @admin.display(description="Barang", ordering="all_lines")
    def listed(self, count):
        return count.all_lines

    @admin.display(description="Berselisih")
    def differing(self, count):
        return None if count.is_open or count.is_waiting else count.off_lines


def _place(transfer, place) -> str:
    """With its keeper where that is another facility than the owner of the goods."""
    is_own = place.facility_id == transfer.facility_id
    return place.name if is_own else f"{place.name}, {place.facility}"

"""What an officer reads about counts: the list, the lines still to count, the differences."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from catalog import counts
from catalog.cards import with_covers
from catalog.finding import find
from catalog.models import CountLine, StockCount, Variant
from facilities.models import Facility

PAGE_SIZE = 30
MOST_FINISHED = 10


def counts_at(user, facility: Facility) -> QuerySet[StockCount]:
    """Counts of this facility's places that the person sees, with how far they are."""
    rows = StockCount.objects.visible_to(user, subject="count").filter(facility=facility)
    is_done = Q(lines__counted__isnull=False)
    return rows.select_related(
        "facility", "location", "category", "started_by", "submitted_by", "decided_by"
    ).annotate(
        all_lines=Count("lines"),
        done_lines=Count("lines", filter=is_done),
        off_lines=Count("lines", filter=is_done & ~Q(lines__counted=F("lines__expected"))),
    )


def listed(user, facility: Facility) -> dict[str, list[StockCount]]:
    """Counts as the phone's list shows them: under way, waiting for a second officer, decided."""
    state = StockCount.State
    rows = counts_at(user, facility)
    running = list(rows.filter(state__in=[state.OPEN, state.SUBMITTED]).order_by("started_at"))
    decided = rows.filter(state__in=[state.APPROVED, state.CANCELLED]).order_by("-decided_at")
    return {
        "open_counts": [count for count in running if count.is_open],
        "waiting": [count for count in running if count.is_waiting],
        "decided": list(decided[:MOST_FINISHED]),
    }


def one(user, facility: Facility, pk: int) -> StockCount | None:
    """One count, or None where the person has no business."""
    return counts_at(user, facility).filter(pk=pk).first() if pk < 2**63 else None


@dataclass
class CountSheet:
    """The lines of an open count as the counting officer looks at them.

    text: what is looked for; everything: also lines that have a figure; number: of the page.
    """

    count: StockCount
    text: str = ""
    everything: bool = False
    number: str = "1"

    def page(self) -> Page:
        """Lines with `cover`, `mark` (of the ledger), `typed` and `error`."""
        rows = self.count.lines.select_related("variant__product__facility").order_by("position")
        if self.text:
            rows = rows.filter(variant__in=[variant.pk for variant in self.found()])
        elif not self.everything:
            rows = rows.filter(counted=None)
        page = Paginator(rows, PAGE_SIZE).get_page(self.number)
        page.object_list = self.dressed(page.object_list)
        return page

    def dressed(self, rows) -> list[CountLine]:
        lines = list(rows)
        with_covers(line.variant for line in lines)
        marks = counts.ledger_marks(self.count, [line.variant_id for line in lines])
        for line in lines:
            line.mark = marks[line.variant_id]
            line.typed, line.error = "" if line.counted is None else line.counted, ""
        return lines

    def found(self) -> list[Variant]:
        """What was looked for among the goods on the list."""
        return find(Variant.objects.filter(count_lines__count=self.count), self.text)

    def found_elsewhere(self) -> list[Variant]:
        """The facility's goods of that name or code that are not on the list."""
        own = Variant.objects.filter(product__facility=self.count.facility_id)
        rows = own.exclude(count_lines__count=self.count).select_related("product")
        return find(rows, self.text, most=5)


def differences(count: StockCount) -> list[CountLine]:
    """Lines that differ, with `value` in rupiah at the price of sale, `is_stale` when the goods
    were corrected by hand since."""
    rows = count.lines.exclude(counted=F("expected")).filter(counted__isnull=False)
    lines = list(rows.select_related("variant__product", "counted_by").order_by("position"))
    stale = {line.pk for line in counts.recount_needed(count)} if count.is_waiting else set()
    for line in lines:
        line.value = line.difference * line.variant.price
        line.is_stale = line.pk in stale
    return lines

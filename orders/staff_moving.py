"""What an officer reads about goods that move: the list, one list of goods, what is on the way."""

from datetime import datetime, timedelta

from django.db.models import F, Prefetch, Q, QuerySet, Sum

from catalog.cards import with_covers
from catalog.finding import find
from catalog.models import Transfer, TransferLine, Variant
from catalog.stock import sellable_pieces
from facilities.models import Facility

SLOW = timedelta(days=2)
MOST_FINISHED = 10


def transfers_at(user, facility: Facility) -> QuerySet[Transfer]:
    """What the person sees of this facility's goods, and of goods at its places."""
    rows = Transfer.objects.visible_to(user, subject="transfer")
    here = Q(facility=facility) | Q(origin__facility=facility) | Q(destination__facility=facility)
    return rows.filter(here).select_related(
        "facility", "origin__facility", "destination__facility", "created_by", "sent_by"
    )


def listed(user, facility: Facility, *, at: datetime) -> dict[str, list[Transfer]]:
    """Transfers as the phone's list shows them: to count here, under way, being written, done."""
    rows = transfers_at(user, facility).annotate(
        sent=Sum("lines__quantity"),
        still=Sum(
            F("lines__quantity") + F("lines__surplus") - F("lines__received")
            - F("lines__returned") - F("lines__lost")
        ),
        differing=Sum(F("lines__surplus") + F("lines__returned") + F("lines__lost")),
    )  # fmt: skip
    state = Transfer.State
    groups = {"coming": [], "going": [], "drafts": []}
    for transfer in rows.filter(state__in=[state.SENT, state.DRAFT]).order_by("sent_at", "pk"):
        transfer.is_slow = transfer.is_on_the_way and transfer.sent_at < at - SLOW
        if transfer.is_draft:
            groups["drafts"].append(transfer)
        elif transfer.destination.facility_id == facility.pk:
            groups["coming"].append(transfer)
        else:
            groups["going"].append(transfer)
    done = rows.filter(state__in=[state.CLOSED, state.CANCELLED]).order_by("-closed_at", "-pk")
    return {**groups, "done": list(done[:MOST_FINISHED])}


def one(user, facility: Facility, pk: int) -> Transfer | None:
    """One transfer with its lines and history, or None where the person has no business."""
    if pk >= 2**63:
        return None
    lines = TransferLine.objects.select_related("variant__product__facility").order_by("position")
    rows = transfers_at(user, facility).prefetch_related(Prefetch("lines", lines), "events__by")
    return rows.filter(pk=pk).first()


def goods_to_list(transfer: Transfer, text: str, *, at: datetime) -> list[Variant]:
    """Rows of the form of a list: what was looked for first, then what is on it.

    Each with `quantity` (0 when not listed), `free` at the origin, `cover` and `is_found`.
    """
    on_list = {line.variant_id: line for line in transfer.lines.all()}
    # Only what is known at the origin: whoever keeps a place sees no more of another's goods.
    goods = Variant.objects.filter(
        product__facility=transfer.facility_id, stock_levels__location=transfer.origin_id
    )
    found = find(goods.select_related("product__facility"), text) if text else []
    keys = {variant.pk for variant in found}
    rows = with_covers([*found, *(line.variant for pk, line in on_list.items() if pk not in keys)])
    free = sellable_pieces(transfer.origin, [row.pk for row in rows], at=at)
    for row in rows:
        row.free, row.is_found = free[row.pk], row.pk in keys
        row.quantity = on_list[row.pk].quantity if row.pk in on_list else 0
        row.typed, row.error = row.quantity or "", ""
    return rows

"""Why pieces came or went, as an officer at the shelf says it. Source: docs/rules/stock.md."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from catalog.models import StockLocation, StockMovement, Variant
from catalog.models.stock import Source

from .correcting import COMES, GOES, REVERSIBLE, SIGNS, adjust
from .ledger import StockError, local_days
from .receiving import receive

Kind = StockMovement.Kind


@dataclass(frozen=True)
class Reason:
    """One reason. code: in forms and addresses; label: as said; kind: what the ledger calls it."""

    code: str
    label: str
    kind: Kind

    @property
    def signs(self) -> tuple[int, ...]:
        """Whether pieces come (+1), go (-1) or either for this reason."""
        return (COMES,) if self.kind == Kind.RECEIVE else SIGNS[self.kind]

    @property
    def right(self) -> str:
        """The right on `stock` that books it (facilities/access.py)."""
        return "receive" if self.kind == Kind.RECEIVE else "correct"

    @property
    def only_comes(self) -> bool:
        return self.signs == (COMES,)

    @property
    def only_goes(self) -> bool:
        return self.signs == (GOES,)


REASONS = (
    Reason("produksi", "Hasil produksi", Kind.RECEIVE),
    Reason("hitung", "Hitung ulang", Kind.CORRECT),
    Reason("kembali", "Dikembalikan", Kind.RETURN),
    Reason("rusak", "Rusak", Kind.DAMAGE),
    Reason("kedaluwarsa", "Kedaluwarsa", Kind.EXPIRE),
    Reason("contoh", "Contoh", Kind.SAMPLE),
)
BY_CODE = {reason.code: reason for reason in REASONS}


@transaction.atomic
def book(
    *,
    variant: Variant,
    location: StockLocation,
    difference: int,
    reason: Reason,
    at: datetime,
    by,
    key: str,
) -> StockMovement:
    """Pieces come (+) or go (-) at one place for a reason; returns the (first) movement.

    key: of this very change; the same key again changes nothing and returns the first movement.
    Goods from the workshop become a batch with the last day of the food's label. Raises
    StockError: a reason that does not fit the sign, food without a day, more than is free.
    """
    if reason.only_goes and difference > 0:
        raise StockError(f"“{reason.label}” mengurangi stok: tekan tanda kurang.")
    if reason.only_comes and difference < 0:
        raise StockError(f"“{reason.label}” menambah stok: tekan tanda tambah.")
    if reason.kind == Kind.RETURN and variant.product.is_food:
        raise StockError("Pangan yang sudah dibawa pembeli tidak dijual lagi.")
    if reason.kind != Kind.RECEIVE:
        return adjust(
            variant=variant, location=location, difference=difference, kind=reason.kind,
            reason=reason.label, at=at, by=by, key=key,
        )  # fmt: skip
    today = local_days([variant.pk], at)[variant.pk]
    batch = receive(
        variant=variant,
        location=location,
        quantity=difference,
        produced_on=today,
        expires_on=last_day_of(variant, today),
        producer_group=variant.product.producer_group,
        at=at,
        by=by,
        key=key,
    )
    return batch.movements.get(kind=Kind.RECEIVE, source_id=key)


def last_day_of(variant: Variant, produced_on: date) -> date | None:
    """Last day of sale after the food's label; None for goods that keep.

    Raises StockError for food whose label does not say how long it keeps.
    """
    label = getattr(variant.product, "food_label", None)
    if label and label.shelf_life_days:
        return produced_on + timedelta(days=label.shelf_life_days)
    if variant.product.is_food:
        raise StockError("Pangan perlu tanggal baik sebelum: catat lewat Produksi.")
    return None


def last_act(*, by, location: StockLocation, since: datetime) -> StockMovement | None:
    """What this officer booked last at this place and can still undo, or None.

    since: older ones are left alone. pieces: of all rows of the act together. Two queries.
    """
    mine = StockMovement.objects.filter(by=by, location=location, at__gte=since)
    booked = mine.filter(
        kind__in=REVERSIBLE, source_type__in=(Source.DESK, Source.BATCH), reversed_by__isnull=True
    ).select_related("variant__product")
    last = booked.order_by("-at", "-pk").first()
    if last:
        act = mine.filter(
            variant=last.variant_id, kind=last.kind, source_type=last.source_type,
            source_id=last.source_id,
        ).order_by()  # fmt: skip
        last.pieces = act.aggregate(pieces=Sum("quantity"))["pieces"]
    return last

"""The one wording about stock that a variant or a product card shows.

Source: docs/rules/stock.md, wording.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalog.models import Product, Variant
from catalog.money import ribuan

FEW = 5


class Code(StrEnum):
    READY = "ready"
    FEW = "few"
    MADE_TO_ORDER = "made-to-order"
    BACK_SOON = "back-soon"
    SOLD_OUT = "sold-out"


@dataclass(frozen=True)
class Availability:
    """code: for styling; text: the wording; note: one more sentence, or empty;
    max_quantity: most pieces one order may hold, None when more are made on order."""

    code: Code
    text: str
    note: str
    can_order: bool
    max_quantity: int | None


def availability_of(variant: Variant, pieces: int) -> Availability:
    """What to say about this variant. pieces: what stock.online_available counts now.

    Reads the variant's product and facility: select them along.
    """
    if not variant.product.facility.is_selling:
        return _BACK_SOON
    if not variant.is_active:
        return _SOLD_OUT
    if pieces >= variant.min_quantity:
        return _in_stock(variant, pieces)
    if variant.made_to_order:
        return _made_to_order(variant.lead_time_days)
    if pieces:
        note = f"Tersisa {pieces}, di bawah pesanan paling sedikit {variant.min_quantity}."
        return Availability(Code.SOLD_OUT, "Stok habis", note, False, 0)
    return _SOLD_OUT


def availability_of_product(
    product: Product, variants: Iterable[Variant], pieces: Mapping[int, int]
) -> Availability:
    """What a card says: the best of its variants, with their pieces together.

    variants: those of this product; pieces: per variant id.
    """
    active = [variant for variant in variants if variant.is_active]
    if not product.facility.is_selling:
        return _BACK_SOON
    ready = [v for v in active if pieces.get(v.pk, 0) >= v.min_quantity]
    if ready:
        total = sum(pieces[variant.pk] for variant in ready)
        return _wording(total, None if any(v.made_to_order for v in active) else total)
    lead_times = [variant.lead_time_days for variant in active if variant.made_to_order]
    return _made_to_order(min(lead_times)) if lead_times else _SOLD_OUT


_BACK_SOON = Availability(
    Code.BACK_SOON, "Segera kembali", "UPT ini sedang tidak menerima pesanan.", False, 0
)
_SOLD_OUT = Availability(Code.SOLD_OUT, "Stok habis", "", False, 0)


def _in_stock(variant: Variant, pieces: int) -> Availability:
    if not variant.made_to_order:
        return _wording(pieces, pieces)
    note = f"Lebih dari {ribuan(pieces)} dikerjakan sekitar {variant.lead_time_days} hari."
    return _wording(pieces, None, note)


def _wording(pieces: int, most: int | None, note: str = "") -> Availability:
    if pieces <= FEW:
        return Availability(Code.FEW, f"Sisa {pieces}", note, True, most)
    return Availability(Code.READY, "Tersedia", note, True, most)


def _made_to_order(days: int) -> Availability:
    text = f"Pra-pesan (dikerjakan sekitar {days} hari)"
    return Availability(Code.MADE_TO_ORDER, text, "", True, None)

"""The one wording about stock that a variant or a product card shows.

It stays true while a cached page carries it: days are written out, never counted from today.
Source: docs/rules/stock.md, wording.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from catalog.capacity import Room
from catalog.dates import bulan, tanggal
from catalog.models import Product, Variant
from catalog.money import ribuan

FEW = 5


class Code(StrEnum):
    READY = "ready"
    FEW = "few"
    MADE_TO_ORDER = "made-to-order"
    PAUSED = "paused"
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


def availability_of(variant: Variant, pieces: int, room: Room | None = None) -> Availability:
    """What to say about this variant. pieces: what stock.online_available counts now.

    room: what its group can still make (capacity.rooms); None says no days and knows no limit.
    Reads the variant's product and facility: select them along.
    """
    if rest := resting(variant.product):
        return rest
    if not variant.is_active:
        return _SOLD_OUT
    if pieces >= variant.min_quantity:
        return _in_stock(variant, pieces, room)
    if variant.made_to_order:
        return _made_to_order(variant, room)
    if pieces:
        note = f"Tersisa {pieces}, di bawah pesanan paling sedikit {variant.min_quantity}."
        return Availability(Code.SOLD_OUT, "Stok habis", note, False, 0)
    return _SOLD_OUT


def availability_of_product(
    product: Product,
    variants: Iterable[Variant],
    pieces: Mapping[int, int],
    rooms: Mapping[int, Room] | None = None,
) -> Availability:
    """What a card says: the best of its variants, with their pieces together.

    variants: those of this product; pieces: per variant id; rooms: from capacity.rooms.
    """
    active = [variant for variant in variants if variant.is_active]
    if rest := resting(product):
        return rest
    rooms = rooms or {}
    made = [variant for variant in active if variant.made_to_order]
    able = [variant for variant in made if _can_make(variant, rooms.get(variant.pk))]
    ready = [v for v in active if pieces.get(v.pk, 0) >= v.min_quantity]
    if ready:
        total = sum(pieces[variant.pk] for variant in ready)
        return _wording(total, None if able else total)
    if not made:
        return _SOLD_OUT
    # The one that is made soonest; all of them wait when none can be made.
    first = min(able or made, key=lambda variant: variant.lead_time_days)
    return _made_to_order(first, rooms.get(first.pk))


_SOLD_OUT = Availability(Code.SOLD_OUT, "Stok habis", "", False, 0)


def resting(product: Product) -> Availability | None:
    """Of a facility that takes no orders, or of a paused product: until when, if a day is known."""
    facility = product.facility
    if not facility.is_selling:
        note = "UPT ini sedang tidak menerima pesanan."
        if facility.resumes_on:
            note = f"UPT ini menerima pesanan lagi mulai {tanggal(facility.resumes_on)}."
    elif product.is_paused:
        note = f"Dijual lagi mulai {tanggal(product.resumes_on)}."
    else:
        return None
    return Availability(Code.BACK_SOON, "Segera kembali", note, False, 0)


def _can_make(variant: Variant, room: Room | None) -> bool:
    return room is None or room.fits(variant, variant.min_quantity)


def _in_stock(variant: Variant, pieces: int, room: Room | None) -> Availability:
    most = room.most(variant) if room else None
    if not variant.made_to_order or (most is not None and most <= pieces):
        return _wording(pieces, pieces)
    note = f"Lebih dari {ribuan(pieces)} dikerjakan sekitar {variant.lead_time_days} hari."
    return _wording(pieces, most, note)


def _wording(pieces: int, most: int | None, note: str = "") -> Availability:
    if pieces <= FEW:
        return Availability(Code.FEW, f"Sisa {pieces}", note, True, most)
    return Availability(Code.READY, "Tersedia", note, True, most)


def _made_to_order(variant: Variant, room: Room | None) -> Availability:
    text = f"Pra-pesan (dikerjakan sekitar {variant.lead_time_days} hari)"
    if room is None:
        return Availability(Code.MADE_TO_ORDER, text, "", True, None)
    shares = room.shares(variant.min_quantity * variant.work_units)
    if shares is None:
        return _paused(room)
    begins = room.starts_on(shares)
    ready = tanggal(begins + timedelta(days=variant.lead_time_days))
    if begins > room.day:
        text = f"Pra-pesan (dikerjakan mulai {bulan(begins)})"
        note = f"Pekerjaan bulan-bulan sebelumnya sudah penuh. Siap sekitar {ready}."
    else:
        note = f"Bila dipesan {tanggal(room.day)}, siap sekitar {ready}."
    return Availability(Code.MADE_TO_ORDER, text, note, True, room.most(variant))


def _paused(room: Room) -> Availability:
    note = "Kelompok kerjanya sedang tidak menerima pekerjaan baru."
    if room.takes_work:
        note = (
            f"Pekerjaan sampai {bulan(room.months[-1])} sudah penuh. "
            "Barang ini dapat dipesan lagi begitu ada tempat."
        )
    return Availability(Code.PAUSED, "Pra-pesan dijeda", note, False, 0)

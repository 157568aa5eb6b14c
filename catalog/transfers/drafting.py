"""The list of what shall be taken along, before anything leaves."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import StockLevel, StockLocation, Transfer, TransferLine, Variant
from catalog.stock import sellable_pieces
from facilities.models import Facility

from .errors import TransferError, locked, require_draft

LARGEST = 100_000
MOST_LINES = 200  # what one form can carry, and one officer count


def origins_for(facility: Facility) -> QuerySet[StockLocation]:
    """Places goods of this facility may be taken from: its own, and where its goods are guests."""
    lies_there = StockLevel.objects.filter(
        location=OuterRef("pk"), on_hand__gt=0, variant__product__facility=facility
    )
    rows = StockLocation.objects.filter(
        Q(facility=facility, is_active=True) | Q(Exists(lies_there))
    )
    return rows.select_related("facility").order_by("-is_online", "facility__short_name", "name")


def destinations_for(facility: Facility) -> QuerySet[StockLocation]:
    """Places this facility's goods may be taken to: its own, and those of its region open to it."""
    guest = Q(takes_guests=True, facility__regional_office=facility.regional_office_id)
    rows = StockLocation.objects.filter(Q(facility=facility) | guest, is_active=True)
    return rows.select_related("facility").order_by("facility__short_name", "name")


@transaction.atomic
def start(
    *,
    facility: Facility,
    origin: StockLocation,
    destination: StockLocation,
    key: str,
    at: datetime,
    by,
    note: str = "",
) -> Transfer:
    """A new, empty list of this facility's goods. key: of the form; the same again gives the first.

    Raises TransferError on one and the same place, or a destination not open to the facility.
    """
    if first := Transfer.objects.filter(key=key).first():
        return first
    if origin.pk == destination.pk:
        raise TransferError("Tempat asal dan tujuan harus berbeda.")
    if not destinations_for(facility).filter(pk=destination.pk).exists():
        raise TransferError(f"{destination.name} tidak menerima barang {facility}.")
    return Transfer.objects.create(
        facility=facility, origin=origin, destination=destination, note=note.strip()[:120],
        key=key, created_at=at, created_by=by,
    )  # fmt: skip


def put(*, transfer: Transfer, variant: Variant, quantity: int, at: datetime) -> None:
    """Write how many pieces of one variant shall go; see write."""
    write(transfer=transfer, quantities={variant: quantity}, at=at)


@transaction.atomic
def write(*, transfer: Transfer, quantities: Mapping[Variant, int], at: datetime) -> None:
    """Write how many pieces of each variant shall go; 0 takes it off the list. All, or none.

    Says at once when fewer are free at the origin, though only sending takes them.
    Raises TransferError about a variant.
    """
    transfer = locked(transfer)
    require_draft(transfer)
    lines = {line.variant_id: line for line in transfer.lines.all()}
    free = sellable_pieces(transfer.origin, [variant.pk for variant in quantities], at=at)
    last = max((line.position for line in lines.values()), default=0)
    for variant, quantity in quantities.items():
        line = lines.get(variant.pk)
        if quantity == 0:
            if line:
                del lines[variant.pk]
                line.delete()
            continue
        _check(transfer, variant, quantity, free[variant.pk])
        if line:
            TransferLine.objects.filter(pk=line.pk).update(quantity=quantity)
            continue
        last += 1
        lines[variant.pk] = TransferLine.objects.create(
            transfer=transfer, variant=variant, position=last, quantity=quantity
        )
    if len(lines) > MOST_LINES:
        raise TransferError(f"Paling banyak {MOST_LINES} macam barang dalam satu pemindahan.")


def _check(transfer: Transfer, variant: Variant, quantity: int, free: int) -> None:
    if variant.product.facility_id != transfer.facility_id:
        raise TransferError(f"{variant} bukan barang {transfer.facility}.", variant.pk)
    if not 1 <= quantity <= LARGEST:
        raise TransferError("Jumlah harus 1 sampai 100.000.", variant.pk)
    if quantity > free:
        raise TransferError(
            f"Di {transfer.origin.name} hanya {free} yang bebas: {variant}.", variant.pk
        )


@transaction.atomic
def fill(*, transfer: Transfer, at: datetime) -> int:
    """Put everything on the list that may leave the origin now; returns the pieces listed.

    What somebody reserved or what is past its day stays. Written anew: what was on the list
    before is replaced. Raises TransferError for more kinds than one list holds.
    """
    transfer = locked(transfer)
    require_draft(transfer)
    own = StockLevel.objects.filter(
        location=transfer.origin, on_hand__gt=0, variant__product__facility=transfer.facility
    ).order_by("variant__product__name", "variant__name", "variant")
    variants = list(own.values_list("variant_id", flat=True))
    free = sellable_pieces(transfer.origin, variants, at=at)
    if sum(1 for pk in variants if free[pk]) > MOST_LINES:
        raise TransferError(
            f"Di {transfer.origin.name} ada lebih dari {MOST_LINES} macam barang. "
            "Cari dan isi satu per satu, dalam beberapa pemindahan."
        )
    transfer.lines.all().delete()
    lines = [
        TransferLine(transfer=transfer, variant_id=pk, position=place, quantity=free[pk])
        for place, pk in enumerate((pk for pk in variants if free[pk]), start=1)
    ]
    TransferLine.objects.bulk_create(lines)
    return sum(line.quantity for line in lines)


@transaction.atomic
def start_return(*, transfer: Transfer, key: str, at: datetime, by) -> Transfer:
    """A list that brings home what is left of the goods of an earlier transfer: from where they
    went, to where they came from. Only variants of that transfer, as many as are free there.
    """
    back = start(
        facility=transfer.facility, origin=transfer.destination, destination=transfer.origin,
        key=key, at=at, by=by, note=f"Pulang dari {transfer.number}",
    )  # fmt: skip
    if back.lines.exists() or not back.is_draft:
        return back
    variants = list(transfer.lines.order_by("position").values_list("variant_id", flat=True))
    free = sellable_pieces(back.origin, variants, at=at)
    TransferLine.objects.bulk_create(
        TransferLine(transfer=back, variant_id=pk, position=place, quantity=free[pk])
        for place, pk in enumerate((pk for pk in variants if free.get(pk)), start=1)
    )
    return back

"""Finished goods come into stock."""

from datetime import date, datetime
from secrets import token_hex

from django.db import transaction

from catalog import locks
from catalog.models import ProductionBatch, StockLocation, StockMovement, Variant
from catalog.models.stock import Source
from facilities.models import ProducerGroup

from .ledger import LARGEST_QUANTITY, Entry, StockError, add, check_quantity, local_days

Kind = StockMovement.Kind


@transaction.atomic
def receive(
    *,
    variant: Variant,
    location: StockLocation,
    quantity: int,
    at: datetime,
    by,
    code: str = "",
    produced_on: date | None = None,
    expires_on: date | None = None,
    rejected: int = 0,
    producer_group: ProducerGroup | None = None,
    material_cost: int | None = None,
    key: str = "",
) -> ProductionBatch:
    """Take finished goods into stock as a new production batch.

    quantity: good pieces; rejected: pieces that failed, counted but not stocked. One of them may
    be 0. material_cost: rupiah for all of them together, None when not stated.
    code: as printed on the goods, made up from the day when empty; produced_on: today when None;
    expires_on: last day of sale, None for goods that keep.
    key: of the form that was sent; the same key again returns the first batch.
    Raises StockError on a code used before, on dates out of order and on expired goods.
    """
    code = code.strip()
    if not 0 <= rejected <= LARGEST_QUANTITY:
        raise StockError("Jumlah gagal harus 0 sampai 1.000.000.")
    if quantity or not rejected:
        check_quantity(quantity)
    if len(code) > 30:
        raise StockError("Kode produksi paling panjang 30 huruf.")
    today = local_days([variant.pk], at)[variant.pk]
    produced_on = produced_on or today
    if produced_on > today:
        raise StockError("Tanggal produksi belum tiba.")
    if expires_on and expires_on < produced_on:
        raise StockError("Tanggal baik sebelum tidak boleh mendahului produksi.")
    if expires_on and expires_on < today:
        raise StockError("Barang ini sudah kedaluwarsa, jadi tidak dapat masuk stok.")
    locks.lock_levels([(variant.pk, location.pk)], create=True)
    if first := _received(key):
        return first
    # A batch of which nothing is good leaves no movement to know it by: its code is its key.
    made_up = key[:4] if key and not quantity else token_hex(2)
    code = code or f"{produced_on:%y%m%d}-{made_up.upper()}"
    figures = {
        "producer_group": producer_group,
        "produced_on": produced_on,
        "expires_on": expires_on,
        "good_quantity": quantity,
        "rejected_quantity": rejected,
        "material_cost": material_cost,
    }
    batch = ProductionBatch.objects.filter(variant=variant, location=location, code=code).first()
    if batch and not batch.is_undone:
        if not quantity and (batch.good_quantity, batch.rejected_quantity) == (0, rejected):
            return batch
        raise StockError(f"Kode produksi {code} sudah dipakai untuk barang ini.")
    if batch:  # typed by mistake before and taken back: the code is free again
        ProductionBatch.objects.filter(pk=batch.pk).update(**figures)
        batch.refresh_from_db()
    else:
        batch = ProductionBatch.objects.create(
            variant=variant, location=location, code=code, remaining=0, **figures
        )
    if quantity:
        entry = Entry(Kind.RECEIVE, Source.BATCH, key or f"{batch.pk}-{token_hex(8)}", at, by)
        add((variant.pk, location.pk), quantity, batch)
        entry.movement((variant.pk, location.pk), quantity, "1", batch).save()
        batch.remaining = quantity
    return batch


def _received(key: str) -> ProductionBatch | None:
    if not key:
        return None
    return ProductionBatch.objects.filter(
        movements__kind=Kind.RECEIVE,
        movements__source_type=Source.BATCH,
        movements__source_id=key,
    ).first()

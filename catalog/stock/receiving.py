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
    key: str = "",
) -> ProductionBatch:
    """Take finished goods into stock as a new production batch.

    quantity: good pieces; rejected: pieces that failed, counted but not stocked.
    code: as printed on the goods, made up from the day when empty; produced_on: today when None;
    expires_on: last day of sale, None for goods that keep.
    key: of the form that was sent; the same key again returns the first batch.
    Raises StockError on a code used before, on dates out of order and on expired goods.
    """
    check_quantity(quantity)
    code = code.strip()
    if not 0 <= rejected <= LARGEST_QUANTITY:
        raise StockError("Jumlah gagal harus 0 sampai 1.000.000.")
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
    code = code or f"{produced_on:%y%m%d}-{token_hex(2).upper()}"
    if ProductionBatch.objects.filter(variant=variant, location=location, code=code).exists():
        raise StockError(f"Kode produksi {code} sudah dipakai untuk barang ini.")
    batch = ProductionBatch.objects.create(
        variant=variant,
        location=location,
        producer_group=producer_group,
        code=code,
        produced_on=produced_on,
        expires_on=expires_on,
        good_quantity=quantity,
        rejected_quantity=rejected,
        remaining=0,
    )
    entry = Entry(Kind.RECEIVE, Source.BATCH, key or str(batch.pk), at, by)
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

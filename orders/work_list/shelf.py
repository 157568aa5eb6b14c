"""Goods that run out or go off, products that wait for somebody."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from catalog import shelf
from catalog.dates import tanggal
from catalog.models import Product, ProductionBatch, StockLevel
from facilities.access import may

from .job import Job
from .places import rows_at
from .second_looks import moving_jobs


def shelf_jobs(user, *, at: datetime, facility=None) -> Iterator[Job]:
    """Stock for who keeps it, products for who writes and for who looks them over."""
    if may(user, "correct", "stock", facility):
        yield _running_out(rows_at(StockLevel, user, facility, "stock"))
        yield _going_off(rows_at(ProductionBatch, user, facility, "stock"), at)
    yield from moving_jobs(user, at=at, facility=facility)
    writes = may(user, "change", "product", facility)
    reviews = may(user, "publish", "product", facility) or may(user, "return", "product", facility)
    if writes or reviews:
        counts = shelf.waiting_products(rows_at(Product, user, facility, "product"))
        for task in shelf.PRODUCT_TASKS:
            if writes if task.is_for_writers else reviews:
                yield Job(counts[task.name], task.label, task.note, _products(task.name))


def _running_out(levels) -> Job:
    low = shelf.running_out(levels)
    note = f"Barang tayang yang tinggal {shelf.LOW} atau kurang"
    if low.names:
        note = ", ".join(f"{name} {f'sisa {n}' if n else 'habis'}" for name, n in low.names)
    return Job(
        low.count,
        "Stok hampir habis",
        note,
        f"{reverse('admin:catalog_stocklevel_changelist')}?bebas=dijual",
        f"{reverse('orders:staff_stock')}?menipis=1",
        tag=f"{low.sold_out} habis" if low.sold_out else "",
    )


def _going_off(batches, at: datetime) -> Job:
    today = timezone.localdate(at)
    soon = shelf.going_off(batches, today)
    note = f"Kedaluwarsa dalam {shelf.NEAR_DAYS} hari"
    if soon.first:
        note = f"{soon.pieces} buah atau bungkus, paling dekat {tanggal(soon.first)}"
    tag = f"{soon.expired} sudah lewat" if soon.expired else ""
    if soon.first and not tag:
        days = (soon.first - today).days
        tag = f"{days} hari lagi" if days else "Hari ini"
    return Job(
        soon.count,
        "Mendekati kedaluwarsa",
        note,
        f"{reverse('admin:catalog_productionbatch_changelist')}?simpan=dekat",
        tag=tag,
        is_late=bool(soon.expired),
    )


def _products(name: str) -> str:
    return f"{reverse('admin:catalog_product_changelist')}?tugas={name}"

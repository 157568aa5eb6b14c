"""Goods on the way, goods that arrived with a difference, and a count that waits: Lapas Ambon."""

from datetime import datetime, timedelta

from catalog import counts, stock, transfers
from catalog.models import Product, StockLevel, StockLocation, Variant
from catalog.transfers import Arrival, Missing
from facilities.models import Facility, User

CODE, WHO = "LPS-AMB", "ambon"


def load_moves(*, at: datetime) -> None:
    """By the functions an officer's phone calls, in the days before `at`."""
    facility = Facility.objects.get(code=CODE)
    by = User.objects.get(username=WHO)
    store = stock.online_location(facility)
    gallery = StockLocation.objects.filter(
        facility=facility, kind=StockLocation.Kind.GALLERY
    ).earliest("pk")
    plenty, other = _small_goods(store, facility, at)
    arrived = at - timedelta(days=3, hours=2)
    transfer = _sent(facility, store, gallery, {plenty: 4}, arrived, by, "tiba")
    transfers.receive(
        transfer=transfer,
        arrivals={
            transfer.lines.get().pk: Arrival(3, Missing.BACK, "Satu tertinggal di gudang"),
        },
        key="contoh-tiba", at=arrived + timedelta(hours=1), by=by,
    )  # fmt: skip
    under_way = at - timedelta(hours=3)
    _sent(facility, store, gallery, {plenty: 2, other: 1}, under_way, by, "jalan")
    _counted(gallery, at - timedelta(hours=5), by)


def _small_goods(place: StockLocation, facility: Facility, at: datetime) -> list[Variant]:
    """Two things a gallery can show, the one there is more of first."""
    own = Variant.objects.filter(
        product__facility=facility, product__fulfilment=Product.Fulfilment.COURIER
    )
    variants = list(own.select_related("product__facility"))
    free = stock.sellable_pieces(place, [variant.pk for variant in variants], at=at)
    return sorted(variants, key=lambda variant: (-free[variant.pk], variant.sku))[:2]


def _sent(facility, origin, destination, quantities, at, by, name):
    transfer = transfers.start(
        facility=facility, origin=origin, destination=destination, key=f"contoh-{name}", at=at,
        by=by, note="Isi ulang galeri",
    )  # fmt: skip
    return transfers.send(transfer=transfer, quantities=quantities, at=at, by=by)


def _counted(place: StockLocation, at: datetime, by) -> None:
    """A count in which one piece is missing, handed in and not yet looked at."""
    count = counts.start(location=place, key="contoh-opname", at=at, by=by)
    lines = list(count.lines.all())
    there = dict(StockLevel.objects.filter(location=place).values_list("variant_id", "on_hand"))
    free = stock.sellable_pieces(place, list(there), at=at)
    short = next((line.pk for line in lines if free[line.variant_id] > 1), None)
    marks = counts.ledger_marks(count, [line.variant_id for line in lines])
    figures = {
        line.pk: (there[line.variant_id] - (line.pk == short), marks[line.variant_id])
        for line in lines
    }
    later = at + timedelta(minutes=25)
    counts.enter(count=count, figures=figures, at=later, by=by)
    counts.submit(count=count, at=later, by=by)

"""A till that is in use: goods of two facilities in one gallery, yesterday's shift and today's."""

from datetime import datetime, timedelta

from catalog import stock
from catalog.models import StockLevel, StockLocation, Variant
from facilities.access import may
from facilities.models import Facility, Membership
from orders import counter
from orders.counter.shelf import popular
from orders.models import DirectSale, Payment

from .desk import DESKS

SPARE = 6  # free pieces the web keeps of what is carried over
MOST = 4  # kinds of goods taken along from each facility
WHY_LESS = "Kembalian kelebihan seribu."
WRONG = "Salah ketik jumlah, pembeli belum membayar."


def load_till(*, at: datetime) -> None:
    """Let each desk's gallery sell, through the site's own functions, up to `at`."""
    for code in DESKS:
        facility = Facility.objects.filter(code=code).select_related("regency").first()
        seller = facility and _seller(facility)
        place = facility and StockLocation.objects.filter(facility=facility, kind="galeri").first()
        if seller and place and not DirectSale.objects.filter(location=place).exists():
            _fill(place, seller, at)
            _yesterday(place, seller, at)
            _today(place, seller, at)


def _seller(facility: Facility):
    roles = Membership.objects.filter(facility=facility, is_active=True).select_related("user")
    return next((r.user for r in roles if may(r.user, "sell", "till", facility)), None)


def _fill(place: StockLocation, seller, at: datetime) -> None:
    """Own goods and a neighbour's go to the gallery, two days ago."""
    neighbours = Facility.objects.filter(regency=place.facility.regency).exclude(
        pk=place.facility_id
    )
    for facility in (place.facility, *neighbours.order_by("pk")[:1]):
        store = stock.online_location(facility)
        levels = StockLevel.objects.filter(
            location=store, variant__product__facility=facility, on_hand__gte=SPARE * 2
        ).select_related("variant__product__facility")
        items = [
            stock.Item(level.variant, min(level.available - SPARE, 10), str(number))
            for number, level in enumerate(levels.order_by("-on_hand", "pk")[:MOST], start=1)
            if level.available > SPARE
        ]
        if items:
            stock.transfer(
                items=items, origin=store, destination=place, by=seller,
                source_id=f"contoh-galeri-{facility.code}", at=at - timedelta(days=2),
            )  # fmt: skip


def _yesterday(place: StockLocation, seller, at: datetime) -> None:
    """A closed shift with a thousand rupiah missing: it waits for the second look."""
    begun = at - timedelta(days=1, hours=3)
    shift = counter.open_shift(location=place, opening_cash=200_000, by=seller, at=begun)
    _sell(shift, seller, 2, begun)
    cash = shift.opening_cash + counter.takings_of(shift).cash
    counter.close_shift(
        shift=shift, counted_cash=cash - 1_000, reason=WHY_LESS, by=seller,
        at=at - timedelta(days=1),
    )  # fmt: skip


def _today(place: StockLocation, seller, at: datetime) -> None:
    """An open shift with some sales, the last of them taken back."""
    begun = at - timedelta(hours=2)
    shift = counter.open_shift(location=place, opening_cash=200_000, by=seller, at=begun)
    sold = _sell(shift, seller, 3, begun)
    if sold:
        counter.void_sale(sale=sold[-1], reason=WRONG, by=seller, at=begun + timedelta(minutes=50))


def _sell(shift, seller, number: int, begun: datetime) -> list[DirectSale]:
    sold = []
    for turn in range(number):
        at = begun + timedelta(minutes=12 * (turn + 1))
        wares = [ware for ware in popular(shift.location, at=at) if ware.pieces > 1]
        goods: dict[Variant, int] = {ware.variant: 1 for ware in wares[turn : turn + 2]}
        if not goods:
            continue
        total = sum(variant.price * pieces for variant, pieces in goods.items())
        sold.append(
            counter.sell(
                key=f"contoh-{shift.pk}-{turn}",
                location=shift.location,
                goods=goods,
                method=Payment.Method.CASH,
                shift=shift,
                cash_received=-(-total // 50_000) * 50_000,
                by=seller,
                at=at,
            )
        )
    return sold

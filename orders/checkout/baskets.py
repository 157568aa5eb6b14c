"""The goods of each facility on their way to become an order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from catalog import capacity, stock
from catalog.locks import lock_levels
from catalog.money import rupiah
from facilities.models import Facility

from .. import numbers, payments
from ..models import CartLine, Checkout, Order
from ..models.orders import BuyerKind
from ..shipping import (
    CourierService,
    DeliveryOption,
    delivery_options,
    services_of,
    stored,
    wishes_for,
)
from .errors import ChoiceNotOffered, CostChanged

NOT_SEEN = -1
GONE = "Cara pengiriman yang dipilih tidak tersedia lagi untuk alamat Anda. Pilih cara pengiriman."


@dataclass(frozen=True)
class FacilityChoice:
    """What the shopper chose for one facility: the code of a DeliveryOption and a Payment.Method.

    cost: of the delivery as the shopper saw it, in rupiah, None for one still to be named; another
    cost now is told first. NOT_SEEN where nobody looked (demo, tests).
    """

    method: str
    payment_method: str
    cost: int | None = NOT_SEEN


@dataclass
class Basket:
    """The goods of one facility on their way to become an order."""

    facility: Facility
    number: str
    items: list[stock.Item]
    option: DeliveryOption
    payment_method: str
    purchase: payments.Purchase


def baskets_of(
    lines: Iterable[CartLine],
    choices: Mapping[int, FacilityChoice],
    checkout: Checkout,
    at: datetime,
) -> list[Basket]:
    """The cart by facility, in key order, each with the way to deliver and pay that was chosen.

    Costs are worked out anew, those of couriers from their stored answers: nobody is asked here.
    Raises ChoiceNotOffered, CostChanged.
    """
    goods: dict[int, list[CartLine]] = {}
    for line in lines:
        goods.setdefault(line.variant.product.facility_id, []).append(line)
    facilities = {key: goods[key][0].variant.product.facility for key in goods}
    items_of = {
        key: [
            stock.Item(line.variant, line.quantity, str(position))
            for position, line in enumerate(lines_there, start=1)
        ]
        for key, lines_there in goods.items()
    }
    services = _services(facilities, items_of, checkout, at)
    baskets = []
    for facility_id in sorted(goods):
        facility, items = facilities[facility_id], items_of[facility_id]
        choice = choices.get(facility_id)
        if choice is None:
            raise ChoiceNotOffered(facility, "Pilih cara pengiriman dan pembayaran.")
        option = _delivery(facility, items, choice, checkout, services[facility_id])
        purchase = payments.Purchase(
            facility=facility,
            delivery_method=option.method,
            goods_total=sum(item.variant.price * item.quantity for item in items),
            delivery_cost=option.cost,
            is_office=checkout.buyer_kind == BuyerKind.OFFICE,
        )
        if choice.payment_method not in payments.methods_for(purchase):
            raise ChoiceNotOffered(facility, "Cara bayar ini tidak tersedia.")
        number = numbers.new_number(numbers.ORDER, is_taken=_order_exists)
        baskets.append(Basket(facility, number, items, option, choice.payment_method, purchase))
    return baskets


def _services(facilities, items_of, checkout, at) -> dict[int, list[CourierService]]:
    """What the couriers have answered for each facility's goods, in two queries for all."""
    prefetch_related_objects(list(facilities.values()), "courier_account")
    wishes = {
        key: wishes_for(
            facility=facility,
            items=items_of[key],
            regency=checkout.regency,
            postal_code=checkout.postal_code,
        )
        for key, facility in facilities.items()
    }
    known = stored([wish for found in wishes.values() for wish in found], at=at)
    return {key: services_of(found, known) for key, found in wishes.items()}


def _delivery(facility, items, choice, checkout, services) -> DeliveryOption:
    options = delivery_options(
        facility=facility, items=items, regency=checkout.regency, services=services
    )
    for option in options:
        if option.code == choice.method:
            if choice.cost not in (NOT_SEEN, option.cost):
                raise CostChanged(facility, _new_cost(option))
            return option
    raise ChoiceNotOffered(facility, GONE)


def _new_cost(option: DeliveryOption) -> str:
    if option.cost is None:
        return (
            f"Ongkos kirim {option.label} kini dipastikan petugas dulu. Periksa, lalu tekan lagi."
        )
    cost = rupiah(option.cost)
    return f"Ongkos kirim {option.label} kini {cost}. Periksa totalnya, lalu tekan lagi."


def reserve_all(baskets: list[Basket], at: datetime) -> dict[int, date]:
    """Reserve what lies in stock for all orders at once and book the work for the rest.

    A line is reserved whole, or made to order whole when its variant allows that. Returns the
    ready-by day of each variant that is made. Raises OutOfStock, NoCapacity.
    """
    items = [item for basket in baskets for item in basket.items]
    # All groups, then all levels of all orders in one key order first: another checkout with the
    # same goods in other orders waits instead of locking the other way round.
    capacity.lock(item.variant for item in items if item.variant.made_to_order)
    places = {basket.number: stock.online_location(basket.facility).pk for basket in baskets}
    lock_levels(
        (item.variant.pk, places[basket.number]) for basket in baskets for item in basket.items
    )
    pieces = stock.online_available([item.variant.pk for item in items], at=at)
    ready = {}
    for basket in baskets:
        made, kept = [], []
        for item in basket.items:
            has_enough = pieces.get(item.variant.pk, 0) >= item.quantity
            (made if item.variant.made_to_order and not has_enough else kept).append(item)
        if kept:
            stock.reserve(items=kept, source_id=basket.number, at=at)
        days = capacity.book(items=made, source_id=basket.number, at=at) if made else {}
        ready |= {item.variant.pk: days[item.line] for item in made}
    return ready


def _order_exists(number: str) -> bool:
    return Order.objects.filter(number=number).exists()

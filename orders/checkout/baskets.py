"""The goods of each facility on their way to become an order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog import stock
from catalog.locks import lock_levels
from facilities.models import Facility

from .. import numbers, payments
from ..models import CartLine, Checkout, Order
from ..models.orders import BuyerKind
from ..shipping import DeliveryOption, delivery_options
from .errors import ChoiceNotOffered


@dataclass(frozen=True)
class FacilityChoice:
    """What the shopper chose for one facility: a Shipment.Method and a Payment.Method."""

    method: str
    payment_method: str


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
    lines: Iterable[CartLine], choices: Mapping[int, FacilityChoice], checkout: Checkout
) -> list[Basket]:
    """The cart by facility, in key order, each with the way to deliver and pay that was chosen.

    Costs are worked out anew. Raises ChoiceNotOffered.
    """
    goods: dict[int, list[CartLine]] = {}
    for line in lines:
        goods.setdefault(line.variant.product.facility_id, []).append(line)
    baskets = []
    for facility_id in sorted(goods):
        facility = goods[facility_id][0].variant.product.facility
        items = [
            stock.Item(line.variant, line.quantity, str(position))
            for position, line in enumerate(goods[facility_id], start=1)
        ]
        choice = choices.get(facility_id)
        if choice is None:
            raise ChoiceNotOffered(facility, "Pilih cara pengiriman dan pembayaran.")
        option = _delivery(facility, items, choice.method, checkout)
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


def _delivery(facility, items, method: str, checkout) -> DeliveryOption:
    for option in delivery_options(facility=facility, items=items, regency=checkout.regency):
        if option.method == method:
            return option
    raise ChoiceNotOffered(facility, "Cara pengiriman ini tidak tersedia untuk alamat Anda.")


def reserve_all(baskets: list[Basket], at: datetime) -> set[int]:
    """Reserve what lies in stock for all orders at once; return ids of variants to be made.

    A line is reserved whole, or made to order whole when its variant allows that.
    """
    items = [item for basket in baskets for item in basket.items]
    # All rows of all orders in one key order first: another checkout with the same goods in
    # other orders waits instead of locking the other way round.
    places = {basket.number: stock.online_location(basket.facility).pk for basket in baskets}
    lock_levels(
        (item.variant.pk, places[basket.number]) for basket in baskets for item in basket.items
    )
    pieces = stock.online_available([item.variant.pk for item in items], at=at)
    made = {
        item.variant.pk
        for item in items
        if item.variant.made_to_order and pieces.get(item.variant.pk, 0) < item.quantity
    }
    for basket in baskets:
        kept = [item for item in basket.items if item.variant.pk not in made]
        if kept:
            stock.reserve(items=kept, source_id=basket.number, at=at)
    return made


def _order_exists(number: str) -> bool:
    return Order.objects.filter(number=number).exists()

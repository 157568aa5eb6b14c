"""From cart to orders: one press, one durable transaction. Source: docs/decisions/0025."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from catalog import stock
from catalog.locks import lock_levels
from catalog.models import Variant
from facilities.models import Facility

from . import mail, numbers, payments
from .deadlines import is_fresh
from .models import Cart, CartLine, Checkout, Order, OrderEvent, OrderLine, Payment, Shipment
from .retrying import retried
from .shipping import DeliveryOption, delivery_options

Method = Shipment.Method


class EmptyCart(Exception):
    """Nothing to order: the cart has no goods, or another press has used it."""


class KeyReused(Exception):
    """The same form key came with other content."""


class ChoiceNotOffered(Exception):
    """A way to deliver or pay that this facility does not offer for these goods.

    facility: whose choice it is; str() is Indonesian for the shopper.
    """

    def __init__(self, facility: Facility, text: str):
        super().__init__(f"{facility}: {text}")
        self.facility = facility


@dataclass(frozen=True)
class Change:
    """What is no longer as the shopper saw it. kind: gone, price or min_quantity."""

    variant: Variant
    kind: str
    text: str


class CartChanged(Exception):
    """Prices or goods changed since the shopper saw the cart; `changes` says which."""

    def __init__(self, changes: Sequence[Change]):
        super().__init__(" ".join(change.text for change in changes))
        self.changes = list(changes)


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


def placed_with(form_key: str) -> Checkout | None:
    """The checkout this form has already made, if any."""
    return Checkout.objects.filter(form_key=form_key).first()


@retried
def place_checkout(
    *,
    cart: Cart | None,
    form_key: str,
    contact: Mapping,
    choices: Mapping[int, FacilityChoice],
    at: datetime,
) -> Checkout:
    """Turn the cart into one order per facility, with stock reserved: everything or nothing.

    form_key: random, from the form; pressing again with the same content returns the first
    checkout. contact: fields of Checkout. choices: by facility id. at: aware, when pressed.
    cart: also when it is used already (its lines tell whether the content is the same); None is
    only good for a key that has made a checkout. Prices, costs and stock are read live, never
    taken from the request. Writes no session.
    Raises EmptyCart, CartChanged, ChoiceNotOffered, stock.OutOfStock, KeyReused.
    """
    content = _content_hash(cart, contact, choices)
    first = placed_with(form_key)
    if first is None:
        try:
            with transaction.atomic(durable=True):
                return _place(cart, form_key, content, contact, choices, at)
        except IntegrityError:
            first = placed_with(form_key)
            if first is None:
                raise
    if cart is not None and first.content_hash != content:
        raise KeyReused
    return first


def _place(cart, form_key, content, contact, choices, at) -> Checkout:
    # The key row comes first: a second press waits here for the first one to commit.
    checkout = Checkout.objects.create(
        form_key=form_key,
        content_hash=content,
        number=numbers.new_number(numbers.CHECKOUT, is_taken=_checkout_exists),
        placed_at=at,
        **contact,
    )
    lines = _take_over(cart, at)
    baskets = _baskets(lines, choices, checkout)
    made = _reserve(baskets, at)
    for basket in baskets:
        _write_order(checkout, basket, made, at)
    mail.tell_placed(checkout=checkout)
    return checkout


def _take_over(cart: Cart | None, at: datetime) -> list[CartLine]:
    """Mark the cart used and return its lines as they are; raises EmptyCart, CartChanged."""
    if cart is None or not Cart.objects.filter(pk=cart.pk, used_at=None).update(used_at=at):
        raise EmptyCart
    lines = list(
        cart.lines.select_related(
            "variant__product__facility__regency__province",
            "variant__product__category",
            "variant__product__food_label",
        ).order_by("pk")
    )
    if not lines:
        raise EmptyCart
    ids = [line.variant_id for line in lines]
    orderable = set(Variant.objects.orderable().filter(pk__in=ids).values_list("pk", flat=True))
    changes = [change for line in lines if (change := _change_of(line, orderable))]
    if changes:
        raise CartChanged(changes)
    return lines


def _change_of(line: CartLine, orderable: set[int]) -> Change | None:
    variant = line.variant
    if line.variant_id not in orderable:
        return Change(variant, "gone", f"{variant} tidak dijual lagi.")
    if variant.price != line.price_seen:
        return Change(variant, "price", f"Harga {variant} berubah.")
    if line.quantity < variant.min_quantity:
        text = f"{variant} dipesan paling sedikit {variant.min_quantity} {variant.product.unit}."
        return Change(variant, "min_quantity", text)
    return None


def _baskets(lines: Iterable[CartLine], choices, checkout: Checkout) -> list[Basket]:
    goods: dict[int, list[Variant]] = {}
    for line in lines:
        goods.setdefault(line.variant.product.facility_id, []).append(line)
    baskets = []
    for facility_id in sorted(goods):
        facility = goods[facility_id][0].variant.product.facility
        items = [
            stock.Item(line.variant, line.quantity, str(position))
            for position, line in enumerate(goods[facility_id], start=1)
        ]
        option, payment_method = _chosen(facility, items, choices.get(facility_id), checkout)
        number = numbers.new_number(numbers.ORDER, is_taken=_order_exists)
        baskets.append(Basket(facility, number, items, option, payment_method))
    return baskets


def _chosen(facility, items, choice, checkout) -> tuple[DeliveryOption, str]:
    if choice is None:
        raise ChoiceNotOffered(facility, "Pilih cara pengiriman dan pembayaran.")
    options = delivery_options(facility=facility, items=items, regency=checkout.regency)
    for option in options:
        if option.method == choice.method:
            if choice.payment_method in payments.methods_for(facility, option.method):
                return option, choice.payment_method
            raise ChoiceNotOffered(facility, "Cara bayar ini tidak tersedia.")
    raise ChoiceNotOffered(facility, "Cara pengiriman ini tidak tersedia untuk alamat Anda.")


def _reserve(baskets: list[Basket], at: datetime) -> set[int]:
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


def _write_order(checkout: Checkout, basket: Basket, made: set[int], at: datetime) -> Order:
    facility, option = basket.facility, basket.option
    waits = any(item.variant.pk in made for item in basket.items)
    order = Order(
        number=basket.number,
        checkout=checkout,
        facility=facility,
        buyer_kind=checkout.buyer_kind,
        state=Order.State.RECEIVED if option.cost is not None else Order.State.AWAITING_QUOTE,
        goods_total=sum(item.variant.price * item.quantity for item in basket.items),
        shipping_cost=option.cost,
        placed_at=at,
    )
    lines = [_line(item, item.variant.pk in made) for item in basket.items]
    fresh = any(is_fresh(item.variant.product) for item in basket.items)
    payment = payments.start(
        order=order, lines=lines, method=basket.payment_method, fresh=fresh, waits=waits, at=at
    )
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    _write_shipment(order, option)
    _write_events(order, payment, at)
    return order


def _line(item: stock.Item, is_made: bool) -> OrderLine:
    variant, product = item.variant, item.variant.product
    return OrderLine(
        position=int(item.line),
        variant=variant,
        category=product.category,
        sku=variant.sku,
        name=product.name,
        variant_name=variant.name,
        unit=product.unit,
        unit_price=variant.price,
        quantity=item.quantity,
        weight_grams=variant.weight_grams,
        made_to_order=is_made,
        lead_time_days=variant.lead_time_days if is_made else 0,
    )


def _write_shipment(order: Order, option: DeliveryOption) -> None:
    is_pickup = option.method == Method.PICKUP
    Shipment.objects.create(
        order=order,
        method=option.method,
        gallery=order.facility.galleries.filter(is_public=True).first() if is_pickup else None,
        zone=option.zone,
        chargeable_kg=option.chargeable_kg,
        eta="" if is_pickup else option.eta,
    )


def _write_events(order: Order, payment: Payment, at: datetime) -> None:
    Axis, actor = OrderEvent.Axis, OrderEvent.Actor.SHOPPER
    events = [(Axis.ORDER, order.state, ""), (Axis.PAYMENT, payment.state, "")]
    is_transfer = payment.method == Payment.Method.BANK_TRANSFER
    if is_transfer and not payment.unique_code and order.shipping_cost is not None:
        events.append((Axis.NOTE, "note", "Kode unik habis: cocokkan nama pengirim di mutasi."))
    OrderEvent.objects.bulk_create(
        OrderEvent(order=order, axis=axis, to_state=state, reason=reason, actor=actor, at=at)
        for axis, state, reason in events
    )


def _content_hash(cart: Cart | None, contact: Mapping, choices: Mapping) -> str:
    lines = cart.lines.order_by("variant_id").values_list("variant_id", "quantity") if cart else []
    content = {
        "lines": [list(line) for line in lines],
        "contact": {name: str(getattr(contact[name], "pk", contact[name])) for name in contact},
        "choices": {
            str(key): [value.method, value.payment_method] for key, value in choices.items()
        },
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _order_exists(number: str) -> bool:
    return Order.objects.filter(number=number).exists()


def _checkout_exists(number: str) -> bool:
    return Checkout.objects.filter(number=number).exists()

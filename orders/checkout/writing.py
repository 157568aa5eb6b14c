"""The rows of one order: lines, payment, shipment, history."""

from collections.abc import Mapping
from datetime import date, datetime

from catalog import stock

from .. import payments
from ..deadlines import is_fresh
from ..models import Checkout, Order, OrderEvent, OrderLine, Payment, Shipment
from ..shipping import DeliveryOption
from .baskets import Basket


def write_order(
    checkout: Checkout, basket: Basket, ready: Mapping[int, date], at: datetime
) -> Order:
    """Save one order with all its rows. ready: the day by which each made variant is done."""
    facility, option = basket.facility, basket.option
    waits = any(item.variant.pk in ready for item in basket.items)
    order = Order(
        number=basket.number,
        checkout=checkout,
        facility=facility,
        buyer_kind=checkout.buyer_kind,
        state=Order.State.RECEIVED if option.cost is not None else Order.State.AWAITING_QUOTE,
        goods_total=basket.purchase.goods_total,
        shipping_cost=option.cost,
        placed_at=at,
    )
    lines = [line_of(item, ready_on=ready.get(item.variant.pk)) for item in basket.items]
    fresh = any(is_fresh(item.variant.product) for item in basket.items)
    payment = payments.start(
        order=order, lines=lines, method=basket.payment_method, purchase=basket.purchase,
        fresh=fresh, waits=waits, at=at,
    )  # fmt: skip
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    _write_shipment(order, option)
    _write_events(order, payment, at)
    return order


def line_of(item: stock.Item, *, ready_on: date | None) -> OrderLine:
    """The line that copies this item as it is sold now, unsaved and without its order.

    ready_on: the day by which it is made; None when it comes from stock.
    """
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
        made_to_order=ready_on is not None,
        lead_time_days=variant.lead_time_days if ready_on else 0,
        ready_on=ready_on,
    )


def _write_shipment(order: Order, option: DeliveryOption) -> None:
    Shipment.objects.create(
        order=order,
        method=option.method,
        gallery=order.facility.galleries.filter(is_public=True).first()
        if option.is_pickup
        else None,
        zone=option.zone,
        chargeable_kg=option.chargeable_kg,
        eta="" if option.is_pickup else option.eta,
        courier=option.service.courier if option.service else "",
        service=option.service.service if option.service else "",
    )


def _write_events(order: Order, payment: Payment, at: datetime) -> None:
    Axis, actor = OrderEvent.Axis, OrderEvent.Actor.SHOPPER
    events = [(Axis.ORDER, order.state, ""), (Axis.PAYMENT, payment.state, "")]
    if payment.carries_code and not payment.unique_code and order.shipping_cost is not None:
        events.append((Axis.NOTE, "note", "Kode unik habis: cocokkan nama pengirim di mutasi."))
    OrderEvent.objects.bulk_create(
        OrderEvent(order=order, axis=axis, to_state=state, reason=reason, actor=actor, at=at)
        for axis, state, reason in events
    )

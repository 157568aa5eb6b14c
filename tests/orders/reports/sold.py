"""A random year of sales and refunds in all three zones, for tests of reports."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from facilities.models import Facility
from facilities.models.places import Zone
from orders.models import Order
from orders.models.orders import BuyerKind, Channel
from orders.states import take_step
from tests.builders import (
    make_category,
    make_checkout,
    make_officer,
    make_product,
    make_province,
    make_refund,
    make_regency,
    make_selling_facility,
    make_stock,
    make_variant,
    pay_back,
)

FIRST = datetime(2025, 12, 20, tzinfo=UTC)
DAYS = 150


@dataclass(frozen=True)
class World:
    """Three selling facilities, two of one Kanwil, and a fourth that sold nothing."""

    facilities: tuple[Facility, ...]

    @property
    def office(self):
        return self.facilities[0].regional_office


def sold_world(seed: int, orders: int = 28) -> World:
    """So many orders of one to three products; every fourth gives something back."""
    dice = random.Random(seed)
    provinces = [make_province(timezone=zone) for zone in (Zone.WIB, Zone.WITA, Zone.WIT)]
    office = provinces[0].regional_office
    facilities = [
        make_selling_facility(
            regency=make_regency(province=province), regional_office=at, timezone=province.timezone
        )
        for province, at in zip(
            [*provinces, provinces[0]], [office, office, provinces[2].regional_office, office],
            strict=True,
        )
    ]  # fmt: skip
    group = make_category()
    categories = [make_category(parent=group), make_category(parent=group), make_category()]
    shelves = {facility: _shelf(facility, categories) for facility in facilities[:3]}
    officers = {one: make_officer("facility_manager", one) for one in shelves}
    for _ in range(orders):
        facility = dice.choice(facilities[:3])
        goods = dice.sample(shelves[facility], dice.randint(1, 3))
        pieces = {variant: dice.randint(1, 3) for variant in goods}
        order = _sell(dice, pieces, by=officers[facility])
        if dice.random() < 0.25:
            _give_back(dice, order)
    return World(tuple(facilities))


def _shelf(facility, categories):
    variants = [
        make_variant(product=make_product(facility=facility, category=category), price=price)
        for category in categories
        for price in (25_000, 75_000)
    ]
    for variant in variants:
        make_stock(variant=variant, quantity=500)
    return variants


def _moment(dice) -> datetime:
    """Often near midnight, where the zones fall on different days."""
    hour = dice.choice([4, 9, 14.5, 15.5, 16.5, 17.5])
    return FIRST + timedelta(days=dice.randrange(DAYS), hours=hour, seconds=dice.randrange(1800))


def _sell(dice, goods, *, by) -> Order:
    at = _moment(dice)
    order = make_checkout(goods, at=at).orders.get()
    chosen = {
        "channel": dice.choice(Channel.values), "buyer_kind": dice.choice(BuyerKind.values)
    }  # fmt: skip
    Order.objects.filter(pk=order.pk).update(**chosen)
    order = Order.objects.select_related("facility", "payment", "shipment").get(pk=order.pk)
    return take_step(
        order=order, step="confirm_payment", actor="officer", by=by, reason="Mutasi", at=at
    )


def _give_back(dice, order) -> None:
    line = dice.choice(list(order.lines.all()))
    at = min(order.payment.paid_at + timedelta(days=dice.randrange(40)), timezone.now())
    refund = make_refund(order=order, lines={line: dice.randint(1, line.quantity)}, at=at)
    pay_back(refund, at=at)

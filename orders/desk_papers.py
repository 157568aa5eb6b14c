"""Papers for several orders at once: one list to pick by, labels, lists for the parcels.

Printed, not kept. Source: docs/rules/desk.md, Papers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from catalog.stock.picking import first_to_expire, set_aside_for

from .desk_pages import PACKED
from .models import Checkout, Order, OrderLine, Payment
from .qr_pictures import svg

MOST = 50  # orders on one print
ROOMY, FULL = 180, 340  # signs of name and address that fit in large and in small letters


@dataclass(frozen=True)
class Parcel:
    """One order as its label and its list show it. letters: size of the address on a label.

    collects: rupiah the driver takes, 0 when nothing.
    """

    order: Order
    lines: list[OrderLine]
    qr: str
    letters: str
    collects: int


@dataclass
class Pick:
    """One thing to be taken from its place. shares: (pieces, order number)."""

    name: str
    choice: str
    sku: str
    unit: str
    best_before: date | None = None
    ready_on: date | None = None
    shares: list[tuple[int, str]] = field(default_factory=list)

    @property
    def quantity(self) -> int:
        return sum(pieces for pieces, _ in self.shares)


@dataclass(frozen=True)
class Round:
    """Things that lie at one place, in the order of the way; "" for those made when ordered."""

    place: str
    picks: list[Pick]


def orders_to_pack(user, numbers: Iterable[str]) -> tuple[list[Order], list[Order]]:
    """The orders of these numbers that are packed, as they were chosen, and those left out.

    Left out: seen by this person, but cancelled, over, or sold on the spot. What the person may
    not see is in neither.
    """
    numbers = list(dict.fromkeys(numbers))[:MOST]
    rows = Order.objects.visible_to(user, subject="order").filter(number__in=numbers)
    found = rows.select_related(
        "facility", "payment", "shipment__gallery", "checkout__regency", "checkout__province"
    ).prefetch_related("lines__variant")
    seen = {order.number: order for order in found}
    chosen = [seen[number] for number in numbers if number in seen]
    packed = [order for order in chosen if order.state in PACKED and order.delivery]
    return packed, [order for order in chosen if order not in packed]


def parcel_of(order: Order) -> Parcel:
    """What goes on the label and into the parcel. order: with lines, payment and checkout."""
    payment = order.payment
    return Parcel(
        order=order,
        lines=list(order.lines.all()),
        qr=svg(order.number),
        letters=letters_for(order.checkout),
        collects=payment.amount_due if payment.method == Payment.Method.COD else 0,
    )


def letters_for(checkout: Checkout | None) -> str:
    """How small the address must be to fit: "" (large), `small` or `tiny`."""
    if checkout is None:
        return ""
    parts = (checkout.recipient, checkout.office_name, checkout.local_address, checkout.landmark)
    signs = sum(len(part) for part in parts)
    return "" if signs <= ROOMY else "small" if signs <= FULL else "tiny"


def rounds_of(orders: list[Order], *, at: datetime) -> list[Round]:
    """What has to be picked for these orders, place by place; then what is made for them.

    Goods that have left already are not picked a second time. Two queries.
    """
    reserved = list(set_aside_for(order.number for order in orders))
    keys = {(row.variant_id, row.location_id) for row in reserved}
    days = {}
    if orders:
        days = first_to_expire(keys, today=orders[0].facility.local_day(at))
    places: dict[int, tuple[str, dict[int, Pick]]] = {}
    several = len({row.location.facility_id for row in reserved}) > 1
    for row in reserved:
        place = str(row.location) if several else row.location.name
        _, picks = places.setdefault(row.location_id, (place, {}))
        variant = row.variant
        pick = picks.setdefault(
            variant.pk,
            Pick(
                name=variant.product.name,
                choice=variant.name,
                sku=variant.sku,
                unit=variant.product.unit,
                best_before=days.get((variant.pk, row.location_id)),
            ),
        )
        pick.shares.append((row.quantity, row.source_id))
    rounds = [Round(place, list(picks.values())) for place, picks in places.values()]
    made = _made(orders)
    return [*rounds, Round("", made)] if made else rounds


def _made(orders: list[Order]) -> list[Pick]:
    picks: dict[tuple, Pick] = {}
    for order in orders:
        if order.state in (Order.State.SHIPPED, Order.State.COMPLETED):
            continue
        for line in order.lines.all():
            if line.made_to_order:
                pick = picks.setdefault(
                    (line.variant_id, line.ready_on),
                    Pick(line.name, line.variant_name, line.sku, line.unit, ready_on=line.ready_on),
                )
                pick.shares.append((line.quantity, order.number))
    return sorted(picks.values(), key=lambda pick: (pick.ready_on or date.max, pick.name))

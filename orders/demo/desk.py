"""Live orders for the desks one tries first: something waits at every step."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from catalog.models import Product, Variant
from facilities.models import Facility
from orders.deadlines import is_fresh
from orders.models import Payment, Shipment
from orders.models.orders import BuyerKind, Channel

from .plans import Line, Plan
from .shopping import Shoppers

DESKS = ("LPS-AMB", "LPP-PKY", "LPP-TNG")
METHOD, PAY = Shipment.Method, Payment.Method

# Last step taken, hours since placed, way to get it, way to pay, whether an office buys.
WAITING = (
    ("place", 2.5, METHOD.COURIER, PAY.BANK_TRANSFER, False),
    ("place", 7.0, METHOD.PICKUP, PAY.BANK_TRANSFER, True),
    ("submit_proof", 5.0, METHOD.COURIER, PAY.BANK_TRANSFER, False),
    ("submit_proof", 9.0, METHOD.COURIER, PAY.BANK_TRANSFER, True),
    ("accept_proof", 26.0, METHOD.COURIER, PAY.BANK_TRANSFER, False),
    ("accept_proof", 30.0, METHOD.PICKUP, PAY.BANK_TRANSFER, False),
    ("start_production", 50.0, METHOD.COURIER, PAY.BANK_TRANSFER, False),
    ("ready", 20.0, METHOD.PICKUP, PAY.PAY_AT_PICKUP, False),
    ("ready", 44.0, METHOD.PICKUP, PAY.BANK_TRANSFER, False),
    ("ship", 70.0, METHOD.COURIER, PAY.BANK_TRANSFER, False),
    ("cancel", 60.0, METHOD.PICKUP, PAY.BANK_TRANSFER, False),
    ("place", 1.5, METHOD.COURIER, PAY.QRIS, False),
    ("submit_proof", 3.0, METHOD.COURIER, PAY.QRIS, False),
    ("ship", 6.0, METHOD.LOCAL, PAY.COD, False),
    ("complete", 96.0, METHOD.COURIER, PAY.AFTER_HANDOVER, True),
    ("confirm_payment", 60.0, METHOD.COURIER, PAY.DOWN_PAYMENT, True),
)
# Cargo goods wait for the facility's figure.
QUOTED = (("place", 4.0), ("place", 28.0))


def desk_plans(shoppers: Shoppers, *, at: datetime) -> Iterator[Plan]:
    """Orders of the last days for each of the desks, stopped where somebody has to act."""
    number = 0
    for facility in Facility.objects.filter(code__in=DESKS).select_related(
        "regency__province", "payment_setup"
    ):
        parcels, made, cargo = _goods_of(shoppers.goods[facility.pk])
        for place, (until, hours, method, payment_method, is_office) in enumerate(WAITING):
            goods = made if until == "start_production" else parcels
            if not goods or (method == METHOD.LOCAL and facility.pk not in shoppers.local_rates):
                continue
            variant = goods[place % len(goods)]
            if payment_method == PAY.COD:  # a driver carries little money
                variant = min(goods, key=lambda found: found.price * found.min_quantity)
            number += 1
            yield _plan(
                shoppers,
                facility,
                variant,
                placed_at=at - timedelta(hours=hours),
                method=method,
                payment_method=payment_method,
                until=until,
                kind=BuyerKind.OFFICE if is_office else BuyerKind.PERSON,
                key=f"contoh-meja-{number:03d}",
            )
        for place, (until, hours) in enumerate(QUOTED):
            if cargo:
                number += 1
                yield _plan(
                    shoppers,
                    facility,
                    cargo[place % len(cargo)],
                    placed_at=at - timedelta(hours=hours),
                    method=METHOD.CARGO,
                    payment_method=PAY.BANK_TRANSFER,
                    until=until,
                    kind=BuyerKind.OFFICE if place else BuyerKind.PERSON,
                    key=f"contoh-meja-{number:03d}",
                )


def _goods_of(variants: list[Variant]):
    """Goods of one facility: ready parcels, parcels made when ordered, cargo."""
    durable = [variant for variant in variants if not is_fresh(variant.product)]
    parcels = [v for v in durable if v.product.fulfilment == Product.Fulfilment.COURIER]
    ready = [variant for variant in parcels if not variant.made_to_order]
    made = [variant for variant in parcels if variant.made_to_order]
    cargo = [v for v in durable if v.product.fulfilment == Product.Fulfilment.CARGO]
    return ready or made, made, cargo


def _plan(
    shoppers, facility, variant, *, placed_at, method, payment_method, until, kind, key
) -> Plan:
    quantity = variant.min_quantity * (2 if variant.price < 200_000 else 1)
    contact = shoppers.contact(facility, kind)
    if method == METHOD.LOCAL:
        contact = replace(contact, regency=facility.regency)
    return Plan(
        facility=facility,
        channel=Channel.SITE,
        buyer_kind=kind,
        contact=contact,
        lines=[Line(variant, quantity, variant.made_to_order)],
        placed_at=placed_at,
        method=method,
        payment_method=payment_method,
        until=until,
        ending="refunded" if until == "cancel" else "completed",
        checkout_key=key,
    )

"""Further ways to pay in the demo: which facility offers them, and which orders used them."""

import random
from collections.abc import Iterable

from facilities.models import Facility
from orders.models import Payment, PaymentSetup, Shipment, ShippingRate
from orders.models.orders import BuyerKind, Channel
from orders.payments import emv
from orders.payments.qris import LARGEST_AMOUNT

from .desk import DESKS
from .plans import Plan

Method = Payment.Method
COD_LIMIT, DAYS, PERCENT = 500_000, 14, 30
# Of the orders that could be paid so.
SHARES = {Method.QRIS: 0.4, Method.COD: 0.9, Method.AFTER_HANDOVER: 0.35, Method.DOWN_PAYMENT: 0.35}


def load_payment_setups() -> None:
    """Let most facilities offer something more than transfer; the desks offer everything."""
    near = set(ShippingRate.objects.filter(service="local").values_list("facility_id", flat=True))
    PaymentSetup.objects.bulk_create(
        PaymentSetup(
            facility=facility,
            accepts_qris=True,
            qris_payload=made_up_code(facility, number),
            accepts_cod=facility.pk in near,
            cod_limit=COD_LIMIT,
            accepts_after_handover=True,
            after_handover_days=DAYS,
            down_payment_percent=PERCENT,
        )
        for number, facility in enumerate(Facility.objects.order_by("code"), start=1)
        if number % 3 or facility.code in DESKS
    )


def made_up_code(facility: Facility, number: int) -> str:
    """The text of a QRIS code that names the facility and can be paid by nobody."""
    account = f"0016ID.CO.CONTOH.WWW01189360099900000{number:05d}0215{number:015d}0303UMI"
    national = f"0014ID.CO.QRIS.WWW0215ID10200{number:08d}0303UMI"
    name = f"GALERI {facility.short_name}".upper().encode("ascii", "ignore").decode()
    city = facility.city.upper().encode("ascii", "ignore").decode()
    entries = {
        "00": "01", "01": "11", "26": account, "51": national, "52": "5947", "53": "360",
        "58": "ID", "59": name[:25].strip(), "60": city[:15].strip(), "62": "0703A01",
    }  # fmt: skip
    return emv.sealed(emv.Item(tag, value) for tag, value in entries.items())


def choose_ways(plans: Iterable[Plan]) -> None:
    """Let some of the orders paid by transfer be paid by a way their facility offers too."""
    dice = random.Random(1908)
    for plan in plans:
        setup = getattr(plan.facility, "payment_setup", None)
        if setup is None or plan.payment_method != Method.BANK_TRANSFER:
            continue
        for method, share in SHARES.items():
            if _fits(plan, method, setup) and dice.random() < share:
                plan.payment_method = method
                break


def _fits(plan: Plan, method: str, setup: PaymentSetup) -> bool:
    goods = sum(line.total for line in plan.lines)
    is_office = plan.buyer_kind == BuyerKind.OFFICE
    if method == Method.QRIS:
        # A million is more than any parcel costs.
        is_known = plan.method != Shipment.Method.CARGO and goods < LARGEST_AMOUNT - 1_000_000
        return plan.channel == Channel.SITE and not is_office and is_known
    if plan.ending != "completed":
        return False
    if method == Method.COD:
        # Nothing that goes by truck: bringing it may cost more than the goods.
        grams = sum(line.variant.weight_grams * line.quantity for line in plan.lines)
        is_small = grams <= 20_000 and goods + 100_000 <= setup.cod_limit
        return setup.accepts_cod and plan.method == Shipment.Method.LOCAL and is_small
    return is_office

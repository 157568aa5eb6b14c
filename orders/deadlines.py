"""How long a placed order holds its goods. Source: docs/rules/payment.md, Batas waktu."""

from datetime import datetime, timedelta

from django.db.models import Q

from catalog.models import Product
from facilities.models import Facility

from .models import Order, Payment

# Goods to be paid in the gallery wait this long after they are ready.
PICKUP_HOLD = timedelta(days=3)
FRESH_PICKUP_HOLD = timedelta(days=1)
# A facility that names no cargo cost within this time loses the order.
QUOTE_LIMIT = timedelta(days=7)
# An order to be made and paid in the gallery that nobody began, made ready or cancelled by then.
UNTOUCHED_LIMIT = timedelta(days=60)
# Goods on the shelf that are paid when or after they come, and that nobody sent off by then.
UNSENT_LIMITS = {
    Payment.Method.COD: timedelta(days=7),
    Payment.Method.AFTER_HANDOVER: timedelta(days=30),
}
FRESH_SHELF_DAYS = 7
# An office's down payment needs signatures.
DOWN_PAYMENT_LIMIT = timedelta(days=7)
INVOICE_DAYS = 14  # for a payment that names no other figure


def is_fresh(product: Product) -> bool:
    """Whether the goods spoil soon: food not sent far, or a shelf life of seven days or less.

    Bricks and plants are not sent far either, but they wait. Reads the food label: select it
    with the product.
    """
    if product.is_food and product.fulfilment == Product.Fulfilment.LOCAL:
        return True
    label = getattr(product, "food_label", None)
    days = label.shelf_life_days if label else None
    return days is not None and days <= FRESH_SHELF_DAYS


def has_fresh_goods(order: Order) -> bool:
    """Whether any line of a stored order spoils soon."""
    return order.lines.filter(
        Q(
            variant__product__is_food=True,
            variant__product__fulfilment=Product.Fulfilment.LOCAL,
        )
        | Q(variant__product__food_label__shelf_life_days__lte=FRESH_SHELF_DAYS)
    ).exists()


def pay_before(*, method: str, facility: Facility, fresh: bool, at: datetime) -> datetime | None:
    """When an order placed, quoted or made ready now has to be paid; None: after it is there."""
    if method in (Payment.Method.COD, Payment.Method.AFTER_HANDOVER):
        return None
    if method == Payment.Method.DOWN_PAYMENT and not fresh:
        return at + DOWN_PAYMENT_LIMIT
    if method == Payment.Method.PAY_AT_PICKUP:
        return at + (FRESH_PICKUP_HOLD if fresh else PICKUP_HOLD)
    hours = facility.perishable_payment_hours if fresh else facility.payment_hours
    return at + timedelta(hours=hours)


def invoice_before(*, payment: Payment, at: datetime) -> datetime:
    """When an office that got its goods now has to have paid them."""
    return at + timedelta(days=payment.invoice_days or INVOICE_DAYS)

"""What came after some of the demo's sales: a return and a correction wait at each desk."""

from datetime import datetime

from orders import privacy, returns
from orders.models import Order, ReturnRequest
from orders.models.orders import Channel

from .desk import DESKS

State = Order.State
NOTE = "Tepinya retak ketika dibuka. Kemasannya utuh."
OTHER_PHONE = "+6281200009999"


def load_aftersales(*, at: datetime) -> None:
    """Ask for both through the site's own functions, where a desk has an order they fit."""
    for code in DESKS:
        orders = Order.objects.filter(
            facility__code=code, channel=Channel.SITE, payment__state="paid", enquiry=None
        ).select_related("checkout", "payment")
        sent = orders.filter(state__in=[State.SHIPPED, State.COMPLETED]).order_by("-updated_at")
        if order := sent.first():
            returns.ask(
                order=order,
                pieces={order.lines.first(): 1},
                cause=ReturnRequest.Cause.BROKEN,
                wish=ReturnRequest.Wish.REPLACEMENT,
                note=NOTE,
                at=at,
            )
        if order := orders.filter(state=State.RECEIVED).order_by("pk").first():
            privacy.ask_correction(order=order, typed={"phone": OTHER_PHONE}, at=at)

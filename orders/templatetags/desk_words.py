"""How one row of the queue says what it is about, in the words of the office."""

from django import template
from django.utils import timezone
from django.utils.timesince import timesince

from orders.desk import PACK_WITHIN, TASKS
from orders.desk_pages import PACKED
from orders.models import Order

register = template.Library()
WITHIN = {task.name: task.within for task in TASKS} | {"kemas": PACK_WITHIN}


@register.filter
def goods_line(order: Order) -> str:
    """`Mangkuk kayu, 2 set dan 1 lainnya`."""
    lines = list(order.lines.all())
    if not lines:
        return order.number
    more = f" dan {len(lines) - 1} lainnya" if len(lines) > 1 else ""
    first = lines[0]
    return f"{first.name}, {first.quantity} {first.unit}{more}"


@register.filter
def way_line(order: Order) -> str:
    """`kurir ke Kota Surabaya`, `ambil di galeri`; for an office its name comes first."""
    checkout, shipment = order.checkout, order.delivery
    parts = [checkout.office_name] if checkout and checkout.office_name else []
    if shipment is None:
        parts.append(order.get_channel_display())
    elif shipment.is_pickup:
        parts.append("ambil di galeri")
    else:
        to = f" ke {checkout.regency}" if checkout and checkout.regency else ""
        parts.append(shipment.get_method_display().lower() + to)
    return ", ".join(parts)


@register.filter
def overdue(order: Order) -> str:
    """`Terlambat 1 hari`; "" when it is in time. order: with what desk.with_waiting adds."""
    if not order.is_overdue:
        return ""
    made = [line.ready_on for line in order.lines.all() if line.made_to_order and line.ready_on]
    if order.task_name == "tagih":
        since = order.payment.pay_before
    elif order.task_name == "kemas" and made:
        return f"Terlambat {timesince(max(made), order.facility.local_day(timezone.now()))}"
    else:
        since = order.waits_since + WITHIN[order.task_name]
    return f"Terlambat {timesince(since, depth=1)}"


@register.filter
def waiting_for(order: Order) -> str:
    """`menunggu 2 hari`; "" when nobody has to act."""
    if not order.task_name or order.waits_since > timezone.now():
        return ""
    return f"menunggu {timesince(order.waits_since, depth=1)}"


@register.filter
def is_packed_here(order: Order) -> bool:
    """Whether a label and a list for its parcel make sense now."""
    return order.state in PACKED and order.delivery is not None

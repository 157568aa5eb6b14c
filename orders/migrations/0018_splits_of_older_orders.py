"""Orders paid before their money was shared are shared by the default, and refunds taken back.

No facility had a rule and no variant a cost of materials then. Source: docs/rules/settlement.md.
"""

from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import F

SHARES = {"premi": 5_000, "pnbp": 1_500, "capital": 3_500}
NOBODY = {"operations": 0, "partner": 0}
BATCH = 500


def fill(apps, schema_editor):
    """A split for each line of a paid order without one; its mirror for each refund of it."""
    get = apps.get_model
    OrderLine, RefundLine = get("orders", "OrderLine"), get("orders", "RefundLine")
    months = defaultdict(Counter)
    lines = OrderLine.objects.filter(order__payment__paid_at__isnull=False, splits=None)
    orders = set(lines.values_list("order_id", flat=True))
    rows = []
    for line in lines.select_related("order__facility", "order__payment").order_by("pk"):
        day = _local_day(line.order.facility, line.order.payment.paid_at)
        row = _row(apps, line, line.order.facility_id, day, line.quantity, sign=1)
        months[row.facility_id, day.replace(day=1)].update(_figures(row, goods=row.goods))
        rows.append(row)
    _add_outside(apps, orders, months)
    get("orders", "LineSplit").objects.bulk_create(rows, batch_size=BATCH)
    back = RefundLine.objects.filter(line__order__in=orders, refund__state="paid", split=None)
    rows = []
    for refund_line in back.select_related("refund", "line__order__facility").order_by("pk"):
        line = refund_line.line
        day = _local_day(line.order.facility, refund_line.refund.decided_at)
        row = _row(apps, line, line.order.facility_id, day, refund_line.quantity, sign=-1)
        row.refund_line = refund_line
        months[row.facility_id, day.replace(day=1)].update(_figures(row, returned=-row.goods))
        rows.append(row)
    get("orders", "LineSplit").objects.bulk_create(rows, batch_size=BATCH)
    _add_months(apps, months)


def _row(apps, line, facility_id, day, quantity, *, sign):
    """Until now an order was given back whole, so a refund of a line mirrors all of it."""
    goods = line.unit_price * line.quantity
    parts = _shared(goods) | NOBODY
    return apps.get_model("orders", "LineSplit")(
        line=line, facility_id=facility_id, day=day, quantity=sign * quantity,
        flag="no_material_cost", goods=sign * goods, materials=0, base=sign * goods,
        **{name: sign * amount for name, amount in parts.items()},
        **{f"{name}_share": points for name, points in SHARES.items()},
    )  # fmt: skip


def _shared(goods):
    """Largest remainder, ties in the order of SHARES."""
    parts = {name: goods * points // 10_000 for name, points in SHARES.items()}
    left = goods - sum(parts.values())
    for name in sorted(SHARES, key=lambda name: -(goods * SHARES[name] % 10_000))[:left]:
        parts[name] += 1
    return parts


def _figures(row, **figures):
    return figures | {name: getattr(row, name) for name in ("materials", *SHARES)}


def _add_outside(apps, orders, months):
    """Shipping, kode unik and what went back of them, which nobody shares."""
    sold = apps.get_model("orders", "Order").objects.filter(pk__in=orders)
    for order in sold.select_related("facility", "payment").order_by("pk"):
        day = _local_day(order.facility, order.payment.paid_at)
        months[order.facility_id, day.replace(day=1)].update(
            shipping=order.shipping_cost or 0, rounding=order.unique_code
        )
    refunds = apps.get_model("orders", "Refund").objects.filter(order__in=orders, state="paid")
    for refund in refunds.select_related("order__facility").order_by("pk"):
        day = _local_day(refund.order.facility, refund.decided_at)
        key = refund.order.facility_id, day.replace(day=1)
        months[key].update(other_returned=refund.other_amount)


def _add_months(apps, months):
    MonthlyClosing = apps.get_model("orders", "MonthlyClosing")
    for (facility_id, month), figures in sorted(months.items()):
        MonthlyClosing.objects.get_or_create(facility_id=facility_id, month=month)
        MonthlyClosing.objects.filter(facility=facility_id, month=month).update(
            **{name: F(name) + amount for name, amount in figures.items()}
        )


def _local_day(facility, at):
    return at.astimezone(ZoneInfo(facility.timezone)).date()


class Migration(migrations.Migration):
    dependencies = [("orders", "0017_courier_account_message")]

    # Backwards the rows stay: the tables go with the migration that made them.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""Orders paid or given back before there were rows of money get theirs."""

from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import Prefetch

PAID, PENDING, REFUNDED = "paid", "refund_pending", "refunded"
AT_COUNTER = ("pay_at_pickup", "cash", "cod")
UNSAID = "Tercatat sebelum ada buku uang."


def fill(apps, schema_editor):
    """A receipt of the whole amount for each paid order; a refund of all for each given back."""
    get = apps.get_model
    Payment, OrderLine = get("orders", "Payment"), get("orders", "OrderLine")
    OrderEvent, PaymentProof = get("orders", "OrderEvent"), get("orders", "PaymentProof")
    lines = OrderLine.objects.order_by("position")
    events = OrderEvent.objects.filter(axis="payment").order_by("at", "pk")
    proofs = PaymentProof.objects.filter(state="accepted")
    older = Payment.objects.filter(
        state__in=[PAID, PENDING, REFUNDED], paid_at__isnull=False, receipts=None
    )
    rows = older.select_related("order__facility").prefetch_related(
        Prefetch("order__lines", lines), Prefetch("order__events", events),
        Prefetch("proofs", proofs),
    )  # fmt: skip
    for payment in rows.order_by("pk").iterator(chunk_size=500):
        _receipt(apps, payment)
        if payment.state in (PENDING, REFUNDED):
            _refund(apps, payment)
        payment.save(update_fields=["received_amount", "refunded_amount"])


def _receipt(apps, payment):
    if payment.method in AT_COUNTER:
        source = "counter"
    else:
        source = "proof" if payment.proofs.all() else "officer"
    apps.get_model("orders", "Receipt").objects.create(
        payment=payment, amount=payment.amount, source=source, by_id=payment.confirmed_by_id,
        received_at=payment.paid_at,
    )  # fmt: skip
    payment.received_amount = payment.amount


def _refund(apps, payment):
    order = payment.order
    moves = {event.to_state: event for event in order.events.all()}
    asked, done = moves.get(PENDING), moves.get(REFUNDED)
    refund = apps.get_model("orders", "Refund")(
        order=order, goods_amount=order.goods_total,
        other_amount=payment.amount - order.goods_total, amount=payment.amount,
        reason=(asked and asked.reason) or UNSAID, requested_by_id=asked and asked.by_id,
        requested_at=asked.at if asked else payment.paid_at,
    )  # fmt: skip
    if payment.state == REFUNDED:
        at = payment.refunded_at or (done and done.at) or payment.paid_at
        payer = done and done.by_id
        refund.state, refund.decided_at = "paid", at
        # One officer could do both before: the same name twice is not written down as two.
        refund.decided_by_id = payer if payer != refund.requested_by_id else None
        refund.paid_on = _local_day(order.facility, at)
        refund.how = ((done and done.reason) or UNSAID)[:200]
        payment.refunded_amount = payment.amount
    refund.save()
    apps.get_model("orders", "RefundLine").objects.bulk_create(
        apps.get_model("orders", "RefundLine")(
            refund=refund, line=line, quantity=line.quantity,
            amount=line.unit_price * line.quantity,
        )
        for line in order.lines.all()
    )  # fmt: skip


def _local_day(facility, at):
    return at.astimezone(ZoneInfo(facility.timezone)).date()


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_refund_says_when_and_how")]

    # Backwards the rows stay: the tables go with the migration that made them.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

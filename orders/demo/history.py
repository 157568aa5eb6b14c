"""A year of orders and the stock they moved, written together in bulk."""

import random
from collections import Counter
from datetime import datetime

from catalog.demo.capacity import Workload
from catalog.demo.products import stock_by_sku
from catalog.demo.stock import places, stock_now, write_ledger
from catalog.models import Product
from facilities.models import Membership
from orders import sales
from orders.models import (
    ChannelSale,
    Checkout,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    PaymentProof,
    ProductDay,
    Receipt,
    Refund,
    RefundLine,
    SalesDay,
    Shipment,
)
from orders.models.channels import OUTSIDE
from orders.models.orders import Channel

from .desk import desk_plans
from .money import receipts_of, refunds_of
from .proofs import proofs_of
from .rows import Writer, Written, by_checkout
from .settlement import load_settlement
from .shopping import Shoppers
from .statements import load_statements
from .story import story_of
from .ways import choose_ways

BATCH = 500
PaidBack = tuple[Refund, list[RefundLine]]


def load_orders(*, at: datetime) -> int:
    """Add a year of orders up to `at`, with stock, payments and sales; returns how many.

    There must be no orders and no stock yet. Accounts must be there: officers sign their steps.
    """
    shoppers = Shoppers(at=at)
    online, gallery = places()
    dice = random.Random(1945)
    writer = Writer(
        dice=dice, online=online, gallery=gallery, officers=_officers(), work=Workload(at=at)
    )
    year = list(shoppers.plans())
    choose_ways(year)
    plans = [*year, *desk_plans(shoppers, at=at)]
    written = [writer.write(plan, story_of(plan, now=at, dice=dice)) for plan in plans]
    refunds = _save_orders(written, writer)
    write_ledger(
        levels=stock_now(stock_by_sku()),
        leavings=[leaving for one in written for leaving in one.leavings],
        reservations=[row for one in written for row in one.reservations],
        at=at,
    )
    writer.work.write()
    _save_sales(written, refunds)
    load_settlement(written=written, refunds=refunds, officers=writer.officers, at=at)
    load_statements(at=at)
    return len(written)


def _officers() -> dict[tuple[int, str], int]:
    roles = Membership.objects.filter(facility__isnull=False, is_active=True)
    return {(role.facility_id, role.role): role.user_id for role in roles}


def _save_orders(written: list[Written], writer: Writer) -> list[PaidBack]:
    groups = by_checkout(written)
    checkouts = Checkout.objects.bulk_create(
        (writer.checkout(group[0].plan) for group in groups.values()), batch_size=BATCH
    )
    for checkout, group in zip(checkouts, groups.values(), strict=True):
        for one in group:
            one.order.checkout = checkout
    moments = [one.order.updated_at for one in written]
    Order.objects.bulk_create((one.order for one in written), batch_size=BATCH)
    for one, moment in zip(written, moments, strict=True):
        one.order.updated_at = moment
        one.payment.order = one.shipment.order = one.order
        for row in (*one.lines, *one.events):
            row.order = one.order
    # Orders carry the moment they were saved; these were last touched when their story says.
    Order.objects.bulk_update((one.order for one in written), ["updated_at"], batch_size=BATCH)
    OrderLine.objects.bulk_create((row for one in written for row in one.lines), BATCH)
    OrderEvent.objects.bulk_create((row for one in written for row in one.events), BATCH)
    ChannelSale.objects.bulk_create(_channel_sales(written), BATCH)
    Shipment.objects.bulk_create((one.shipment for one in written), BATCH)
    receipts = receipts_of(written)
    refunds = refunds_of(written)
    Payment.objects.bulk_create((one.payment for one in written), BATCH)
    Receipt.objects.bulk_create(receipts, BATCH)
    Refund.objects.bulk_create((refund for refund, _ in refunds), BATCH)
    RefundLine.objects.bulk_create((line for _, lines in refunds for line in lines), BATCH)
    PaymentProof.objects.bulk_create(proofs_of(written), BATCH)
    return refunds


def _channel_sales(written: list[Written]) -> list[ChannelSale]:
    """Numbers that say they are examples; a marketplace keeps a twentieth."""
    orders = [one.order for one in written if one.order.channel in OUTSIDE]
    return [
        ChannelSale(
            order=order, facility_id=order.facility_id, channel=order.channel,
            reference=f"CONTOH-{order.number}",
            fee=order.goods_total // 20 if order.channel == Channel.MARKETPLACE else 0,
        )
        for order in orders
    ]  # fmt: skip


def _save_sales(written: list[Written], refunds: list[PaidBack]) -> None:
    """The days and the pieces sold, counted from the same rows that `verify_sales` reads."""
    rows, pieces = [], Counter()
    for one in written:
        payment, facility = one.payment, one.plan.facility
        if payment.paid_at:
            day = facility.local_day(payment.paid_at)
            rows.append(sales.sale_rows(order=one.order, lines=one.lines, day=day))
            for line in one.lines:
                pieces[line.variant.product_id] += line.quantity
    for refund, lines in refunds:
        if refund.state == Refund.State.PAID:
            day = refund.order.facility.local_day(refund.decided_at)
            rows.append(sales.refund_rows(order=refund.order, lines=lines, day=day))
    total = sales.merged(rows)
    for table, figures in ((SalesDay, sales.by_sales_key(total)), (ProductDay, total)):
        table.objects.bulk_create(
            (table(**vars(key), **figures[key]) for key in sorted(figures)), batch_size=BATCH
        )
    sales.rebuild_cells()
    products = list(Product.objects.filter(pk__in=pieces))
    for product in products:
        product.sold_count = pieces[product.pk]
    Product.objects.bulk_update(products, ["sold_count"], batch_size=BATCH)

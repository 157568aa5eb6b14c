"""SalesDay: right to the rupiah, on the facility's local day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, QuerySet
from django.utils import timezone

from facilities.models import Membership
from facilities.models.places import Zone
from orders import sales
from orders.models import Order, OrderEvent, OrderLine, Payment, Receipt, SalesDay
from orders.payments import accept_proof
from orders.states import take_step
from tests.builders import (
    make_category,
    make_checkout,
    make_membership,
    make_order,
    make_product,
    make_proof,
    make_province,
    make_regency,
    make_selling_facility,
    make_stock,
    make_variant,
    pay_back,
)


def facility_in(zone):
    return make_selling_facility(regency=make_regency(province=make_province(timezone=zone)))


def pay(order, at):
    proof = make_proof(order=order, at=at)
    treasurer = make_membership(facility=order.facility, role=Membership.Role.TREASURER)
    accept_proof(proof=proof, by=treasurer.user, at=at)


def figures():
    rows = SalesDay.objects.order_by("facility_id", "day", "category_id")
    return list(rows.values_list("day", "orders", "units", "revenue", "refunds"))


def refund(order, at):
    manager = make_membership(facility=order.facility).user
    take_step(order=order, step="cancel", actor="officer", by=manager, reason="Retur", at=at)
    pay_back(order.refunds.get(), at=at)


def test_sale_counts_on_the_local_day_of_the_facility():
    # 31 July 22.30 in Jakarta is already 1 August 00.30 in Jayapura: another month.
    at = datetime(2026, 7, 31, 15, 30, tzinfo=UTC)
    for zone in (Zone.WIB, Zone.WITA, Zone.WIT):
        pay(make_order(facility=facility_in(zone), at=at), at)

    assert [row[0] for row in figures()] == [
        date(2026, 7, 31), date(2026, 7, 31), date(2026, 8, 1),
    ]  # fmt: skip
    assert list(sales.differences()) == []


def test_order_counts_once_in_the_category_of_its_first_line():
    facility = make_selling_facility()
    first, second = make_category(), make_category()
    bag = make_variant(product=make_product(facility=facility, category=first), price=75_000)
    cake = make_variant(product=make_product(facility=facility, category=second), price=48_000)
    for variant in (bag, cake):
        make_stock(variant=variant, quantity=5)
    order = make_checkout({bag: 1, cake: 3}).orders.get()

    pay(order, order.placed_at)

    assert [row[1:] for row in figures()] == [(1, 1, 75_000, 0), (0, 3, 144_000, 0)]
    assert list(sales.differences()) == []


def test_shipping_and_code_are_no_revenue():
    order = make_order(quantity=2)
    assert order.unique_code
    pay(order, order.placed_at)
    assert figures()[0][3] == order.goods_total == 150_000


def test_refund_counts_on_its_own_day_and_leaves_the_sale():
    sold_at = datetime(2026, 6, 30, 3, 0, tzinfo=UTC)
    order = make_order(at=sold_at)
    pay(order, sold_at)

    refund(order, sold_at + timedelta(days=3))

    assert figures() == [
        (date(2026, 6, 30), 1, 1, 75_000, 0),
        (date(2026, 7, 3), 0, 0, 0, 75_000),
    ]
    assert list(sales.differences()) == []
    assert list(sales.broken_orders()) == []


def test_helpers_for_many_orders_give_what_booking_gives():
    orders = [make_order(quantity=n) for n in (1, 2)]
    for order in orders:
        pay(order, order.placed_at)
    booked = figures()
    rows = sales.merged(
        sales.sale_rows(
            order=order, lines=list(order.lines.all()),
            day=order.facility.local_day(order.placed_at),
        )
        for order in orders
    )  # fmt: skip

    SalesDay.objects.all().delete()
    sales.add_rows(rows)

    assert figures() == booked


def test_verify_sales_says_how_many_it_checked(capsys):
    order = make_order()
    pay(order, order.placed_at)
    make_order()

    call_command("verify_sales")

    said = capsys.readouterr().out
    assert "1 baris penjualan harian dan 2 pesanan (1 dibayar) diperiksa" in said
    assert "omzet Rp75.000" in said


BREAKAGES = {
    "one rupiah in the roll-up": lambda: SalesDay.objects.update(revenue=75_001),
    "a row too many": lambda: SalesDay.objects.update(day=date(2020, 1, 1)),
    "a row lost": lambda: SalesDay.objects.all().delete(),
    "a line changed after placing": lambda: OrderLine.objects.update(name="Lain"),
    "a price changed after placing": lambda: OrderLine.objects.update(unit_price=1),
    "an amount that is not the total": lambda: Payment.objects.update(amount=5),
    "a payment undone by hand": lambda: Payment.objects.update(state="void"),
    "a seal swapped": lambda: Order.objects.update(seal="0" * 64),
    "an ended order that holds stock": lambda: Order.objects.update(state="expired"),
    "a state changed by hand": lambda: Order.objects.update(state="completed"),
    "money that no row tells of": lambda: Payment.objects.update(received_amount=1),
    "money back that no row tells of": lambda: Payment.objects.update(refunded_amount=1),
    # As somebody at the database would: the model itself refuses.
    "a receipt lost": lambda: QuerySet(Receipt).delete(),
    "a receipt changed": lambda: QuerySet(Receipt).update(amount=F("amount") - 1),
    "a history lost": lambda: QuerySet(OrderEvent).filter(axis="payment").delete(),
    "a payment lost": lambda: (
        Payment.objects.get().proofs.all().delete(),
        QuerySet(Receipt).delete(),
        Payment.objects.all().delete(),
    ),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_verify_sales_finds(breakage, capsys):
    order = make_order()
    pay(order, order.placed_at)
    call_command("verify_sales")
    BREAKAGES[breakage]()

    with pytest.raises(CommandError) as error:
        call_command("verify_sales")

    assert error.value.returncode == 1
    assert " 0 selisih" not in capsys.readouterr().out.splitlines()[-1]


def test_rebuild_writes_the_roll_up_anew():
    order = make_order(at=timezone.now() - timedelta(days=5))
    pay(order, order.placed_at)
    SalesDay.objects.update(revenue=1, day=date(2020, 1, 1))
    order.lines.get().variant.product.__class__.objects.update(sold_count=99)

    call_command("rebuild_sales")

    call_command("verify_sales")

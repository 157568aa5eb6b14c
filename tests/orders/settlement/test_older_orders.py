"""Orders from before money was shared get their splits, and the books hold."""

from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.core.management import call_command
from django.db.models import QuerySet, Sum

from orders.models import LineSplit, MonthlyClosing
from orders.sales import book_refund
from tests.builders import make_order, make_product, make_selling_facility, make_variant
from tests.orders.settlement.paying import NOON, pay, refund

fill = import_module("orders.migrations.0018_splits_of_older_orders").fill


def forget():
    """As it was before: orders and refunds, but no splits and no months."""
    QuerySet(LineSplit).delete()
    MonthlyClosing.objects.all().delete()


def figures():
    rows = LineSplit.objects.order_by("line_id", "-goods")
    return list(rows.values_list("line", "day", "quantity", "goods", "premi", "pnbp", "capital"))


def test_older_orders_are_shared_by_the_default_and_their_refunds_taken_back(capsys):
    kept = pay(make_order(quantity=3, at=NOON))
    given_back = pay(make_order(facility=kept.facility, quantity=2, at=NOON))
    make_order(at=NOON)
    line = given_back.lines.get()
    later = NOON + timedelta(days=30)
    back = refund(given_back, {line: 2}, other_amount=given_back.unique_code, at=later)
    book_refund(refund=back, at=later)
    booked, months = figures(), list(MonthlyClosing.objects.order_by("month").values())
    forget()

    fill(apps, None)

    assert figures() == booked
    again = list(MonthlyClosing.objects.order_by("month").values())
    assert [row | {"id": 0} for row in again] == [row | {"id": 0} for row in months]
    call_command("verify_money")
    assert ": 0 selisih" in capsys.readouterr().out


def test_odd_rupiah_go_to_the_largest_remainder():
    product = make_product(facility=make_selling_facility())
    order = make_order(variant=make_variant(product=product, price=100_001), at=NOON)
    pay(order)
    forget()

    fill(apps, None)

    assert LineSplit.objects.values_list("premi", "pnbp", "capital").get() == (
        50_001, 15_000, 35_000,
    )  # fmt: skip


def test_filling_twice_changes_nothing():
    pay(make_order(at=NOON))
    fill(apps, None)
    assert LineSplit.objects.aggregate(n=Sum("premi"))["n"] == 37_500
    assert MonthlyClosing.objects.get().premi == 37_500

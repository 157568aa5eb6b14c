"""Splits of paid orders and of their refunds, kept with the sums of the month."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from facilities.history import AppendOnlyError
from orders import settlement
from orders.models import LineSplit, MonthlyClosing, Refund, RefundLine
from orders.models.splits import PARTS
from tests.builders import (
    make_category,
    make_checkout,
    make_membership,
    make_order,
    make_product,
    make_selling_facility,
    make_split_rule,
    make_stock,
    make_variant,
)
from tests.orders.settlement.paying import NOON, pay, refund


def parts(row):
    return tuple(getattr(row, part) for part in PARTS)


def test_paying_an_order_shares_its_goods_by_the_default():
    variant = make_variant(
        product=make_product(facility=make_selling_facility()), price=225_000, material_cost=95_000
    )
    order = pay(make_order(variant=variant, at=NOON))

    row = LineSplit.objects.get()

    assert (row.goods, row.materials, row.base) == (225_000, 95_000, 130_000)
    assert parts(row) == (65_000, 19_500, 45_500, 0, 0)
    assert (row.rule, row.basis, row.day) == (None, "net_of_materials", date(2026, 10, 14))
    assert row.line.order == order


def test_month_holds_the_sums_and_what_lies_outside_the_base():
    order = pay(make_order(quantity=2, at=NOON))

    month = MonthlyClosing.objects.get()

    assert (month.month, month.goods, month.base_total) == (date(2026, 10, 1), 150_000, 150_000)
    assert month.rounding == order.unique_code > 0
    assert month.shipping == 0
    assert (month.premi, month.pnbp, month.capital) == (75_000, 22_500, 52_500)


def test_rule_of_the_category_wins_over_its_group_and_over_the_facility():
    facility = make_selling_facility()
    group = make_category()
    carving, weaving = make_category(parent=group), make_category(parent=group)
    make_split_rule(facility=facility, premi=10, pnbp=90)
    make_split_rule(facility=facility, category=group, premi=20, pnbp=80)
    make_split_rule(facility=facility, category=carving, premi=30, pnbp=70)
    variants = [
        make_variant(product=make_product(facility=facility, category=category), price=1_000)
        for category in (carving, weaving, make_category())
    ]
    for variant in variants:
        make_stock(variant=variant, quantity=1)
    order = make_checkout(dict.fromkeys(variants, 1), at=NOON).orders.get()

    pay(order)

    premi = LineSplit.objects.order_by("line__position").values_list("premi", flat=True)
    assert list(premi) == [300, 200, 100]


def test_rule_holds_on_its_days_only():
    facility = make_selling_facility()
    make_split_rule(facility=facility, premi=10, pnbp=90, valid_to=date(2026, 10, 13))
    make_split_rule(facility=facility, premi=20, pnbp=80, valid_from=date(2026, 10, 15))

    for days in (-1, 0, 1):
        at = NOON + timedelta(days=days)
        pay(make_order(facility=facility, at=at), at=at)

    assert list(LineSplit.objects.order_by("day").values_list("premi_share", flat=True)) == [
        1_000, 5_000, 2_000,
    ]  # fmt: skip


def test_later_rules_and_costs_rewrite_no_split():
    facility = make_selling_facility()
    rule = make_split_rule(facility=facility, premi=10, pnbp=90)
    order = pay(make_order(facility=facility, at=NOON))
    before = LineSplit.objects.values().get()

    rule.premi_share, rule.pnbp_share = 9_000, 1_000
    rule.save()
    order.lines.get().variant.__class__.objects.update(material_cost=1)
    settlement.split_order(order=order, at=NOON)

    assert LineSplit.objects.values().get() == before


def test_splits_are_never_edited():
    pay(make_order(at=NOON))
    row = LineSplit.objects.get()
    for act in (row.save, row.delete, LineSplit.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            act()


def test_partial_refunds_mirror_the_sale_to_the_rupiah():
    facility = make_selling_facility()
    make_split_rule(facility=facility, premi=33, pnbp=33, capital=34)
    variant = make_variant(
        product=make_product(facility=facility), price=10_001, material_cost=3_334
    )
    order = pay(make_order(variant=variant, quantity=3, at=NOON))
    sale = LineSplit.objects.get()

    for _ in range(3):
        refund(order, {order.lines.get(): 1})

    rows = LineSplit.objects.exclude(pk=sale.pk)
    assert [row.quantity for row in rows] == [-1, -1, -1]
    assert all(row.goods == -10_001 == row.materials + row.base for row in rows)
    for name in ("goods", "materials", "base", *PARTS):
        assert rows.aggregate(n=Sum(name))["n"] == -getattr(sale, name), name
    month = MonthlyClosing.objects.get()
    assert (month.goods, month.returned) == (30_003, 30_003)
    assert (month.materials, month.premi, month.pnbp) == (0, 0, 0)


def test_refund_keeps_the_terms_of_the_sale_whatever_holds_now():
    order = pay(make_order(at=NOON))
    make_split_rule(facility=order.facility, premi=0, pnbp=100)

    refund(order, {order.lines.get(): 1})

    assert LineSplit.objects.aggregate(n=Sum("premi"))["n"] == 0


def test_refund_is_booked_on_its_own_day_and_month():
    order = pay(make_order(at=NOON))
    refund(
        order, {order.lines.get(): 1}, at=NOON + timedelta(days=30), other_amount=order.unique_code
    )

    first, second = MonthlyClosing.objects.order_by("month")

    assert (first.pnbp, first.returned) == (11_250, 0)
    assert (second.month, second.pnbp, second.returned) == (date(2026, 11, 1), -11_250, 75_000)
    assert second.other_returned == order.unique_code


def test_refund_counts_once():
    order = pay(make_order(at=NOON))
    back = refund(order, {order.lines.get(): 1})
    settlement.reverse_for_refund(refund=back, at=NOON)
    assert LineSplit.objects.count() == 2


def test_more_cannot_be_taken_back_than_was_shared():
    order = pay(make_order(at=NOON))
    line = order.lines.get()
    with pytest.raises(settlement.RefundTooLarge), transaction.atomic():
        refund(order, {line: 1}, surplus=1)


def test_money_of_an_order_that_was_never_paid_was_never_shared():
    order = make_order(at=NOON)
    row = Refund.objects.create(
        order=order, goods_amount=0, other_amount=500, amount=500, reason="Uang muka",
        requested_at=NOON,
    )  # fmt: skip
    settlement.reverse_for_refund(refund=row, at=NOON)
    assert not MonthlyClosing.objects.exists()


def test_local_month_of_the_facility_counts():
    # 31 July 22.30 in Jakarta is already August in Jayapura.
    at = datetime(2026, 7, 31, 15, 30, tzinfo=UTC)
    order = make_order(facility=make_selling_facility(timezone="Asia/Jayapura"), at=at)
    pay(order, at=at)
    assert MonthlyClosing.objects.get().month == date(2026, 8, 1)


def test_database_refuses_splits_that_do_not_add_up():
    order = pay(make_order(at=NOON))
    line, sale = order.lines.get(), LineSplit.objects.get()
    back = Refund.objects.create(
        order=order, goods_amount=75_000, amount=75_000, reason="x", requested_at=NOON
    )
    refund_line = RefundLine.objects.create(refund=back, line=line, quantity=1, amount=75_000)
    good = {
        "facility": sale.facility, "line": line, "refund_line": refund_line, "day": sale.day,
        "quantity": -1, "goods": -75_000, "materials": 0, "base": -75_000, "premi": -37_500,
        "pnbp": -11_250, "capital": -26_250, "operations": 0, "partner": 0, "premi_share": 5_000,
        "pnbp_share": 1_500, "capital_share": 3_500,
    }  # fmt: skip
    broken = [{"premi": -37_499}, {"materials": 1}, {"premi_share": 4_999}, {"quantity": 1},
              {"refund_line": None}]  # fmt: skip
    for change in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            LineSplit.objects.create(**good | change)
    LineSplit.objects.create(**good)


def test_manager_sees_the_splits_of_the_own_facility_only():
    order = pay(make_order(at=NOON))
    pay(make_order(at=NOON))
    manager = make_membership(facility=order.facility).user
    assert LineSplit.objects.visible_to(manager).get().line.order == order

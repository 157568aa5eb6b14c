"""Sums of sums: folded a moment after the sale, and always what the orders say."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from facilities.models.places import Zone
from orders import refunds, sales
from orders.models import (
    NationCell,
    OrderLine,
    ProductCell,
    ProductDay,
    RefundLine,
    SalesCell,
    SalesDay,
    SalesDayMark,
)
from orders.states import take_step
from tests.builders import (
    make_category,
    make_checkout,
    make_membership,
    make_officer,
    make_product,
    make_province,
    make_regency,
    make_selling_facility,
    make_stock,
    make_variant,
    pay_back,
)
from tests.orders.test_sales import pay

FIGURES = ("orders", "units", "revenue", "refunds")
AT = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)  # 1 April in Jayapura, 31 March in Jakarta


def world():
    """Three facilities, one in each zone, with four goods each in three categories."""
    kinds = [make_category() for _ in range(3)]
    shelves = {}
    for zone in Zone.values:
        regency = make_regency(province=make_province(timezone=zone))
        home = make_selling_facility(regency=regency)
        goods = [
            make_variant(
                product=make_product(facility=home, category=kinds[n % 3]), price=1_000 * (n + 3)
            )
            for n in range(4)
        ]
        for variant in goods:
            make_stock(variant=variant, quantity=500)
        shelves[home] = goods
    return shelves


def random_sale(shelves, dice, at):
    goods = dice.choice(list(shelves.values()))
    chosen = dice.sample(goods, dice.randint(1, 3))
    order = make_checkout({variant: dice.randint(1, 4) for variant in chosen}, at=at).orders.get()
    order.buyer_kind = dice.choice(["perorangan", "instansi", "mitra"])
    order.save(update_fields=["buyer_kind"])
    pay(order, at)
    return order


def give_back(order, at):
    manager = make_membership(facility=order.facility).user
    take_step(order=order, step="cancel", actor="officer", by=manager, reason="Retur", at=at)
    return order.refunds.get()


def expected_cells():
    """Every cell by hand, from the orders themselves: {(facility or None, period, ...): sums}."""
    facility_cells, nation, products = (defaultdict(Counter) for _ in range(3))

    def count(line, day, figures):
        order = line.order
        full = (line.category_id, order.channel, order.buyer_kind)
        keys = {
            "all": (0, "", ""),
            "category": (full[0], "", ""),
            "channel": (0, full[1], ""),
            "buyer_kind": (0, "", full[2]),
            "each": full,
        }
        starts = {"day": day, "month": day.replace(day=1), "year": date(day.year, 1, 1)}
        for period, start in starts.items():
            for by, key in keys.items():
                nation[period, start, by, *key].update(figures)
                if period != "day" or by == "all":
                    facility_cells[order.facility_id, period, start, by, *key].update(figures)
            if period != "day":
                own = (order.facility_id, period, start, line.variant.product_id, line.category_id)
                for by in ("all", "channel", "buyer_kind"):
                    products[(*own, by, *keys[by][1:])].update(figures)

    paid = OrderLine.objects.filter(order__payment__paid_at__isnull=False)
    for line in paid.select_related("order__facility", "order__payment", "variant"):
        day = line.order.facility.local_day(line.order.payment.paid_at)
        sold = {"orders": line.position == 1, "units": line.quantity, "revenue": line.total}
        count(line, day, sold)
    back = RefundLine.objects.filter(refund__state="paid")
    for row in back.select_related("refund", "line__order__facility", "line__variant"):
        day = row.line.order.facility.local_day(row.refund.decided_at)
        count(row.line, day, {"refunds": row.amount})
    return facility_cells, nation, products


def stored_cells():
    common = ("period", "start", "by", "category_key", "channel", "buyer_kind")
    tables = (
        (SalesCell, ("facility_id", *common), FIGURES),
        (NationCell, common, FIGURES),
        (
            ProductCell,
            (
                "facility_id",
                "period",
                "start",
                "product_id",
                "category_id",
                *common[2:3],
                *common[4:],
            ),
            FIGURES[1:],
        ),
    )
    return [
        {
            row[: len(keys)]: dict(zip(figures, row[len(keys) :], strict=True))
            for row in table.objects.values_list(*keys, *figures)
        }
        for table, keys, figures in tables
    ]


def assert_cells_are_right():
    for stored, expected in zip(stored_cells(), expected_cells(), strict=True):
        names = next(iter(stored.values())).keys()
        assert stored == {key: {n: sums[n] for n in names} for key, sums in expected.items()}


def whole_roll_up():
    """Every row of every table, without its own number."""
    return [
        sorted(map(str, ({**row, "id": 0} for row in table.objects.values())))
        for table in (SalesDay, ProductDay, SalesCell, NationCell, ProductCell)
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rebuild_is_what_was_kept_live_after_any_sales_and_refunds(seed):
    dice = random.Random(seed)
    shelves = world()
    orders, asked = [], []
    for n in range(25):
        # Days around the turn of a quarter and of a year, some of them later booked for earlier.
        at = AT + timedelta(days=dice.choice([-95, -90, -1, 0, 1, 40]), minutes=n)
        orders.append(random_sale(shelves, dice, at))
        if n % 4 == 3:
            back = give_back(orders.pop(dice.randrange(len(orders))), AT + timedelta(days=50))
            asked.append(back)
        if n % 5 == 4:
            sales.freshen()
    for number, back in enumerate(asked):
        if number % 3 == 2:
            by = make_officer("treasurer", back.order.facility)
            refunds.refuse(refund=back, by=by, reason="Batal", at=AT + timedelta(days=51))
        else:
            pay_back(back, at=AT + timedelta(days=dice.choice([51, 300]), minutes=number))
    sales.freshen()

    assert_cells_are_right()
    assert list(sales.differences()) == []
    live = whole_roll_up()
    call_command("rebuild_sales")
    assert whole_roll_up() == live
    call_command("verify_sales")


def test_sale_marks_its_day_and_folding_takes_the_mark():
    order = random_sale(world(), random.Random(1), AT)

    assert list(SalesDayMark.objects.values_list("facility_id", "day")) == [
        (order.facility_id, order.facility.local_day(AT))
    ]
    assert not SalesCell.objects.exists()
    assert sales.fold() == 1
    assert not SalesDayMark.objects.exists()
    assert_cells_are_right()
    assert sales.fold() == 0


def test_freshen_costs_one_query_when_nothing_has_changed():
    random_sale(world(), random.Random(1), AT)
    sales.freshen()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert sales.freshen()

    assert len(queries) == 1


def test_folding_writes_only_cells_that_changed():
    shelves = world()
    dice = random.Random(4)
    for n in range(5):
        random_sale(shelves, dice, AT + timedelta(minutes=n))
    sales.fold()
    SalesCell.objects.filter(by="channel").update(units=77)  # not of the day marked below

    facility = next(iter(shelves))
    SalesDayMark.objects.create(facility=facility, day=date(2020, 1, 1))
    sales.fold()

    assert set(SalesCell.objects.filter(by="channel").values_list("units", flat=True)) == {77}


def test_cells_of_a_marked_month_are_behind_and_not_wrong():
    shelves = world()
    random_sale(shelves, random.Random(1), AT)
    sales.fold()
    random_sale(shelves, random.Random(2), AT)

    assert list(sales.differences()) == []
    SalesDayMark.objects.all().delete()
    assert list(sales.differences()) != []


BREAKAGES = {
    "a product's day": lambda: ProductDay.objects.update(units=99),
    "a product's day lost": lambda: ProductDay.objects.all().delete(),
    "a facility's day": lambda: SalesCell.objects.filter(period="day").update(orders=9),
    "a facility's month": lambda: SalesCell.objects.filter(period="month", by="all").update(
        revenue=1
    ),
    "a facility's year": lambda: SalesCell.objects.filter(period="year", by="each").delete(),
    "a day of all": lambda: NationCell.objects.filter(period="day", by="each").update(units=9),
    "a year of all": lambda: NationCell.objects.filter(period="year", by="all").update(refunds=1),
    "a channel of all": lambda: NationCell.objects.filter(by="channel").update(channel="galeri"),
    "a product's month": lambda: ProductCell.objects.filter(period="month").update(revenue=1),
    "a product's year": lambda: ProductCell.objects.filter(period="year").delete(),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_verify_sales_finds_a_wrong_sum(breakage):
    random_sale(world(), random.Random(1), AT)
    call_command("verify_sales")
    BREAKAGES[breakage]()

    with pytest.raises(CommandError):
        call_command("verify_sales")

    call_command("rebuild_sales")
    call_command("verify_sales")


def test_days_written_before_products_had_their_own_are_made_by_the_migration():
    from importlib import import_module

    from django.apps import apps

    shelves = world()
    dice = random.Random(6)
    order = random_sale(shelves, dice, AT)
    random_sale(shelves, dice, AT + timedelta(days=2))
    pay_back(give_back(order, AT + timedelta(days=3)), at=AT + timedelta(days=4))
    sales.fold()
    live = whole_roll_up()
    for table in (ProductDay, SalesCell, NationCell, ProductCell):
        table.objects.all().delete()

    migration = import_module("orders.migrations.0025_product_days_of_older_orders")

    class editor:
        pass

    editor.connection = connection
    migration.write_days(apps, editor)
    migration.mark_days(apps, editor)
    sales.fold()

    assert whole_roll_up() == live


def test_report_reads_on_while_somebody_else_holds_the_marks(monkeypatch, caplog):
    random_sale(world(), random.Random(1), AT)

    def busy():
        raise OperationalError("database is locked")

    monkeypatch.setattr("orders.sales.folding._fold", busy)
    assert sales.freshen() is False
    assert "a moment old" in caplog.text


def test_other_failures_of_folding_are_heard(monkeypatch):
    random_sale(world(), random.Random(1), AT)

    def broken():
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("orders.sales.folding._fold", broken)
    with pytest.raises(OperationalError):
        sales.freshen()

"""Kualitas data: what is missing or late at each facility, and where it is mended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import stock
from catalog.models import StockCount
from facilities.handing_in import last_ended, month_before
from orders.models import MonthlyClosing
from orders.reports.filters import Filters
from orders.reports.quality import CHECKS, COUNT_DAYS, GRADES, states_of
from tests.builders import (
    make_count,
    make_facility,
    make_food_label,
    make_officer,
    make_paid_order,
    make_photo,
    make_product,
    make_selling_facility,
    make_stock,
    make_variant,
    make_workforce_report,
)


def report_for(client, user, query=""):
    client.force_login(user)
    answer = client.get(f"/laporan/kualitas-data/?{query}")
    assert answer.status_code == 200
    return answer.context["report"]


def state_of(facility, *, at=None):
    at = at or timezone.now()
    filters = Filters.from_request(make_officer("national_viewer"), {}, at=at)
    return next(one for one in states_of(filters, at=at) if one.facility == facility)


def wrong(facility, key, **when):
    check = next(check for check in CHECKS if check.key == key)
    return check.wrong(state_of(facility, **when))


@pytest.fixture
def facility():
    """One with everything in order."""
    facility = make_selling_facility(
        short_name="Lapas Rapi", address="Jalan Contoh 1", phone="+6281200000001"
    )
    product = make_product(facility=facility)
    make_photo(product=product, alt="Tas", has_face=False)
    make_variant(product=product, price=50_000, material_cost=20_000)
    make_workforce_report(facility=facility, month=last_ended(facility, timezone.now()))
    return facility


def test_all_in_order_is_good(facility):
    state = state_of(facility)
    assert (state.score, state.grade) == (1000, GRADES[0])
    assert [check.key for check in CHECKS if check.wrong(state)] == []


@pytest.mark.parametrize(
    ("key", "spoil"),
    [
        ("foto", lambda one: one.products.get().photos.all().delete()),
        ("alt", lambda one: one.products.get().photos.update(alt="")),
        ("berat", lambda one: one.products.get().variants.update(weight_grams=4)),
        ("harga", lambda one: one.products.get().variants.update(material_cost=50_001)),
        ("harga", lambda one: one.products.get().variants.update(is_active=False)),
        ("biaya", lambda one: one.products.get().variants.update(material_cost=None)),
        ("rekening", lambda one: type(one).objects.filter(pk=one.pk).update(bank_account_number="")),
        ("kontak", lambda one: type(one).objects.filter(pk=one.pk).update(phone="")),
        ("angka", lambda one: one.workforce_reports.all().delete()),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_named_alone(facility, key, spoil):
    spoil(facility)
    state = state_of(facility)
    assert {check.key: check.wrong(state) for check in CHECKS if check.wrong(state)} == {key: 1}
    assert state.score == 10_000 // len(CHECKS)


def test_weight_below_what_is_inside_is_doubted(facility):
    product = facility.products.get()
    make_food_label(product=product, net_weight_grams=600)  # wrapped it weighs 500
    assert wrong(facility, "berat") == 1
    product.food_label.net_weight_grams = 500
    product.food_label.save()
    assert wrong(facility, "berat") == 0


def test_archived_products_are_not_asked(facility):
    make_product(facility=facility, status="diarsipkan")
    assert state_of(facility).products == 1
    assert wrong(facility, "foto") == 0


def test_months_that_ended_wait_to_be_closed(facility):
    today = facility.local_day(timezone.now())
    ended = month_before(today.replace(day=1))
    for month in (today.replace(day=1), ended, month_before(ended)):
        MonthlyClosing.objects.create(facility=facility, month=month)
    assert wrong(facility, "bulan") == 2
    row = MonthlyClosing.objects.get(month=ended)
    row.closed_at, row.brought_pnbp, row.brought_premi = timezone.now(), 0, 0
    row.save()
    assert wrong(facility, "bulan") == 1


def test_orders_that_wait_too_long_are_counted(facility):
    now = timezone.now()
    variant = facility.products.get().variants.get()
    make_paid_order(variant=variant, at=now - timedelta(days=1))
    assert wrong(facility, "pesanan", at=now) == 0
    assert wrong(facility, "pesanan", at=now + timedelta(days=3)) == 1


def approved(facility, at):
    count = make_count(location=stock.online_location(facility))
    StockCount.objects.filter(pk=count.pk).update(
        state="approved", submitted_at=at, decided_at=at, started_at=at
    )


def test_opname_is_due_after_half_a_year_where_goods_lie(facility):
    now = timezone.now()
    assert wrong(facility, "opname") == 0  # nothing lies there
    make_stock(variant=facility.products.get().variants.get(), quantity=2)
    assert wrong(facility, "opname") == 1
    approved(facility, now - timedelta(days=COUNT_DAYS + 1))
    assert wrong(facility, "opname") == 1
    approved(facility, now - timedelta(days=COUNT_DAYS - 1))
    assert wrong(facility, "opname") == 0
    assert state_of(facility).counted_on == facility.local_day(now - timedelta(days=COUNT_DAYS - 1))


def test_score_is_the_mean_of_shares(facility):
    make_variant(product=make_product(facility=facility), material_cost=1)  # without photo: half
    state = state_of(facility)
    assert state.score == ((len(CHECKS) - 1) * 1000 + 500) // len(CHECKS)


def test_weakest_facility_comes_first_and_words_go_with_figures(client, facility):
    make_facility(short_name="Lapas Kosong")
    report = report_for(client, make_officer("national_viewer"))
    table = report.table("upt")
    assert [row.values[0] for row in table.rows] == ["Lapas Kosong", "Lapas Rapi"]
    assert table.rows[1].values[2:4] == (1000, "Baik")


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        ("facility_head", {"foto", "rekening", "kontak"}),
        ("facility_manager", {"foto", "kontak"}),
        ("facility_staff", {"foto"}),
        ("treasurer", {"rekening"}),
    ],
)
def test_each_officer_is_led_to_what_the_role_may_mend(client, role, keys):
    facility = make_facility()
    make_product(facility=facility)
    report = report_for(client, make_officer(role, facility))
    found = set(report.table("upt").rows[0].links) & {"foto", "rekening", "kontak"}
    assert found == keys


def test_officials_read_and_are_led_nowhere_but_down(client):
    facility = make_facility()
    make_product(facility=facility)
    viewer = make_officer("regional_viewer", facility.regional_office)
    report = report_for(client, viewer, f"upt={facility.slug}")
    assert set(report.table("upt").rows[0].links) == {"upt", "kanwil"}
    assert all(not row.links for row in report.table("benahi").rows)


def test_every_way_to_mend_opens(client):
    facility = make_facility()
    make_variant(product=make_product(facility=facility), price=10, material_cost=20,
                 weight_grams=1)  # fmt: skip
    today = facility.local_day(timezone.now())
    MonthlyClosing.objects.create(facility=facility, month=month_before(today.replace(day=1)))
    make_stock(variant=facility.products.get().variants.get(), quantity=1)
    links = {}
    for role in ("facility_head", "facility_manager", "facility_staff", "treasurer"):
        user = make_officer(role, facility)
        for key, there in report_for(client, user).table("upt").rows[0].links.items():
            links[key] = there
            answer = client.get(there)
            assert answer.status_code == 200, (role, key, there)
    assert set(links) >= {
        "foto", "berat", "harga", "bulan", "angka", "opname", "rekening", "kontak",
    }  # fmt: skip

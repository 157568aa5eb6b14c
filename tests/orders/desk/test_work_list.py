"""The work list: what is counted, from when it is late, and for whom it stands there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog import stock
from catalog.models import ProductionBatch, StockCount
from orders.counter import close_shift
from orders.models import OrderLine
from orders.work_list import sections_for
from tests.builders import (
    make_officer,
    make_order,
    make_paid_order,
    make_photo,
    make_product,
    make_proof,
    make_sales_day,
    make_selling_facility,
    make_shift,
    make_stock_location,
    make_transfer,
    make_variant,
)

NOW = timezone.now()
HOME = reverse("orders:staff_home")


def job(user, label, **where):
    """The one line with this label; None when nothing of it waits."""
    jobs = [job for part in sections_for(user, at=NOW, **where) for job in part.jobs]
    return next((job for job in jobs if job.label == label), None)


def test_proofs_carry_their_sum_and_the_age_of_the_oldest(facility, manager):
    orders = [make_order(facility=facility), make_order(facility=facility)]
    for hours, order in zip((7, 2), orders, strict=True):
        make_proof(order=order, at=NOW - timedelta(hours=hours))
    found = job(manager, "Periksa bukti transfer")
    total = sum(order.total for order in orders)
    assert found.count == 2
    assert f"{total:,}".replace(",", ".") in found.note
    assert "tertua menunggu 7\xa0jam" in found.note
    assert (found.tag, found.is_late) == ("1 terlambat", True)


def test_order_is_late_to_pack_two_days_after_its_money(facility, manager):
    make_paid_order(facility=facility, at=NOW - timedelta(days=2, hours=-1))
    assert job(manager, "Kerjakan dan kemas").tag == ""
    make_paid_order(facility=facility, at=NOW - timedelta(days=2, hours=1))
    assert job(manager, "Kerjakan dan kemas").tag == "1 terlambat"


@pytest.mark.parametrize(("days", "tag"), [(1, "1 terlambat"), (0, ""), (-5, "")])
def test_goods_made_when_ordered_are_late_from_their_own_day(facility, manager, days, tag):
    order = make_paid_order(facility=facility, at=NOW - timedelta(days=20))
    ready_on = timezone.localdate(NOW) - timedelta(days=days)
    OrderLine.objects.filter(order=order).update(made_to_order=True, ready_on=ready_on)
    assert job(manager, "Kerjakan dan kemas").tag == tag


def test_number_and_list_behind_it_agree(client, facility, manager):
    make_paid_order(facility=facility)
    make_product(facility=facility, status="draf", review_note="Foto buram")
    client.force_login(manager)
    for section in sections_for(manager, at=NOW):
        for found in section.jobs:
            if not found.desk.startswith(("/laporan/", "/petugas/")):
                page = client.get(found.desk)
                assert page.context["cl"].result_count == found.count, found.label


def test_products_sent_back_and_without_photo_wait_for_who_writes_them(facility, manager):
    back = make_product(facility=facility, status="draf", review_note="Foto buram")
    make_product(facility=facility, status="diarsipkan")
    make_photo(product=make_product(facility=facility))
    assert job(manager, "Perbaiki produk yang dikembalikan").count == 1
    assert job(manager, "Karya belum berfoto").count == 1
    make_photo(product=back)
    assert job(manager, "Karya belum berfoto") is None


def test_goods_near_their_last_day_are_counted_and_past_ones_named(facility, manager):
    variant = make_variant(product=make_product(facility=facility))
    place = make_stock_location(facility=facility)
    today = facility.local_day(NOW)
    for days, pieces in ((5, 9), (30, 4)):
        stock.receive(
            variant=variant, location=place, quantity=pieces, by=None, at=NOW,
            expires_on=today + timedelta(days=days),
        )  # fmt: skip
    found = job(manager, "Mendekati kedaluwarsa")
    assert (found.count, found.tag, found.is_late) == (1, "5 hari lagi", False)
    assert found.note.startswith("9 buah")
    past = today - timedelta(days=1)
    ProductionBatch.objects.filter(remaining=4).update(expires_on=past, produced_on=past)
    found = job(manager, "Mendekati kedaluwarsa")
    assert (found.count, found.tag, found.is_late) == (2, "1 sudah lewat", True)


def test_goods_running_out_are_named(facility, manager):
    product = make_product(facility=facility, name="Tampah bambu")
    make_order(variant=make_variant(product=product), stock=1)
    found = job(manager, "Stok hampir habis")
    assert "Tampah bambu habis" in found.note
    assert found.tag == "1 habis"


@pytest.mark.parametrize(
    ("role", "has", "has_not"),
    [
        ("treasurer", "Periksa bukti transfer", "Karya belum berfoto"),
        ("facility_staff", "Karya belum berfoto", "Periksa bukti transfer"),
        ("facility_head", "Periksa bukti transfer", None),
    ],
)
def test_list_holds_the_work_of_the_role(facility, role, has, has_not):
    make_proof(order=make_order(facility=facility))
    user = make_officer(role, facility)
    assert job(user, has)
    assert has_not is None or job(user, has_not) is None


def test_goods_on_their_way_wait_for_who_counts_them(facility, manager):
    variant = make_variant(product=make_product(facility=facility))
    make_transfer(variant=variant, at=NOW - timedelta(days=3))
    found = job(manager, "Barang dalam perjalanan", facility=facility)
    assert (found.count, found.tag) == (1, "1 terlambat")
    assert job(manager, "Barang dalam perjalanan").count == 1
    assert job(make_officer("treasurer", facility), "Barang dalam perjalanan") is None


def test_count_waits_for_an_officer_who_did_not_count(facility, manager):
    counter = make_officer("facility_staff", facility)
    StockCount.objects.create(
        facility=facility, location=make_stock_location(facility=facility), key="k",
        state=StockCount.State.SUBMITTED, started_at=NOW, started_by=counter, submitted_at=NOW,
        submitted_by=manager,
    )  # fmt: skip
    assert job(manager, "Periksa hasil opname") is None
    assert job(counter, "Periksa hasil opname") is None
    assert job(make_officer("treasurer", facility), "Periksa hasil opname").count == 1


def test_turn_at_the_till_waits_for_an_officer_who_did_not_stand_there(facility, manager):
    cashier = make_officer("facility_staff", facility)
    shift = make_shift(make_stock_location(facility=facility), by=cashier, opening_cash=100_000)
    assert job(manager, "Periksa giliran kasir") is None
    close_shift(shift=shift, counted_cash=100_000, by=cashier, at=NOW + timedelta(seconds=1))
    assert job(manager, "Periksa giliran kasir").count == 1
    assert job(cashier, "Periksa giliran kasir") is None


def test_another_facility_counts_for_nobody_else(facility, manager):
    make_proof()
    assert job(manager, "Periksa bukti transfer") is None


def test_phone_counts_the_chosen_facility_and_the_desk_all(client, facility, manager):
    other = make_selling_facility()
    manager.memberships.create(role="treasurer", facility=other)
    for place in (facility, other, other):
        make_proof(order=make_order(facility=place))
    assert job(manager, "Periksa bukti transfer").count == 3
    assert job(manager, "Periksa bukti transfer", facility=other).count == 2
    # At the other one the person keeps the money and packs nothing.
    make_paid_order(facility=other)
    assert job(manager, "Kerjakan dan kemas", facility=other) is None
    client.force_login(manager)
    page = client.get(HOME, {"upt": other.slug}).text
    assert "Periksa bukti transfer" in page
    assert "Kerjakan dan kemas" not in page


def test_pages_ask_the_same_for_one_order_and_for_many(client, facility, manager):
    client.force_login(manager)

    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    make_proof(order=make_order(facility=facility))
    asked(HOME)
    few = {address: asked(address) for address in (HOME, "/admin/")}
    for _ in range(3):
        make_proof(order=make_order(facility=facility))
        make_product(facility=facility, status="draf", review_note="Foto buram")
    assert {address: asked(address) for address in few} == few
    assert few[HOME] <= 24
    assert few["/admin/"] <= 24


def test_home_shows_yesterday_by_channel(client, facility, manager):
    yesterday = facility.local_day(NOW) - timedelta(days=1)
    make_sales_day(facility=facility, day=yesterday, revenue=486_000, refunds=0, channel="galeri")
    client.force_login(manager)
    page = client.get(HOME).text
    assert "Rp486.000" in page
    client.force_login(make_officer("regional_viewer", facility.regional_office))
    assert client.get(HOME).status_code == 403


def test_done_work_is_one_line_and_still_a_link(client, facility, manager):
    client.force_login(manager)
    page = client.get("/admin/").text
    assert "Tidak ada yang menunggu" in page
    assert '?tugas=kemas">Kerjakan dan kemas</a>' in page

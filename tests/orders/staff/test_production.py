"""Produksi: a batch comes in from the workshop, and is taken back when it was a mistake."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import stock
from catalog.models import ProductionBatch, StockLevel, StockLocation, StockMovement
from catalog.money import share_up
from tests.builders import (
    make_food_label,
    make_officer,
    make_producer_group,
    make_product,
    make_selling_facility,
    make_stock_location,
    make_variant,
)

ADDRESS = reverse("orders:staff_production")


@pytest.fixture
def facility(db):
    return make_selling_facility()


@pytest.fixture
def today(facility):
    return facility.local_day(timezone.now())


@pytest.fixture
def store(facility):
    return stock.online_location(facility)


@pytest.fixture
def staff(client, facility):
    client.officer = make_officer("facility_staff", facility)
    client.force_login(client.officer)
    return client


@pytest.fixture
def bag(facility, store):
    return make_variant(product=make_product(facility=facility, name="Tas Tenun"))


def typed(store, today, **fields):
    return {
        "key": "a" * 32, "good": "12", "rejected": "2", "group": "", "expires_on": "",
        "material_cost": "", "location": store.pk, "produced_on": f"{today:%Y-%m-%d}", "code": "",
    } | fields  # fmt: skip


def send(client, variant, store, today, **fields):
    return client.post(f"{ADDRESS}?q={variant.sku}", typed(store, today, **fields))


def on_hand(variant):
    return sum(StockLevel.objects.filter(variant=variant).values_list("on_hand", flat=True))


def test_batch_comes_in(staff, bag, store, facility, today):
    group = make_producer_group(facility=facility)
    keeps = today + timedelta(days=90)
    answer = send(
        staff, bag, store, today,
        group=group.pk, expires_on=f"{keeps:%Y-%m-%d}", material_cost="Rp100.000", code="A-7",
    )  # fmt: skip

    assert answer.status_code == 302
    batch = ProductionBatch.objects.get()
    assert (batch.good_quantity, batch.rejected_quantity, batch.remaining) == (12, 2, 12)
    assert (batch.producer_group, batch.code, batch.expires_on) == (group, "A-7", keeps)
    assert (batch.material_cost, batch.location, batch.produced_on) == (100_000, store, today)
    assert on_hand(bag) == 12
    assert StockMovement.objects.get().by == staff.officer
    page = staff.get(answer["Location"])
    assert "12 Tas Tenun" in page.text
    assert "bahan Rp8.334 per barang" in page.text
    bag.refresh_from_db()
    assert bag.material_cost is None


def test_cost_of_a_piece_becomes_the_variants_when_ticked(staff, bag, store, today):
    send(staff, bag, store, today, material_cost="100000", sets_cost="on")
    bag.refresh_from_db()
    assert bag.material_cost == share_up(100_000, 12) == 8_334


@pytest.mark.parametrize(("amount", "pieces", "each"), [(0, 3, 0), (99, 3, 33), (100, 3, 34)])
def test_share_up_never_loses_a_rupiah(amount, pieces, each):
    assert share_up(amount, pieces) == each


def test_same_form_sent_twice_comes_in_once(staff, bag, store, today):
    for _ in range(2):
        assert send(staff, bag, store, today).status_code == 302
    for _ in range(2):
        assert send(staff, bag, store, today, key="b" * 32, good="0").status_code == 302
    assert ProductionBatch.objects.count() == 2
    assert on_hand(bag) == 12


def test_all_rejected_is_recorded_and_stocks_nothing(staff, bag, store, today):
    answer = send(staff, bag, store, today, good="0", rejected="7")
    assert ProductionBatch.objects.get().rejected_quantity == 7
    assert on_hand(bag) == 0
    assert "Tercatat gagal semua: 7 Tas Tenun" in staff.get(answer["Location"]).text


def test_food_takes_its_last_day_from_the_label(staff, facility, store, today):
    product = make_product(facility=facility, is_food=True)
    chips = make_variant(product=product)
    make_food_label(product=product, shelf_life_days=30)
    assert "30 hari setelah produksi" in staff.get(ADDRESS, {"q": chips.sku}).text
    send(staff, chips, store, today)
    assert ProductionBatch.objects.get().expires_on == today + timedelta(days=30)


def test_food_without_shelf_life_needs_a_day(staff, facility, store, today):
    chips = make_variant(product=make_product(facility=facility, is_food=True))
    answer = send(staff, chips, store, today)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["expires_on"]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"good": ""}, "good"),
        ({"good": "0", "rejected": ""}, "good"),
        ({"good": "-1"}, "good"),
        ({"good": "100.001"}, "good"),
        ({"good": "dua"}, "good"),
        ({"rejected": "-1"}, "rejected"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": "besok"}, "expires_on"),
        ({"produced_on": "2199-01-01"}, "produced_on"),
        ({"produced_on": ""}, "produced_on"),
        ({"material_cost": "murah"}, "material_cost"),
        ({"sets_cost": "on"}, "material_cost"),
        ({"good": "0", "material_cost": "9000", "sets_cost": "on"}, "material_cost"),
        ({"location": "0"}, "location"),
        ({"group": "0"}, "group"),
        ({"code": "x" * 31}, "code"),
    ],
)
def test_wrong_input_is_said_beside_its_field(staff, bag, store, today, fields, name):
    answer = send(staff, bag, store, today, **{"code": "KODE-KU"} | fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert not ProductionBatch.objects.exists()
    if "code" not in fields:
        assert "KODE-KU" in answer.text


def test_code_used_before_is_refused_in_words(staff, bag, store, today):
    send(staff, bag, store, today, code="A-7")
    answer = send(staff, bag, store, today, code="A-7", key="b" * 32)
    assert answer.status_code == 422
    assert "Kode produksi A-7 sudah dipakai" in answer.text


def test_place_and_group_of_another_facility_are_no_choice(staff, bag, store, today):
    for fields in ({"location": make_stock_location().pk}, {"group": make_producer_group().pk}):
        assert send(staff, bag, store, today, **fields).status_code == 422
    assert not ProductionBatch.objects.exists()


def test_goods_are_found_first(staff, bag, facility, store):
    make_variant(product=make_product(facility=facility, name="Tas Anyam"))
    theirs = make_variant(product=make_product(name="Tas TETANGGA"))
    answer = staff.get(ADDRESS, {"q": "tas"})
    assert len(answer.context["found"]) == 2
    assert answer.context["form"] is None
    assert "TETANGGA" not in staff.get(ADDRESS, {"q": theirs.sku}).text
    assert staff.post(f"{ADDRESS}?q={theirs.sku}", {}).status_code == 404
    assert staff.post(f"{ADDRESS}?q=tas", {}).status_code == 404
    assert staff.get(ADDRESS, {"q": "\0"}).status_code == 200


def test_what_was_made_lately_is_suggested(staff, bag, facility, store, today):
    make_variant(product=make_product(facility=facility))
    send(staff, bag, store, today)
    assert staff.get(ADDRESS).context["found"] == [bag]


def test_batch_is_taken_back_and_its_code_is_free(staff, bag, store, today):
    send(staff, bag, store, today, code="A-7")
    batch = ProductionBatch.objects.get()
    for _ in range(2):
        answer = staff.post(ADDRESS, {"urungkan": batch.pk}, follow=True)
        assert "Diurungkan" in answer.text
    assert on_hand(bag) == 0
    assert StockMovement.objects.filter(kind="reverse").count() == 1
    assert send(staff, bag, store, today, code="A-7", good="3", key="b" * 32).status_code == 302
    assert on_hand(bag) == 3


def test_batch_whose_pieces_have_gone_stays(staff, bag, store, today):
    send(staff, bag, store, today)
    stock.reserve(items=[stock.Item(bag, 1)], source_id="P-1", at=timezone.now())
    answer = staff.post(ADDRESS, {"urungkan": ProductionBatch.objects.get().pk}, follow=True)
    assert "sudah keluar atau dipesan" in answer.text
    assert on_hand(bag) == 12


def test_batch_of_last_week_is_not_taken_back_in_one_tap(staff, bag, store):
    week_ago = timezone.now() - timedelta(days=7)
    batch = stock.receive(variant=bag, location=store, quantity=3, at=week_ago, by=staff.officer)
    assert "Urungkan" not in staff.get(ADDRESS).text
    answer = staff.post(ADDRESS, {"urungkan": batch.pk}, follow=True)
    assert "Sudah lewat sehari" in answer.text
    assert on_hand(bag) == 3


def test_batch_of_another_facility_is_not_there(staff, bag):
    theirs = make_variant()
    place = stock.online_location(theirs.product.facility)
    batch = stock.receive(
        variant=theirs, location=place, quantity=3, at=timezone.now(), by=None, code="RAHASIA"
    )
    assert "RAHASIA" not in staff.get(ADDRESS).text
    for pk in (batch.pk, "x", "9" * 30):
        assert staff.post(ADDRESS, {"urungkan": pk}).status_code == 404
    assert on_hand(theirs) == 3


def test_treasurer_and_officials_stay_out(client, facility):
    for role, place in (
        ("treasurer", facility),
        ("regional_viewer", facility.regional_office),
        ("national_viewer", None),
    ):
        client.force_login(make_officer(role, place))
        assert client.get(ADDRESS).status_code == 403


@pytest.mark.parametrize("count", [1, 12])
def test_pages_ask_little(staff, bag, store, today, django_assert_max_num_queries, count):
    for n in range(count):
        send(staff, bag, store, today, key=f"{n:032}")
    staff.get(ADDRESS)
    for query in ({}, {"q": bag.sku}):
        with django_assert_max_num_queries(14):
            staff.get(ADDRESS, query)


def test_looking_at_the_form_makes_no_place(staff, facility, today):
    variant = make_variant(product=make_product(facility=facility, name="Sapu Ijuk"))
    page = staff.get(f"{ADDRESS}?q={variant.sku}")
    assert "belum punya tempat stok" in page.content.decode()
    assert not StockLocation.objects.filter(facility=facility).exists()

    given = {"key": "b" * 32, "good": "5", "produced_on": f"{today:%Y-%m-%d}"}
    assert staff.post(f"{ADDRESS}?q={variant.sku}", given).status_code == 302
    place = StockLocation.objects.get(facility=facility)
    assert place.is_online
    assert ProductionBatch.objects.get().location == place
    assert on_hand(variant) == 5


@pytest.mark.parametrize(
    "wrong", [{"produced_on": "0026-11-20"}, {"produced_on": "2016-11-20"}, {"expires_on": "9999-12-31"}]
)  # fmt: skip
def test_year_that_cannot_be_meant_is_asked_again(staff, bag, store, today, wrong):
    answer = send(staff, bag, store, today, **wrong)
    assert answer.status_code == 422
    assert "periksa tahunnya" in answer.content.decode()
    assert not ProductionBatch.objects.exists()

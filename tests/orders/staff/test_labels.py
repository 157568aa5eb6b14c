"""Label: choosing goods and numbers, and what stands on the sheet."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import stock
from catalog.food import permit_of
from orders import barcode_pictures, shelf_labels
from orders.shelf_labels import Wanted, label_of, sheets_of
from tests.builders import (
    make_food_label,
    make_officer,
    make_product,
    make_selling_facility,
    make_stock_location,
    make_variant,
)

ADDRESS = reverse("orders:staff_labels")
SHEET = reverse("orders:staff_label_sheet")


@pytest.fixture
def facility(db):
    return make_selling_facility()


@pytest.fixture
def today(facility):
    return facility.local_day(timezone.now())


@pytest.fixture
def staff(client, facility):
    client.force_login(make_officer("facility_staff", facility))
    return client


@pytest.fixture
def chips(facility):
    product = make_product(facility=facility, name="Keripik Tempe", is_food=True, unit="bungkus")
    make_food_label(product=product, pirt_no="2060167010123-99", shelf_life_days=60)
    return make_variant(product=product, name="", sku="LPS-AMB-036", price=18_000)


def receive(variant, days, location=None, code=""):
    at = timezone.now()
    day = variant.product.facility.local_day(at)
    return stock.receive(
        variant=variant, location=location or stock.online_location(variant.product.facility),
        quantity=5, at=at, by=None, expires_on=day + timedelta(days=days), code=code,
    )  # fmt: skip


def test_shelf_label_says_price_permit_day_and_leads_to_the_product(staff, chips, today):
    batch = receive(chips, 30, code="K-7")
    page = staff.get(SHEET, {"jenis": "rak", f"n-{chips.pk}": "2", f"t-{chips.pk}": batch.pk})
    assert page.status_code == 200
    assert page.text.count("<article") == 2
    for words in ("Keripik Tempe", "Rp18.000", "/ bungkus", "P-IRT No. 2060167010123-99",
                  "kode K-7", "LPS-AMB-036"):  # fmt: skip
        assert words in page.text
    (label,) = {label.code for sheet in page.context["sheets"] for label in sheet}
    assert label == "LPS-AMB-036"


def test_goods_label_carries_the_bars_of_its_code(staff, chips):
    chips.barcode = "8991234567891"
    chips.save()
    page = staff.get(SHEET, {"jenis": "barang", f"n-{chips.pk}": "1"})
    assert 'aria-label="Kode batang 8991234567891"' in page.text
    assert "<svg" in page.text


def test_sheets_hold_as_many_as_the_paper(chips, today):
    pages = list(sheets_of([Wanted(chips, 25)], shelf_labels.GOODS, today))
    assert [len(page) for page in pages] == [24, 1]
    pages = list(sheets_of([Wanted(chips, 20)], shelf_labels.SHELF, today))
    assert [len(page) for page in pages] == [10, 10]


def test_first_to_expire_is_proposed_and_no_expired_day_is(staff, chips, facility):
    late, soon = receive(chips, 30, code="LATE"), receive(chips, 5, code="SOON")
    receive(chips, 5, location=make_stock_location(facility=facility), code="SOON")
    (row,) = staff.get(ADDRESS, {"q": chips.sku}).context["more"]
    assert row.dated == [soon, late]
    assert row.batch == soon
    (row,) = staff.get(ADDRESS, {f"n-{chips.pk}": "1", f"t-{chips.pk}": "0"}).context["chosen"]
    assert row.batch is None
    tomorrow_week = facility.local_day(timezone.now()) + timedelta(days=6)
    assert shelf_labels.dated_batches([chips], tomorrow_week)[chips.pk] == [late]


def test_permit_that_ran_out_is_not_printed(chips, today):
    label = chips.product.food_label
    label.pirt_no = "2060167010123-20"
    assert permit_of(label, today) == ""
    label.bpom_no = "MD123456789012"
    assert permit_of(label, today) == "BPOM RI MD123456789012"


def test_label_of_a_draft_holds_its_code_for_our_own_readers(chips, today):
    public = label_of(Wanted(chips, 1), today)
    chips.product.status = "draf"
    draft = label_of(Wanted(chips, 1), today)
    assert public.qr != draft.qr


def test_what_was_chosen_stays_while_looking_for_more(staff, chips, facility):
    bag = make_variant(product=make_product(facility=facility, name="Tas"))
    page = staff.get(ADDRESS, {f"n-{chips.pk}": "3", f"n-{bag.pk}": "0", "q": "tas"})
    assert page.context["chosen"] == [chips]
    assert page.context["more"] == [bag]
    assert f'name="n-{chips.pk}" value="3"' in page.text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "Isi jumlah label"),
        ("0", "Isi jumlah label"),
        ("dua", "Periksa jumlah"),
        ("-1", "Periksa jumlah"),
        ("201", "Periksa jumlah"),
        ("\0", "Isi jumlah label"),
    ],
)
def test_wrong_number_is_said_and_kept(staff, chips, number, words):
    page = staff.get(SHEET, {f"n-{chips.pk}": number})
    assert page.status_code == 422
    assert words in page.text


def test_sheet_of_nothing_leads_to_the_choice(staff):
    assert staff.get(SHEET)["Location"] == ADDRESS


def test_too_many_labels_are_refused(staff, facility):
    product = make_product(facility=facility)
    query = {f"n-{make_variant(product=product).pk}": "200" for _ in range(3)}
    page = staff.get(SHEET, query)
    assert page.status_code == 422
    assert "Paling banyak 480 label sekali cetak; sekarang 600." in page.text


def test_goods_of_another_facility_are_on_no_label(staff, chips):
    theirs = make_variant(product=make_product(name="Barang TETANGGA"), barcode="8990000000001")
    for query in ({f"n-{theirs.pk}": "1"}, {"q": theirs.barcode}, {"q": "tetangga"}):
        assert "Barang TETANGGA" not in staff.get(ADDRESS, query).text
        assert "Barang TETANGGA" not in staff.get(SHEET, query).text


def test_odd_addresses_answer(staff, chips):
    for query in (
        {"n-x": "1"}, {"n-": "1"}, {f"n-{'9' * 30}": "1"}, {"n-0": "1"}, {"jenis": "karangan"},
        {"q": "\0"}, {f"n-{chips.pk}": "1", f"t-{chips.pk}": "x"},
    ):  # fmt: skip
        assert staff.get(ADDRESS, query).status_code == 200


def test_batch_of_another_variant_gives_no_day(staff, chips, facility):
    other = receive(make_variant(product=make_product(facility=facility)), 9)
    (row,) = staff.get(ADDRESS, {f"n-{chips.pk}": "1", f"t-{chips.pk}": other.pk}).context["chosen"]
    assert row.batch is None


@pytest.mark.parametrize("count", [1, 12])
def test_pages_ask_little(staff, chips, facility, django_assert_max_num_queries, count):
    product = make_product(facility=facility)
    variants = [chips, *(make_variant(product=product) for _ in range(count))]
    for variant in variants:
        receive(variant, 9)
    query = {f"n-{variant.pk}": "2" for variant in variants}
    staff.get(ADDRESS)
    for address in (ADDRESS, SHEET):
        with django_assert_max_num_queries(12):
            assert staff.get(address, query).status_code == 200


# The bars


@pytest.mark.parametrize("code", ["LPS-AMB-036", "8991234567891", "a", "A" * 18])
def test_bars_are_drawn(code):
    assert barcode_pictures.svg(code).startswith("<svg")


@pytest.mark.parametrize("code", ["", "A" * 24, "Ω"])
def test_code_that_does_not_fit_has_no_bars(code):
    assert barcode_pictures.svg(code) is None

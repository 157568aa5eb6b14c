"""Jual di kanal lain: typed in, or sent as a list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.models import StockLevel
from orders.models import ChannelFile, ChannelSale
from tests.builders import (
    make_channel_file,
    make_officer,
    make_product,
    make_selling_facility,
    make_stock_location,
    make_variant,
    put_on_shelf,
)

ADDRESS = reverse("orders:staff_channels")
FILES = reverse("orders:staff_channel_files")


@pytest.fixture
def place(db):
    return make_stock_location(facility=make_selling_facility(), name="Gudang")


@pytest.fixture
def bag(place):
    product = make_product(facility=place.facility, name="Tas Tenun")
    bag = make_variant(product=product, sku="C-1", name="", price=75_000)
    put_on_shelf(bag, place, 10)
    return bag


@pytest.fixture
def staff(client, place):
    client.force_login(make_officer("facility_staff", place.facility))
    return client


def typed(place, *goods, **more):
    data = {
        "kunci": "a" * 32, "channel": "lokapasar", "reference": "INV/1", "fee": "8.001",
        "sold_on": f"{timezone.localdate():%Y-%m-%d}", "location": place.pk,
        "method": "bank_transfer", "buyer_kind": "perorangan", "barang": [v.pk for v in goods],
    }  # fmt: skip
    for variant in goods:
        data |= {f"jumlah-{variant.pk}": "2", f"harga-{variant.pk}": "80.000"}
    return data | more


def on_hand(variant):
    return StockLevel.objects.get(variant=variant).on_hand


def test_officer_finds_goods_and_books_the_sale(staff, place, bag):
    page = staff.post(ADDRESS, typed(place, q="tenun", cari="1"))
    assert [line.variant for line in page.context["lines"]] == [bag]
    assert page.context["lines"][0].amount == 75_000
    assert 'value="INV/1"' in page.content.decode()
    assert not ChannelSale.objects.exists()

    done = staff.post(ADDRESS, typed(place, bag, simpan="1"), follow=True)
    sale = ChannelSale.objects.get()
    assert (sale.reference, sale.fee, sale.order.total) == ("INV/1", 8_001, 160_000)
    assert sale.order.number in done.content.decode()
    assert on_hand(bag) == 8


def test_second_press_books_once(staff, place, bag):
    for _ in range(2):
        staff.post(ADDRESS, typed(place, bag, simpan="1"))
    assert ChannelSale.objects.count() == 1
    assert on_hand(bag) == 8


def test_several_finds_are_offered_and_lines_can_be_dropped(staff, place, bag):
    other = make_variant(product=make_product(facility=place.facility, name="Tas Rotan"))
    page = staff.post(ADDRESS, typed(place, q="tas", cari="1"))
    assert set(page.context["found"]) == {bag, other}
    page = staff.post(ADDRESS, typed(place, bag, tambah=other.pk))
    assert {line.variant for line in page.context["lines"]} == {bag, other}
    page = staff.post(ADDRESS, typed(place, bag, other, buang=bag.pk))
    assert [line.variant for line in page.context["lines"]] == [other]


@pytest.mark.parametrize(("change", "field"), [
    ({"reference": ""}, "reference"),
    ({"fee": "banyak"}, "fee"),
    ({"fee": "160.001"}, "fee"),
    ({"sold_on": "2999-01-01"}, "sold_on"),
    ({"location": "0"}, "location"),
    ({"method": "cash"}, "method"),
    ({"channel": "situs"}, "channel"),
])  # fmt: skip
def test_bad_input_is_said_beside_its_field_and_kept(staff, place, bag, change, field):
    answer = staff.post(ADDRESS, typed(place, bag, simpan="1") | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert [line.variant for line in answer.context["lines"]] == [bag]
    assert on_hand(bag) == 10


@pytest.mark.parametrize(
    ("pieces", "price"), [("0", "80.000"), ("dua", "80.000"), ("2", ""), ("2", "0"), ("11", "5")]
)
def test_bad_line_books_nothing(staff, place, bag, pieces, price):
    data = typed(place, bag, simpan="1") | {f"jumlah-{bag.pk}": pieces, f"harga-{bag.pk}": price}
    assert staff.post(ADDRESS, data).status_code == 422
    assert on_hand(bag) == 10


def test_number_booked_before_is_said_beside_it(staff, place, bag):
    staff.post(ADDRESS, typed(place, bag, simpan="1"))
    answer = staff.post(ADDRESS, typed(place, bag, simpan="1", kunci="b" * 32))
    assert "sudah tercatat" in str(answer.context["form"].errors["reference"])
    assert on_hand(bag) == 8


def test_goods_of_others_are_not_found(staff, place, bag):
    stranger = make_variant(sku="LAIN-1")
    page = staff.post(ADDRESS, typed(place, stranger, q="LAIN-1", cari="1"))
    assert not page.context["lines"]
    assert not page.context["found"]


def test_treasurer_reads_and_does_not_book(client, place, bag):
    client.force_login(make_officer("treasurer", place.facility))
    assert 'name="simpan"' not in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, typed(place, bag, simpan="1")).status_code == 403
    assert client.get(FILES).status_code == 403
    assert on_hand(bag) == 10


def test_list_goes_from_file_to_books(staff, place, bag):
    data = b"No Pesanan;SKU;Jumlah;Harga;Biaya\r\nA-1;C-1;2;80000;8001\r\n"
    sent = staff.post(FILES, {"channel": "lokapasar", "file": SimpleUploadedFile("l.csv", data)})
    page = staff.get(sent["Location"])
    assert "Catat 1 pesanan" in page.content.decode()
    booked = {"catat": "1", "mark": page.context["plan"].mark, "tempat": place.pk}
    done = staff.post(sent["Location"], booked, follow=True)
    assert "1 pesanan tercatat, Rp160.000" in done.content.decode()
    assert on_hand(bag) == 8
    again = staff.post(sent["Location"], booked, follow=True)
    assert "tidak ada yang dicatat dua kali" in again.content.decode()
    assert on_hand(bag) == 8


def test_columns_that_were_not_guessed_are_asked_for(staff, place, bag):
    data = b"Kunci;Barang;Banyak;Rupiah\r\nA-1;C-1;2;80000\r\n"
    sent = staff.post(FILES, {"channel": "ekatalog", "file": SimpleUploadedFile("l.csv", data)})
    assert staff.get(sent["Location"]).context["plan"] is None
    columns = {"kolom": "1", "reference": "0", "sku": "1", "quantity": "2", "price": "3"}
    page = staff.post(sent["Location"], columns, follow=True)
    assert len(page.context["plan"].new) == 1
    twice = columns | {"price": "2"}
    assert staff.post(sent["Location"], twice).status_code == 422


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_foreign_file_is_answered_beside_its_field(staff, data):
    answer = staff.post(FILES, {"channel": "lokapasar", "file": SimpleUploadedFile("l.csv", data)})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_list_is_thrown_away(staff, place):
    file = make_channel_file(facility=place.facility)
    staff.post(reverse("orders:staff_channel_file", args=[file.pk]), {"buang": "1"})
    assert not ChannelFile.objects.exists()


def test_pages_ask_little(staff, place, bag, django_assert_max_num_queries):
    for n in range(3):
        staff.post(ADDRESS, typed(place, bag, simpan="1", reference=f"N-{n}", kunci=f"{n}" * 32))
    with django_assert_max_num_queries(12):
        staff.get(ADDRESS)
    with django_assert_max_num_queries(10):
        staff.get(FILES)

"""Stok cepat: the shelf of one place, plus and minus, and the last change taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import stock
from catalog.models import StockLevel, StockMovement
from tests.builders import (
    make_officer,
    make_product,
    make_selling_facility,
    make_stock,
    make_stock_location,
    make_variant,
)

ADDRESS = reverse("orders:staff_stock")


@pytest.fixture
def facility(db):
    return make_selling_facility()


@pytest.fixture
def staff(client, facility):
    client.officer = make_officer("facility_staff", facility)
    client.force_login(client.officer)
    return client


@pytest.fixture
def bag(facility):
    bag = make_variant(product=make_product(facility=facility, name="Tas Tenun"))
    make_stock(variant=bag, quantity=10)
    return bag


def names(answer):
    return [str(row) for row in answer.context["page"].object_list]


def tap(client, variant, name="tambah", number="1", reason="hitung", address=ADDRESS, **fields):
    data = {
        name: variant.pk, f"n-{variant.pk}": number, "alasan": reason, "key": "a" * 32,
    } | fields  # fmt: skip
    return client.post(address, data)


def on_hand(variant):
    return sum(StockLevel.objects.filter(variant=variant).values_list("on_hand", flat=True))


# The list


def test_list_shows_what_is_least_free_first(staff, bag, facility):
    scarce = make_variant(product=make_product(facility=facility, name="Peci"))
    empty = make_variant(product=make_product(facility=facility, name="Zebra"))
    make_stock(variant=scarce, quantity=2)
    stock.reserve(items=[stock.Item(scarce, 2)], source_id="P-1", at=timezone.now())

    answer = staff.get(ADDRESS)

    assert names(answer) == [str(scarce), str(empty), str(bag)]
    notes = [row.note and row.note.text for row in answer.context["page"].object_list]
    assert notes == ["Habis dipesan", "Habis", None]
    assert "Hanya yang menipis (2)" in answer.text
    assert "camera=(self)" in answer["Permissions-Policy"]


def test_list_of_what_runs_out(staff, bag, facility):
    scarce = make_variant(product=make_product(facility=facility))
    make_stock(variant=scarce, quantity=3)
    assert names(staff.get(ADDRESS, {"menipis": "1"})) == [str(scarce)]


def test_place_is_chosen_and_kept(staff, bag, facility):
    gallery = make_stock_location(facility=facility, name="Galeri Depan")
    assert staff.get(ADDRESS).context["shelf"].place.is_online
    assert staff.get(ADDRESS, {"tempat": gallery.pk}).context["shelf"].place == gallery
    answer = staff.get(ADDRESS)
    assert answer.context["shelf"].place == gallery
    assert "Belum ada barang di tempat ini" in answer.text


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 30, "\0"])
def test_place_of_nobody_is_the_first_one(staff, bag, asked):
    assert staff.get(ADDRESS, {"tempat": asked}).context["shelf"].place.is_online


def test_place_of_another_facility_is_not_shown(staff, bag):
    theirs = make_stock_location(name="Galeri TETANGGA")
    answer = staff.get(ADDRESS, {"tempat": theirs.pk})
    assert answer.context["shelf"].place.is_online
    assert "TETANGGA" not in answer.text


def test_search_finds_what_does_not_lie_here_yet(staff, bag, facility):
    gallery = make_stock_location(facility=facility)
    answer = staff.get(ADDRESS, {"tempat": gallery.pk, "q": bag.sku})
    assert names(answer) == [str(bag)]
    assert answer.context["page"].object_list[0].on_hand == 0
    assert "Tidak ada barang UPT ini" in staff.get(ADDRESS, {"q": "zzz"}).text


def test_goods_of_another_facility_are_never_found(staff, bag):
    theirs = make_variant(product=make_product(name="Barang TETANGGA"), barcode="8990000000001")
    make_stock(variant=theirs, quantity=5)
    for asked in ("", "tetangga", theirs.sku, theirs.barcode):
        answer = staff.get(ADDRESS, {"q": asked})
        assert "Barang TETANGGA" not in answer.text
    assert tap(staff, theirs).status_code == 404
    assert on_hand(theirs) == 5


def test_facility_without_a_place_is_told_so(staff, facility):
    make_variant(product=make_product(facility=facility))
    answer = staff.get(ADDRESS)
    assert answer.status_code == 200
    assert "belum punya tempat stok" in answer.text
    assert staff.post(ADDRESS, {"tambah": "1"}).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_page_asks_little(staff, bag, facility, django_assert_max_num_queries, count):
    product = make_product(facility=facility)
    for _ in range(count):
        make_stock(variant=make_variant(product=product), quantity=5)
    tap(staff, bag)
    staff.get(ADDRESS)
    with django_assert_max_num_queries(12):
        answer = staff.get(ADDRESS)
    assert len(answer.context["page"].object_list) <= 20


# Taps


@pytest.mark.parametrize(
    ("name", "number", "reason", "left"),
    [
        ("tambah", "1", "produksi", 11),
        ("tambah", "1.200", "hitung", 1210),
        ("kurang", "3", "hitung", 7),
        ("kurang", "10", "rusak", 0),
        ("kurang", "2", "contoh", 8),
        ("kurang", "2", "kedaluwarsa", 8),
        ("tambah", "2", "kembali", 12),
    ],
)
def test_tap_books_and_returns_to_the_row(staff, bag, name, number, reason, left):
    answer = tap(staff, bag, name, number, reason)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"&alasan={reason}#v-{bag.pk}")
    assert on_hand(bag) == left
    assert StockMovement.objects.latest("pk").by == staff.officer
    page = staff.get(answer["Location"])
    assert page.context["chosen"] == reason


def test_same_page_pressed_twice_books_once(staff, bag):
    tap(staff, bag)
    tap(staff, bag)
    assert on_hand(bag) == 11


def test_another_number_on_the_same_page_is_another_change(staff, bag):
    """Back in the browser, then a second change: nothing is swallowed."""
    tap(staff, bag)
    tap(staff, bag, number="2")
    tap(staff, bag, "kurang", number="2")
    assert on_hand(bag) == 11


@pytest.mark.parametrize(
    ("name", "number", "reason", "words"),
    [
        ("tambah", "", "hitung", "Isi jumlahnya."),
        ("tambah", "0", "hitung", "Jumlah paling sedikit 1."),
        ("tambah", "-4", "hitung", "Jumlah paling sedikit 1."),
        ("tambah", "1,5", "hitung", "angka bulat"),
        ("tambah", "100.001", "hitung", "paling banyak 100.000"),
        ("tambah", "1", "", "Pilih alasannya dahulu."),
        ("tambah", "1", "karangan", "Pilih alasan."),
        ("tambah", "1", "rusak", "tekan tanda kurang"),
        ("kurang", "1", "produksi", "tekan tanda tambah"),
        ("kurang", "11", "hitung", "Hanya 10 yang dapat dikurangi"),
    ],
)
def test_wrong_tap_is_said_beside_the_number(staff, bag, name, number, reason, words):
    answer = tap(staff, bag, name, number, reason)
    assert answer.status_code == 422
    assert on_hand(bag) == 10
    (row,) = answer.context["page"].object_list
    assert words in row.error
    assert f'id="e-{bag.pk}"' in answer.text
    assert row.typed == number


def test_enter_in_a_number_books_nothing(staff, bag):
    answer = tap(staff, bag, "periksa")
    assert answer.status_code == 422
    assert "Tekan − atau +" in answer.text
    assert on_hand(bag) == 10


def test_treasurer_reads_and_books_nothing(client, facility, bag):
    client.force_login(make_officer("treasurer", facility))
    assert "Ubah stok" not in client.get(ADDRESS).text
    assert tap(client, bag).status_code == 403
    assert on_hand(bag) == 10


def test_unknown_row_is_not_there(staff, bag):
    for pk in ("0", "x", "9" * 30, ""):
        assert staff.post(ADDRESS, {"tambah": pk}).status_code == 404


# Taking back


def test_last_change_is_taken_back_from_the_bar(staff, bag):
    tap(staff, bag, "kurang", "4", "rusak")
    page = staff.get(ADDRESS)
    assert "−4,</b> rusak" in page.text
    last = page.context["last"]

    answer = staff.post(ADDRESS, {"urungkan": last.pk})

    assert on_hand(bag) == 10
    assert last.reversed_by.quantity == 4
    assert last.reversed_by.by == staff.officer
    page = staff.get(answer["Location"])
    assert "Diurungkan: Tas Tenun" in page.text
    assert page.context["last"] is None
    staff.post(ADDRESS, {"urungkan": last.pk})
    assert on_hand(bag) == 10


def test_pieces_of_two_batches_are_one_change(staff, bag):
    make_stock(variant=bag, quantity=5)
    tap(staff, bag, "kurang", "12", "rusak")
    last = staff.get(ADDRESS).context["last"]
    assert last.pieces == -12
    staff.post(ADDRESS, {"urungkan": last.pk})
    assert on_hand(bag) == 15


def test_only_the_own_last_change_of_today_is_offered(staff, bag, facility):
    shelf = stock.online_location(facility)
    for by, at in (
        (make_officer("facility_staff", facility), timezone.now()),
        (staff.officer, timezone.now() - timedelta(days=2)),
    ):
        movement = stock.adjust(
            variant=bag, location=shelf, difference=1, kind="correct", reason="Hitung", at=at, by=by
        )
    assert staff.get(ADDRESS).context["last"] is None
    other = StockMovement.objects.exclude(by=staff.officer).latest("pk")
    assert staff.post(ADDRESS, {"urungkan": other.pk}).status_code == 404
    for pk in ("x", "9" * 30, "0"):
        assert staff.post(ADDRESS, {"urungkan": pk}).status_code == 404
    assert movement.quantity == 1
    assert on_hand(bag) == 12


def test_what_has_gone_meanwhile_cannot_be_taken_back(staff, bag):
    tap(staff, bag, "tambah", "5", "produksi")
    last = staff.get(ADDRESS).context["last"]
    stock.reserve(items=[stock.Item(bag, 12)], source_id="P-1", at=timezone.now())
    answer = staff.post(ADDRESS, {"urungkan": last.pk})
    assert answer.status_code == 409
    assert "sudah keluar atau dipesan" in answer.text
    assert on_hand(bag) == 15


# With script: only the row and the bar come back


def test_swap_answers_with_the_row_the_bar_and_a_new_key(staff, bag):
    data = {"tambah": bag.pk, f"n-{bag.pk}": "2", "alasan": "hitung", "key": "a" * 32}
    answer = staff.post(ADDRESS, data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.count("<li") == 1
    assert ">12<" in answer.text
    assert "Urungkan" in answer.text
    assert 'name="key"' in answer.text
    assert "a" * 32 not in answer.text

    refused = staff.post(ADDRESS, data | {"alasan": "rusak"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "tekan tanda kurang" in refused.text

"""Opname from a phone: blind for who counts, whole for the second officer."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import counts, stock
from catalog.models import StockCount, StockLevel, StockMovement
from catalog.stock import Item
from tests.builders import (
    make_category,
    make_count,
    make_officer,
    make_product,
    make_selling_facility,
    make_stock,
    make_stock_location,
    make_variant,
)

LIST = reverse("orders:staff_counts")
NEW = reverse("orders:staff_count_new")


@pytest.fixture
def facility(db):
    return make_selling_facility(short_name="Lapas Hitung")  # no digits: figures are looked for


@pytest.fixture
def bag(facility):
    bag = make_variant(
        product=make_product(facility=facility, name="Tas Tenun"), name="Besar", sku="TAS-1",
        price=75_000,
    )  # fmt: skip
    make_stock(variant=bag, quantity=173)
    return bag


@pytest.fixture
def store(bag, facility):
    return stock.online_location(facility)


@pytest.fixture
def staff(client, facility):
    client.officer = make_officer("facility_staff", facility)
    client.force_login(client.officer)
    return client


@pytest.fixture
def head(facility):
    return make_officer("facility_head", facility)


@pytest.fixture
def count(store, staff):
    return make_count(location=store, by=staff.officer)


@pytest.fixture
def waiting(count, staff):
    line = count.lines.get()
    counts.enter(count=count, figures={line.pk: (171, mark(line))}, at=now(), by=staff.officer)
    return counts.submit(count=count, at=now(), by=staff.officer)


def now():
    return timezone.now()


def mark(line):
    return counts.ledger_marks(line.count, [line.variant_id])[line.variant_id]


def page(count):
    return reverse("orders:staff_count", args=[count.pk])


def act(client, count, name, **fields):
    return client.post(page(count), {"aksi": name} | fields)


def figure(line, pieces, ledger=None):
    return {f"n-{line.pk}": pieces, f"g-{line.pk}": mark(line) if ledger is None else ledger}


def on_hand(variant):
    return StockLevel.objects.get(variant=variant).on_hand


def sell(variant, store, pieces=1):
    stock.sell(items=[Item(variant, pieces)], location=store, source_id="P-1", at=now())


# Beginning


def test_count_begins_once_however_often_one_presses(staff, store):
    key = staff.get(NEW).context["form"]["key"].value()
    for _ in range(2):
        answer = staff.post(NEW, {"key": key, "location": store.pk})
    count = StockCount.objects.get()
    assert answer["Location"] == page(count)
    assert count.started_by == staff.officer


def test_place_that_is_being_counted_says_so(staff, count, store):
    answer = staff.post(NEW, {"key": "k", "location": store.pk})
    assert answer.status_code == 422
    assert f"sedang dihitung: {count.number}" in answer.text


def test_places_of_others_cannot_be_counted(staff):
    foreign = make_stock_location()
    assert staff.post(NEW, {"key": "k", "location": foreign.pk}).status_code == 422
    assert not StockCount.objects.exists()


def test_one_group_of_goods_can_be_chosen(staff, store, facility):
    group = make_category(name="Kuliner")
    bread = make_variant(product=make_product(facility=facility, category=group))
    make_stock(variant=bread, quantity=2)
    staff.post(NEW, {"key": "k", "location": store.pk, "category": group.pk})
    assert StockCount.objects.get().lines.get().variant == bread


# Counting


def test_page_and_form_do_not_say_what_the_books_hold(staff, count, bag, store):
    text = re.sub(r'value="\d+"', "", staff.get(page(count)).text)
    assert "Tas Tenun" in text
    assert "173" not in words_of(text)
    sell(bag, store, 60)
    assert "113" not in words_of(staff.get(page(count)).text)


def test_saved_figures_leave_the_list_of_what_is_left(staff, count):
    line = count.lines.get()
    answer = staff.post(page(count), {"aksi": "simpan"} | figure(line, "171"), follow=True)
    assert "1 hitungan disimpan." in answer.text
    assert "Ajukan ke petugas kedua" in answer.text
    assert not answer.context["lines"]
    assert 'value="171"' in staff.get(page(count), {"semua": "1"}).text


def test_goods_sold_meanwhile_are_asked_for_once_more(staff, count, bag, store, facility):
    other = make_variant(product=make_product(facility=facility, name="Dompet"))
    make_stock(variant=other, quantity=5)
    counts.add_variant(count=count, variant=other)
    first, second = count.lines.order_by("position")
    fields = figure(first, "173") | figure(second, "5")
    sell(bag, store)
    answer = staff.post(page(count), {"aksi": "simpan"} | fields)
    assert answer.status_code == 409
    assert "1 hitungan disimpan, 1 perlu dihitung sekali lagi." in answer.text
    assert [line.pk for line in answer.context["lines"]] == [first.pk]
    second.refresh_from_db()
    assert second.counted == 5
    # The form that came back carries the new mark.
    again = {f"n-{first.pk}": "172", f"g-{first.pk}": answer.context["lines"][0].mark}
    assert staff.post(page(count), {"aksi": "simpan"} | again).status_code == 302
    first.refresh_from_db()
    assert first.difference == 0


@pytest.mark.parametrize("typed", ["-1", "lima", "1000001"])
def test_impossible_figure_stays_typed_beside_its_error(staff, count, typed):
    answer = staff.post(page(count), {"aksi": "simpan"} | figure(count.lines.get(), typed))
    assert answer.status_code == 422
    assert "Periksa isian yang diberi tanda" in answer.text
    assert "is-invalid" in answer.text
    assert f'value="{typed}"' in answer.text
    assert count.lines.get().counted is None


@pytest.mark.parametrize("ledger", ["", "x", "9" * 30])
def test_form_without_its_mark_is_asked_again(staff, count, ledger):
    answer = staff.post(page(count), {"aksi": "simpan"} | figure(count.lines.get(), "3", ledger))
    assert answer.status_code == 409
    assert count.lines.get().counted is None


def test_unfinished_count_is_not_handed_in(staff, count):
    answer = act(staff, count, "ajukan")
    assert answer.status_code == 409
    assert "Masih 1 barang belum dihitung" in answer.text


def test_handing_in_saves_what_is_typed(staff, count):
    answer = staff.post(page(count), {"aksi": "ajukan"} | figure(count.lines.get(), "171"))
    assert answer.status_code == 302
    count.refresh_from_db()
    assert count.is_waiting
    assert count.lines.get().counted == 171


def test_scanned_thing_is_shown_alone_and_a_stray_one_can_be_added(staff, count, facility):
    stray = make_variant(product=make_product(facility=facility, name="Dompet"), sku="DOM-1")
    assert len(staff.get(page(count), {"q": "TAS-1"}).context["lines"]) == 1
    answer = staff.get(page(count), {"q": "DOM-1"})
    assert answer.context["elsewhere"] == [stray]
    answer = act(staff, count, "tambah", barang=stray.pk)
    assert answer["Location"].endswith("?q=DOM-1")
    assert count.lines.filter(variant=stray).exists()
    for wrong in ("x", "9" * 30, make_variant().pk):
        assert act(staff, count, "tambah", barang=wrong).status_code == 404
    assert act(staff, count, "tambah").status_code == 404


def test_count_is_given_up_with_a_reason(staff, count, bag):
    answer = act(staff, count, "batal", alasan="")
    assert answer.status_code == 422
    assert "Alasan wajib diisi." in answer.text
    act(staff, count, "batal", alasan="Listrik padam")
    assert "Dibatalkan" in staff.get(page(count)).text
    assert on_hand(bag) == 173


# The second officer


def words_of(page):
    """Words and figures that are read, without those inside tags."""
    return re.sub(r"<[^>]*>", " ", page).split()


def test_who_counted_does_not_see_the_difference_before_it_is_decided(client, facility, store):
    manager = make_officer("facility_manager", facility)
    client.force_login(manager)
    count = make_count(location=store, by=manager)
    line = count.lines.get()
    client.post(page(count), {"aksi": "ajukan"} | figure(line, "171"))
    text = client.get(page(count)).text
    assert "tidak ikut menghitung" in text
    assert "173" not in words_of(text)
    answer = act(client, count, "bukukan", penjelasan="Rusak")
    assert answer.status_code == 422
    assert "Anda ikut menghitung" in answer.text
    admin = client.get(reverse("admin:catalog_stockcount_change", args=[count.pk])).text
    assert "173" not in words_of(admin)


def test_second_officer_reads_and_books_the_difference(client, waiting, head, bag):
    client.force_login(head)
    answer = client.get(page(waiting))
    assert "-Rp150.000" in answer.text
    assert act(client, waiting, "bukukan", penjelasan=" ").status_code == 422
    answer = act(client, waiting, "bukukan", penjelasan="Dua pecah")
    assert answer.status_code == 302
    assert on_hand(bag) == 171
    move = StockMovement.objects.latest("pk")
    assert (move.quantity, move.by) == (-2, head)
    assert "Dua pecah" in client.get(page(waiting)).text
    assert list(stock.differences()) == []


def test_second_officer_asks_for_another_count(client, waiting, head, staff):
    client.force_login(head)
    line = waiting.lines.get()
    assert act(client, waiting, "ulang", penjelasan="Cek rak atas").status_code == 422
    answer = act(client, waiting, "ulang", penjelasan="Cek rak atas", ulang=[line.pk])
    assert answer.status_code == 302
    client.force_login(staff.officer)
    text = client.get(page(waiting)).text
    assert "Cek rak atas" in text
    # Neither what the books say nor what was counted the first time.
    assert not {"171", "173"} & set(words_of(text))
    assert 'value="171"' not in text


def test_pieces_promised_to_orders_are_named(client, waiting, head, bag):
    stock.reserve(items=[Item(bag, 172)], source_id="GL-0007", at=now())
    client.force_login(head)
    answer = act(client, waiting, "bukukan", penjelasan="Rusak")
    assert answer.status_code == 422
    assert "GL-0007" in answer.text
    assert 'value="Rusak"' in answer.text


def test_line_corrected_by_hand_is_ticked_for_counting_again(client, waiting, head, bag, store):
    stock.adjust(
        variant=bag, location=store, difference=-2, kind=StockMovement.Kind.DAMAGE,
        reason="Pecah", at=now(), by=head,
    )  # fmt: skip
    client.force_login(head)
    answer = client.get(page(waiting))
    assert "Sudah dikoreksi sesudah dihitung" in answer.text
    assert "checked" in answer.text
    assert act(client, waiting, "bukukan", penjelasan="Rusak").status_code == 422


def test_staff_may_not_book_and_treasurer_may_not_count(client, facility, count, waiting):
    client.force_login(make_officer("facility_staff", facility))
    assert act(client, waiting, "bukukan", penjelasan="x").status_code == 403
    client.force_login(make_officer("treasurer", facility))
    assert client.get(NEW).status_code == 403
    assert act(client, waiting, "batal", alasan="x").status_code == 403
    assert client.get(page(waiting)).status_code == 200
    assert act(client, waiting, "entah").status_code == 404


def test_stranger_finds_nothing(client, count):
    client.force_login(make_officer("facility_manager", make_selling_facility()))
    assert client.get(page(count)).status_code == 404
    assert act(client, count, "batal", alasan="x").status_code == 404
    assert count.number not in client.get(LIST).text
    assert client.get(f"/petugas/opname/{'9' * 30}/").status_code == 404


def test_acts_after_the_end_are_refused_with_words(client, waiting, head, staff):
    client.force_login(head)
    act(client, waiting, "bukukan", penjelasan="Dua pecah")
    for name, fields in (("simpan", {}), ("batal", {"alasan": "x"}), ("ulang", {"ulang": "1"})):
        assert act(client, waiting, name, **fields).status_code in {409, 422}
    assert act(client, waiting, "bukukan", penjelasan="lagi").status_code == 302


# The list


def test_list_tells_what_waits_for_whom(staff, waiting, facility):
    make_stock(variant=make_variant(product=make_product(facility=facility)), quantity=1)
    answer = staff.get(LIST)
    assert [count.pk for count in answer.context["waiting"]] == [waiting.pk]
    assert "Menunggu petugas kedua" in answer.text


def test_pages_ask_little(staff, store, bag, head, client, django_assert_max_num_queries):
    for number in range(6):
        make_stock(
            variant=make_variant(product=make_product(facility=bag.product.facility)),
            quantity=number + 1,
        )
    count = make_count(location=store)
    staff.get(LIST)
    with django_assert_max_num_queries(9):
        staff.get(LIST)
    with django_assert_max_num_queries(13):
        staff.get(page(count))
    figures = {}
    for line in count.lines.all():
        figures |= figure(line, "1")
    with django_assert_max_num_queries(28):
        staff.post(page(count), {"aksi": "ajukan"} | figures)
    client.force_login(head)
    with django_assert_max_num_queries(13):
        client.get(page(count))


def test_null_character_in_a_reason_is_dropped(staff, count):
    assert act(staff, count, "batal", alasan="salah\0tempat").status_code == 302
    assert count.events.latest("pk").note == "salahtempat"

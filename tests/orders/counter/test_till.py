"""The till's page: everything goes by links and buttons, without script."""

import pytest
from django.urls import reverse

from orders.models import DirectSale, Order
from tests.builders import (
    make_officer,
    make_payment_setup,
    make_shift,
    make_stock_location,
)

from .conftest import on_shelf
from .test_selling import nothing_is_broken, on_hand

TILL = reverse("orders:till")


@pytest.fixture
def shift(gallery, cashier):
    return make_shift(gallery, by=cashier)


@pytest.fixture
def at_till(client, cashier, shift):
    client.force_login(cashier)
    return client


def typed(shift, pieces, **fields):
    """The form as a browser sends it."""
    data = {"kunci": "kunci-uji", "giliran": shift.pk, "bayar": "cash", "uang": "", "q": ""}
    for variant, number in pieces.items():
        data |= {f"n-{variant.pk}": number, f"h-{variant.pk}": variant.price}
    return data | fields


def test_without_a_shift_one_is_opened_first(client, cashier, gallery):
    client.force_login(cashier)

    assert client.get(TILL).url == reverse("orders:till_open")
    answer = client.post(reverse("orders:till_open"), {"tempat": gallery.pk, "uang": "200.000"})

    assert answer.url.startswith(TILL)
    assert client.get(answer.url).status_code == 200


def test_tiles_show_what_lies_here_with_its_owner(at_till, bag, guest, gallery):
    text = at_till.get(TILL).text

    assert bag.product.name in text
    assert "Rp75.000" in text
    assert f"{guest.product.facility}, ada 10" in text


def test_every_button_keeps_the_note(at_till, shift, bag, guest):
    page = at_till.post(TILL, typed(shift, {bag: 2}, tambah=guest.pk))
    assert (page.status_code, page.context["note"].total) == (200, 248_000)

    page = at_till.post(TILL, typed(shift, {bag: 2, guest: 1}, kurang=guest.pk))
    assert page.context["note"].goods == {bag: 2}


def test_code_or_only_match_goes_onto_the_note(at_till, shift, bag):
    page = at_till.post(TILL, typed(shift, {}, q=bag.sku.lower()))
    assert page.context["note"].goods == {bag: 1}
    assert page.context["find_text"] == ""

    page = at_till.post(TILL, typed(shift, {bag: 1}, q=bag.product.name))
    assert page.context["note"].goods == {bag: 2}


def test_word_of_several_lists_them(at_till, shift, bag, guest):
    page = at_till.post(TILL, typed(shift, {}, q="produk"))

    assert page.context["note"].lines == []
    assert {ware.variant for ware in page.context["wares"]} == {bag, guest}


def test_what_is_not_here_is_said(at_till, shift, bag):
    assert "Tidak ada" in at_till.post(TILL, typed(shift, {}, q="meja jati")).text


def test_sale_for_cash_leads_to_its_slip(at_till, shift, bag, gallery):
    answer = at_till.post(TILL, typed(shift, {bag: 2}, uang="200.000", selesai="1"))

    sale = DirectSale.objects.get()
    assert answer.url == reverse("orders:till_slip", args=[sale.number])
    assert (sale.change, sale.shift) == (50_000, shift)
    assert "Kembali Rp50.000" in at_till.get(answer.url).text
    assert on_hand(bag, gallery) == 8
    assert nothing_is_broken() == []


def test_empty_amount_is_exactly_the_total(at_till, shift, bag):
    at_till.post(TILL, typed(shift, {bag: 1}, selesai="1"))

    assert DirectSale.objects.get().change == 0


def test_second_press_leads_to_the_same_slip(at_till, shift, bag):
    first = at_till.post(TILL, typed(shift, {bag: 1}, selesai="1"))
    second = at_till.post(TILL, typed(shift, {bag: 1}, selesai="1"))

    assert first.url == second.url
    assert Order.objects.count() == 1


def test_note_changed_after_it_was_sold_is_refused_with_the_way_to_it(at_till, shift, bag):
    at_till.post(TILL, typed(shift, {bag: 1}, selesai="1"))

    page = at_till.post(TILL, typed(shift, {bag: 2}, selesai="1"))

    assert page.status_code == 409
    assert reverse("orders:till_slip", args=[DirectSale.objects.get().number]) in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"uang": "50.000"}, "Uangnya kurang Rp25.000"),
        ({"uang": "lima"}, "Tulis angka bulat"),
        ({"uang": "999.999.999"}, "Paling besar"),
        ({"bayar": "hutang"}, ""),
    ],
)
def test_wrong_payment_is_said_and_kept(at_till, shift, bag, fields, words):
    page = at_till.post(TILL, typed(shift, {bag: 1}, selesai="1", **fields))

    assert page.status_code == 422
    assert words in page.text
    assert fields.get("uang", "") in page.text
    assert not Order.objects.exists()


@pytest.mark.parametrize("number", ["11", "dua", "-1", "1,5", "99999"])
def test_wrong_pieces_are_said_beside_their_field(at_till, shift, bag, number):
    page = at_till.post(TILL, typed(shift, {bag: number}, selesai="1"))

    assert page.status_code == 422
    assert f'id="salah-{bag.pk}"' in page.text
    assert f'value="{number}"' in page.text
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("pieces", "fields", "where"),
    [
        ("dua", {}, 'name="n-'),
        ("1", {"uang": "lima"}, 'id="uang"'),
        ("1", {"total": "changed"}, 'role="alert"'),
    ],
)
def test_refusal_leads_to_what_is_wrong(at_till, shift, bag, pieces, fields, where):
    """On a phone the note is a screen below the goods."""
    data = typed(shift, {bag: pieces}, selesai="1")
    if fields.pop("total", ""):
        data[f"h-{bag.pk}"] = "1"
    page = at_till.post(TILL, data | fields).text

    tag = next(part for part in page.split("<") if " autofocus" in part)
    assert where in tag
    assert page.count(" autofocus") == 1
    assert " autofocus" not in at_till.get(TILL).text


def test_empty_note_is_not_sold(at_till, shift):
    page = at_till.post(TILL, typed(shift, {}, selesai="1"))

    assert page.status_code == 422
    assert "Belum ada barang" in page.text


def test_price_changed_meanwhile_is_said(at_till, shift, bag):
    data = typed(shift, {bag: 1}, selesai="1")
    type(bag).objects.filter(pk=bag.pk).update(price=80_000)

    page = at_till.post(TILL, data)

    assert page.status_code == 409
    assert "Rp80.000" in page.text


def test_quantity_typed_without_a_look_is_sold_as_typed(at_till, shift, bag):
    at_till.post(TILL, typed(shift, {bag: 1}, selesai="1") | {f"n-{bag.pk}": "3"})

    assert DirectSale.objects.get().total == 225_000


def test_qris_is_written_after_the_officer_has_seen_the_money(at_till, shift, bag, gallery):
    make_payment_setup(facility=gallery.facility)

    asked = at_till.post(TILL, typed(shift, {bag: 2}, bayar="qris", selesai="1"))
    assert (asked.status_code, Order.objects.count()) == (200, 0)
    [part] = asked.context["parts"]
    assert part.amount == 150_000
    assert "5406150000" in part.text

    at_till.post(TILL, typed(shift, {bag: 2}, bayar="qris", selesai="lunas"))
    sale = DirectSale.objects.get()
    assert (sale.method, sale.cash_received) == ("qris", None)


def test_qris_has_a_code_for_each_owner(at_till, shift, bag, guest, gallery):
    for facility in (gallery.facility, guest.product.facility):
        make_payment_setup(facility=facility)

    page = at_till.post(TILL, typed(shift, {bag: 1, guest: 1}, bayar="qris", selesai="1"))

    assert [part.amount for part in page.context["parts"]] == [75_000, 98_000]


def test_qris_is_not_offered_where_an_owner_has_no_code(at_till, shift, bag, guest, gallery):
    make_payment_setup(facility=gallery.facility)

    page = at_till.post(TILL, typed(shift, {bag: 1, guest: 1}, bayar="qris", selesai="1"))

    assert page.status_code == 422
    assert f"{guest.product.facility} belum dapat menerima QRIS" in page.text


def test_slip_is_printed_in_two_sizes_and_names_both_owners(at_till, shift, bag, guest):
    at_till.post(TILL, typed(shift, {bag: 1, guest: 1}, selesai="1"))
    address = reverse("orders:till_slip", args=[DirectSale.objects.get().number])

    page = at_till.get(address, {"kertas": "a6"}).text

    assert "struk-a6" in page
    assert "struk-58" in at_till.get(address, {"kertas": "lain"}).text
    assert str(guest.product.facility) in page
    assert "173.000" in page


def test_sale_is_taken_back_with_a_reason(at_till, shift, bag, gallery):
    at_till.post(TILL, typed(shift, {bag: 1}, selesai="1"))
    sale = DirectSale.objects.get()
    void = reverse("orders:till_void", args=[sale.number])

    assert at_till.post(void, {"alasan": " "}).status_code == 422
    at_till.post(void, {"alasan": "Salah barang"})

    assert on_hand(bag, gallery) == 10
    page = at_till.get(reverse("orders:till_slip", args=[sale.number])).text
    assert "DIBATALKAN" in page
    assert at_till.get(reverse("orders:shift_detail", args=[shift.pk])).text.count("Batal") > 0


def test_shift_is_closed_by_counting_first(at_till, client, shift, bag, gallery):
    at_till.post(TILL, typed(shift, {bag: 1}, selesai="1"))
    close = reverse("orders:till_close")
    assert "175.000" not in at_till.get(close).text
    assert "175.000" not in at_till.get(reverse("orders:shift_detail", args=[shift.pk])).text

    page = at_till.post(close, {"giliran": shift.pk, "uang": "170.000"})
    assert page.status_code == 422
    assert "kurang Rp5.000" in page.text
    answer = at_till.post(
        close, {"giliran": shift.pk, "uang": "170.000", "alasan": "Kembalian keliru"}
    )
    assert "Rp175.000" in at_till.get(answer.url).text

    check = reverse("orders:shift_check", args=[shift.pk])
    assert at_till.post(check, {"catatan": ""}).status_code == 403
    client.force_login(make_officer("treasurer", gallery.facility))
    assert "Kembalian keliru" in client.get(answer.url).text
    client.post(check, {"catatan": "Sesuai"})
    assert "Sesuai" in client.get(answer.url).text


def test_own_shift_is_gone_on_with_where_several_are_open(client, gallery, cashier, shift):
    other = make_stock_location(facility=gallery.facility, name="Galeri kedua")
    colleague = make_officer("facility_staff", gallery.facility)
    second = make_shift(other, by=colleague)
    client.force_login(cashier)
    assert client.get(TILL).context["shift"] == shift
    assert client.get(TILL, {"giliran": second.pk}).context["shift"] == second
    client.force_login(make_officer("facility_staff", gallery.facility))
    page = client.get(client.get(TILL).url)
    assert "Galeri kedua" in page.text


def test_page_asks_few_queries_whatever_lies_here(
    at_till, shift, bag, gallery, django_assert_max_num_queries
):
    for number in range(12):
        on_shelf(gallery, facility=gallery.facility, price=1_000 + number)
    with django_assert_max_num_queries(14):
        at_till.get(TILL)
    with django_assert_max_num_queries(16):
        at_till.post(TILL, typed(shift, {bag: 1}, tambah=bag.pk))


def test_shift_of_another_facility_is_not_there(at_till, bag):
    foreign = make_stock_location()
    theirs = make_shift(foreign, by=make_officer("facility_staff", foreign.facility))

    assert at_till.get(TILL, {"giliran": theirs.pk}).status_code == 302
    assert at_till.get(reverse("orders:shift_detail", args=[theirs.pk])).status_code == 404


def test_wrong_key_or_nonsense_does_no_harm(at_till, shift, bag):
    for data in (
        {"n-abc": "1"}, {"n-99999999": "1"}, {"tambah": "999999999"}, {"tambah": "x"},
        {"kunci": "\0" * 60}, {"q": "\0"}, {"giliran": "x"},
    ):  # fmt: skip
        answer = at_till.post(TILL, typed(shift, {bag: 1}) | data)
        assert answer.status_code in (200, 302), data

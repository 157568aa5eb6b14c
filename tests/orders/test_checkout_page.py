import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from catalog import stock
from catalog.models import Variant
from orders import limits
from orders.models import Cart, CartLine, Checkout, Order, Payment, Shipment
from tests.builders import (
    make_cart,
    make_product,
    make_regency,
    make_shipping_rate,
    make_stock,
    make_variant,
)

pytestmark = pytest.mark.django_db


def delivered(typed, regency, facility, **changes):
    """The same form with the goods of one facility sent to an address."""
    return {
        **typed,
        "province": regency.province.code,
        "regency": regency.code,
        "district": "Kecamatan Contoh",
        "village": "Kelurahan Contoh",
        "street": "Jalan Contoh 1",
        "postal_code": "97128",
        f"kirim-{facility.slug}": "courier",
        "total_seen": "188000",
        **changes,
    }


def errors(response):
    return response.context["form"].errors.get_json_data()


def messages(response, field):
    return [error["message"] for error in errors(response).get(field, [])]


LONG_TEXTS = {
    "recipient", "email", "office_name", "district", "village", "street", "landmark", "note",
}  # fmt: skip


def test_checkout_makes_one_order_per_facility_and_shows_them(shopper, typed, two_facilities):
    response = shopper.post("/pesan/", typed)

    assert response.status_code == 302
    assert response.url.startswith("/belanja/B-")
    assert response.cookies["jumlah"].value == ""
    assert {order.facility for order in Order.objects.all()} == set(two_facilities)
    checkout = Checkout.objects.get()
    assert str(checkout.phone) == "+6281200000001"
    page = shopper.get(response.url).content.decode()
    for order in Order.objects.all():
        assert order.number in page
        assert order.payment.account_number in page


def test_checkout_writes_no_session(shopper, typed):
    shopper.get(shopper.post("/pesan/", typed).url)

    assert Session.objects.count() == 0
    assert "sid" not in shopper.cookies


def test_delivered_and_fetched_goods_are_ordered_together(
    shopper, typed, two_facilities, far_regency
):
    first, second = two_facilities

    response = shopper.post("/pesan/", delivered(typed, far_regency, first))

    assert response.status_code == 302
    sent, fetched = Order.objects.get(facility=first), Order.objects.get(facility=second)
    assert (sent.shipment.method, sent.shipping_cost) == (Shipment.Method.COURIER, 38_000)
    assert (fetched.shipment.method, fetched.shipping_cost) == (Shipment.Method.PICKUP, 0)
    assert Checkout.objects.get().regency == far_regency


def test_pay_at_pickup_is_taken_for_fetched_goods_only(shopper, typed, two_facilities, far_regency):
    first, second = two_facilities
    wish = {f"bayar-{first.slug}": "pay_at_pickup", f"bayar-{second.slug}": "pay_at_pickup"}

    refused = shopper.post("/pesan/", delivered(typed, far_regency, first, **wish))

    assert refused.status_code == 422
    assert messages(refused, f"bayar-{first.slug}") == [
        "Cara bayar yang Anda pilih tidak berlaku untuk pengiriman, jumlah, atau pembeli ini. "
        "Pilih yang lain."
    ]
    assert messages(refused, f"bayar-{second.slug}") == []
    assert shopper.post("/pesan/", {**typed, **wish}).status_code == 302
    assert set(Payment.objects.values_list("method", flat=True)) == {"pay_at_pickup"}


def test_fetched_goods_keep_no_address(shopper, typed, two_facilities, far_regency):
    data = delivered(typed, far_regency, two_facilities[0], total_seen="150000")
    data[f"kirim-{two_facilities[0].slug}"] = "pickup"

    shopper.post("/pesan/", data)

    checkout = Checkout.objects.get()
    assert (checkout.regency, checkout.street, checkout.postal_code) == (None, "", "")


def test_empty_form_names_every_field_and_keeps_the_key(shopper, typed, two_facilities):
    response = shopper.post("/pesan/", {"form_key": typed["form_key"]})
    page = response.content.decode()

    assert response.status_code == 422
    slugs = [facility.slug for facility in two_facilities]
    assert set(errors(response)) == {
        "recipient", "phone", "consent",
        *(f"kirim-{slug}" for slug in slugs), *(f"bayar-{slug}" for slug in slugs),
    }  # fmt: skip
    assert "Tujuh isian perlu diperbaiki:" in page
    assert f'value="{typed["form_key"]}"' in page
    for target in re.findall(r'<a href="#(id_[^"]+)"', page):
        assert f'id="{target}"' in page
    assert Order.objects.count() == 0


def test_errors_keep_everything_that_was_typed(shopper, typed, two_facilities, far_regency):
    data = delivered(
        typed, far_regency, two_facilities[0],
        phone="0812 99", note="Tolong <cepat>", for_office="on", office_name="Dinas & Kantor",
        landmark="Seberang masjid", email="pembeli@contoh.id",
    )  # fmt: skip

    response = shopper.post("/pesan/", data)
    form = response.context["form"]

    assert response.status_code == 422
    assert messages(response, "phone") == ["Nomor kurang lengkap, perlu 10 sampai 13 angka."]
    kept = {name: form[name].value() for name in data if name in form.fields}
    assert kept.pop("consent") is True
    assert kept.pop("for_office") is True
    assert kept == {name: data[name] for name in kept}
    page = response.content.decode()
    assert "Tolong &lt;cepat&gt;" in page
    assert f'<option value="{far_regency.code}" selected>' in page
    assert form.steps[0].option.method == "courier"


def test_checkout_chooses_the_cheapest_way_that_brings_the_goods(
    shopper, typed, two_facilities, goods
):
    facility = two_facilities[0]
    make_shipping_rate(
        facility=facility, service="local", zone="same_regency", first_kg=50_000, next_kg=0
    )
    make_shipping_rate(facility=facility, zone="same_regency", first_kg=13_500, next_kg=9_000)
    address = {"province": facility.regency.province.code, "regency": facility.regency.code}
    for one in two_facilities:
        del typed[f"kirim-{one.slug}"]

    form = shopper.post("/pesan/", {**typed, **address, "aksi": "hitung"}).context["form"]

    assert [option.method for option in form.steps[0].options] == ["pickup", "local", "courier"]
    assert form.steps[0].option.method == "courier"


def test_checkout_names_the_goods_that_keep_a_parcel_from_being_sent(
    client, typed, two_facilities, goods, far_regency
):
    bricks = make_variant(
        product=make_product(facility=two_facilities[0], name="Batako", fulfilment="local")
    )
    make_stock(variant=bricks, quantity=100)
    client.cookies["keranjang"] = make_cart({goods[0]: 1, bricks: 1, goods[1]: 1}).token
    address = {"province": far_regency.province.code, "regency": far_regency.code}

    page = client.post("/pesan/", {**typed, **address, "aksi": "hitung"})

    mixed, sent = page.context["form"].steps
    assert [product.name for product in mixed.not_brought] == ["Batako"]
    assert mixed.others_could_be_brought
    assert not sent.not_brought
    assert f"Batako tidak dikirim ke {far_regency}" in page.content.decode()


def test_address_is_wanted_only_when_something_is_sent(shopper, typed, two_facilities, far_regency):
    data = delivered(typed, far_regency, two_facilities[0])
    for name in ("district", "village", "street", "postal_code"):
        data[name] = ""

    response = shopper.post("/pesan/", data)

    assert set(errors(response)) == {"district", "village", "street", "postal_code"}


@pytest.mark.parametrize("value", ["9712", "971280", "9712a", "٩٧١٢٨", "12345\n"])
def test_postal_code_has_five_digits(shopper, typed, two_facilities, far_regency, value):
    data = delivered(typed, far_regency, two_facilities[0], postal_code=value)

    response = shopper.post("/pesan/", data)

    assert messages(response, "postal_code") == ["Kode pos terdiri atas 5 angka."]


def test_no_text_is_longer_than_its_column(shopper, typed, two_facilities, far_regency):
    """PostgreSQL refuses what does not fit; a shopper must hear of it beside the field."""
    longest = {
        field.name: field.max_length for field in Checkout._meta.fields if field.name in LONG_TEXTS
    }
    too_long = {name: "x" * (length + 1) for name, length in longest.items()}
    too_long["email"] = f"{'a' * 200}@{'b' * 60}.id"
    assert len(too_long) == len(LONG_TEXTS)

    data = delivered(typed, far_regency, two_facilities[0], for_office="on")
    response = shopper.post("/pesan/", data | too_long)

    assert response.status_code == 422
    assert set(errors(response)) == LONG_TEXTS
    assert all(message.startswith(("Paling panjang", "Catatan paling", "Alamat surel"))
               for name in LONG_TEXTS for message in messages(response, name))  # fmt: skip


def test_office_gives_its_name_and_may_use_a_landline(shopper, typed):
    refused = shopper.post("/pesan/", {**typed, "for_office": "on", "phone": "0911-312345"})
    assert set(errors(refused)) == {"office_name"}

    shopper.post(
        "/pesan/",
        {**typed, "for_office": "on", "office_name": "Dinas Contoh", "phone": "0911-312345"},
    )

    checkout = Checkout.objects.get()
    assert (checkout.buyer_kind, checkout.office_name) == ("instansi", "Dinas Contoh")
    assert str(checkout.phone) == "+62911312345"


def test_recalculation_shows_costs_and_judges_nothing(shopper, typed, far_regency):
    data = {"form_key": typed["form_key"], "aksi": "hitung", "recipient": "Pembeli"}
    data |= {"province": far_regency.province.code}

    places = shopper.post("/pesan/", data)
    assert places.status_code == 200
    assert far_regency.name in places.content.decode()
    assert "perlu diperbaiki" not in places.content.decode()

    costs = shopper.post("/pesan/", {**data, "regency": far_regency.code})
    form = costs.context["form"]
    assert [step.cost for step in form.steps] == [38_000, 38_000]
    assert form.total == 226_000
    assert 'value="Pembeli"' in costs.content.decode()
    assert Order.objects.count() == 0


def test_regency_of_another_province_is_refused(shopper, typed, two_facilities, far_regency):
    data = delivered(typed, far_regency, two_facilities[0]) | {"regency": make_regency().code}

    response = shopper.post("/pesan/", data)

    assert messages(response, "regency") == ["Pilih kabupaten atau kota dari provinsi ini."]


def test_another_total_than_the_button_said_is_told_before_ordering(shopper, typed):
    response = shopper.post("/pesan/", {**typed, "total_seen": "1"})

    assert response.status_code == 422
    assert "Jumlahnya berubah." in response.content.decode()
    assert Order.objects.count() == 0

    again = {**typed, "total_seen": str(response.context["form"].total)}
    assert shopper.post("/pesan/", again).status_code == 302


def test_second_press_opens_the_first_result(shopper, typed):
    first = shopper.post("/pesan/", typed)
    second = shopper.post("/pesan/", typed)

    assert second.status_code == 302
    assert second.url == first.url
    assert Order.objects.count() == 2


def test_second_press_with_other_content_is_refused_and_leads_to_the_first(shopper, typed):
    first = shopper.post("/pesan/", typed)

    second = shopper.post("/pesan/", {**typed, "recipient": "Orang Lain"})

    assert second.status_code == 409
    assert first.url in second.content.decode()
    assert Checkout.objects.get().recipient == "Pembeli Contoh"


def test_a_key_of_no_checkout_opens_nothing(client, typed):
    client.cookies.clear()

    assert client.post("/pesan/", {**typed, "form_key": "a" * 43}).url == "/keranjang/"
    assert client.post("/pesan/", {"form_key": "\0"}).url == "/keranjang/"
    assert client.get("/pesan/").url == "/keranjang/"


@pytest.mark.parametrize("key", ["", "kurang", "a" * 44])
def test_a_broken_key_asks_to_press_again_with_a_good_one(shopper, typed, key):
    response = shopper.post("/pesan/", {**typed, "form_key": key})

    assert response.status_code == 422
    assert "Halaman ini terlalu lama terbuka." in response.content.decode()
    again = {**typed, "form_key": response.context["form"].key}
    assert shopper.post("/pesan/", again).status_code == 302


def test_a_price_changed_meanwhile_is_told_and_nothing_is_lost(shopper, typed, goods):
    Variant.objects.filter(pk=goods[0].pk).update(price=80_000)

    response = shopper.post("/pesan/", typed)
    page = response.content.decode()

    assert response.status_code == 422
    assert "Harga berubah dari Rp75.000 menjadi Rp80.000." in page
    assert 'value="Pembeli Contoh"' in page
    again = {**typed, "total_seen": str(response.context["form"].total)}
    assert shopper.post("/pesan/", again).status_code == 302
    assert sum(Order.objects.values_list("goods_total", flat=True)) == 155_000


def test_goods_sold_out_meanwhile_can_be_taken_out_on_the_spot(shopper, typed, goods):
    stock.reserve(items=[stock.Item(goods[0], 10)], source_id="lain", at=timezone.now())

    response = shopper.post("/pesan/", typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Stok habis." in page
    assert f'value="hapus-{goods[0].pk}"' in page

    without = shopper.post("/pesan/", {**typed, "aksi": f"hapus-{goods[0].pk}"})
    assert without.status_code == 200
    assert 'value="Pembeli Contoh"' in without.content.decode()
    assert CartLine.objects.count() == 1
    assert shopper.post("/pesan/", {**typed, "total_seen": "75000"}).status_code == 302


def test_last_piece_taken_between_reading_and_placing_is_told(shopper, typed, goods, monkeypatch):
    view = import_module("orders.views.checkout")
    place = view.place_checkout

    def somebody_was_faster(**given):
        monkeypatch.setattr(view, "place_checkout", place)
        stock.reserve(items=[stock.Item(goods[0], 10)], source_id="lain", at=timezone.now())
        return place(**given)

    monkeypatch.setattr(view, "place_checkout", somebody_was_faster)

    response = shopper.post("/pesan/", typed)

    assert response.status_code == 422
    assert "Stok tidak mencukupi" in response.content.decode()
    assert Cart.objects.get().used_at is None


@pytest.mark.parametrize(
    "junk",
    [
        {"province": "\0", "regency": "\0"},
        {"province": "99", "regency": "99.99"},
        {"recipient": "\0"},
        {"recipient": "a" * 81},
        {"email": "bukan surel"},
        {"note": "a" * 301},
        {"total_seen": "9" * 30},
    ],
)
def test_junk_is_answered_with_the_form(shopper, typed, junk):
    response = shopper.post("/pesan/", {**typed, **junk})

    assert response.status_code == 422
    assert Order.objects.count() == 0


@pytest.mark.parametrize("action", ["hapus-", "hapus-x", "hapus-" + "9" * 30, "hapus-²", "\0"])
def test_odd_actions_recalculate(shopper, typed, action):
    assert shopper.post("/pesan/", {**typed, "aksi": action}).status_code == 200
    assert CartLine.objects.count() == 2


def test_unknown_choices_are_refused(shopper, typed, two_facilities):
    slug = two_facilities[0].slug

    response = shopper.post(
        "/pesan/", {**typed, f"kirim-{slug}": "burung", f"bayar-{slug}": "emas"}
    )

    assert set(errors(response)) == {f"kirim-{slug}", f"bayar-{slug}"}


def test_too_many_presses_are_slowed_and_the_form_stays(shopper, typed, monkeypatch):
    monkeypatch.setattr(limits, "CHECKOUT", limits.Limit("checkout", 1, timedelta(minutes=1)))
    shopper.post("/pesan/", {**typed, "phone": ""})

    response = shopper.post("/pesan/", typed)

    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    page = response.content.decode()
    assert "Terlalu banyak percobaan." in page
    assert 'value="Pembeli Contoh"' in page
    assert Order.objects.count() == 0
    neighbour = shopper.post("/pesan/", typed, REMOTE_ADDR="10.1.2.3")
    assert neighbour.status_code == 302


def test_recalculating_does_not_count_as_pressing(shopper, typed, monkeypatch):
    monkeypatch.setattr(limits, "CHECKOUT", limits.Limit("checkout", 1, timedelta(minutes=1)))

    for _ in range(3):
        assert shopper.post("/pesan/", {**typed, "aksi": "hitung"}).status_code == 200


def test_page_is_private(shopper):
    response = shopper.get("/pesan/")

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"


def test_page_names_the_seller_and_the_purpose_of_the_data(shopper, two_facilities):
    page = shopper.get("/pesan/").content.decode()

    for facility in two_facilities:
        assert facility.name in page
    assert "dipakai hanya untuk memproses" in page
    assert 'href="/privasi/"' in page


@pytest.mark.parametrize("count", [1, 2])
def test_page_asks_the_database_the_same_for_one_and_two_facilities(
    client, goods, far_regency, count, django_assert_num_queries
):
    cart = make_cart(dict.fromkeys(goods[:count], 1))
    client.cookies["keranjang"] = cart.token
    data = {"aksi": "hitung", "form_key": "a" * 43}
    data |= {"province": far_regency.province.code, "regency": far_regency.code}

    # cart, lines, photos, rates, payment setups, courier and gateway accounts, stock, provinces,
    # regencies
    with django_assert_num_queries(10):
        client.post("/pesan/", data)

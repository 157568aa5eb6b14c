"""Couriers on the checkout page: offered, chosen, changed in between, and never in the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.checkout import CostChanged, FacilityChoice, place_checkout
from orders.checkout.placing import _place
from orders.models import CourierQuote, Order
from orders.shipping import ask_couriers, asking
from tests.builders import make_cart, make_contact, make_product, make_stock, make_variant
from tests.orders.standins.couriers import POS, REG

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(client, basket):
    client.cookies["keranjang"] = make_cart({basket: 1}).token
    return client


@pytest.fixture
def typed(shopper, facility, ambon):
    """The form as it would be pressed, delivery not chosen yet."""
    return {
        "form_key": shopper.get("/pesan/").context["form"].key,
        "recipient": "Pembeli Contoh",
        "phone": "0812-0000-0001",
        "province": ambon.province.code,
        "regency": ambon.code,
        "district": "Sirimau",
        "village": "Kelurahan Contoh",
        "street": "Jalan Contoh 1",
        "postal_code": "97128",
        "consent": "on",
        f"bayar-{facility.slug}": "bank_transfer",
    }


def look(shopper, typed, **changes):
    return shopper.post("/pesan/", {**typed, "aksi": "hitung", **changes})


def offered(response):
    step = response.context["form"].steps[0]
    return {option.code: option.cost for option in step.options}


def press(shopper, typed, facility, code, cost, **changes):
    chosen = {
        f"kirim-{facility.slug}": code,
        f"ongkir-{facility.slug}": f"{code}={cost}",
        "total_seen": str(75_000 + cost),
    }
    return shopper.post("/pesan/", {**typed, **chosen, **changes})


def messages(response):
    errors = response.context["form"].errors.get_json_data()
    return [error["message"] for found in errors.values() for error in found]


def test_each_service_of_each_courier_is_offered(account, shopper, typed):
    response = look(shopper, typed)

    assert offered(response) == {
        "pickup": 0, "courier:pos:pos-reguler": 36_500, "courier:jne:reg": 41_000,
    }  # fmt: skip
    page = response.content.decode()
    assert "JNE REG" in page
    assert "Rp41.000" in page
    assert "Tiba 2 sampai 3 hari setelah dikirim" in page
    assert response.context["form"].steps[0].option.code == "courier:pos:pos-reguler"


def test_biteship_offers_by_the_same_page(biteship_account, shopper, typed):
    assert offered(look(shopper, typed)) == {
        "pickup": 0, "courier:sicepat:reg": 39_000, "courier:jnt:ez": 44_000,
    }  # fmt: skip


def test_chosen_service_is_copied_to_the_shipment(account, shopper, typed, facility):
    look(shopper, typed)
    response = press(shopper, typed, facility, "courier:jne:reg", 41_000)

    assert response.status_code == 302
    order = Order.objects.select_related("shipment").get()
    shipment = order.shipment
    assert (order.shipping_cost, shipment.method) == (41_000, "courier")
    assert (shipment.courier, shipment.service, shipment.carrier) == ("JNE", "REG", "JNE REG")
    assert (shipment.chargeable_kg, shipment.eta) == (1, "2 sampai 3 hari")


def test_before_the_postal_code_the_table_holds_and_the_page_asks_for_it(
    account, rajaongkir, shopper, typed
):
    response = look(shopper, typed, postal_code="")
    assert offered(response) == {"pickup": 0, "courier": 38_000}
    assert "Isi kode pos agar layanan dan ongkos tiap kurir tampil." in response.content.decode()
    assert rajaongkir.asked == []


@pytest.mark.parametrize(
    "faults",
    [{"status": 500}, {"status": 429}, {"raw": b"nonsense"}, {"hangs_up": True},
     {"rates": []}, {"slow_seconds": 2}, {"key": "lain"}, {"redirects": True}],
    ids=str,
)  # fmt: skip
def test_failing_service_never_keeps_anybody_from_ordering(
    account, rajaongkir, shopper, typed, facility, faults, monkeypatch
):
    monkeypatch.setattr(asking, "SECONDS", 0.4)
    for name, value in faults.items():
        setattr(rajaongkir, name, value)

    assert offered(look(shopper, typed)) == {"pickup": 0, "courier": 38_000}
    response = press(shopper, typed, facility, "courier", 38_000)

    assert response.status_code == 302
    assert Order.objects.get().shipping_cost == 38_000


@pytest.mark.parametrize("sign", ["\x00", "\ud800"], ids=ascii)
def test_name_no_database_takes_keeps_nobody_from_ordering(
    account, rajaongkir, shopper, typed, facility, sign
):
    rajaongkir.rates = [{**REG, "service": f"REG{sign}"}]
    look(shopper, typed)

    response = press(shopper, typed, facility, "courier:jne:reg", 41_000)

    assert response.status_code == 302
    assert Order.objects.get().shipment.service == "REG"


def test_rate_that_changed_between_page_and_press_comes_back_with_both_costs(
    account, rajaongkir, shopper, typed, facility
):
    look(shopper, typed)
    CourierQuote.objects.update(expires_at=timezone.now())
    rajaongkir.rates = [{**REG, "cost": 45_000}, POS]

    response = press(shopper, typed, facility, "courier:jne:reg", 41_000)

    assert response.status_code == 422
    assert messages(response) == [
        f"Ongkos kirim dari {facility} kini Rp45.000, tadi Rp41.000. "
        "Periksa total yang baru, lalu tekan lagi."
    ]
    assert not Order.objects.exists()
    assert 'value="courier:jne:reg" id="id_kirim' in response.content.decode()

    assert press(shopper, typed, facility, "courier:jne:reg", 45_000).status_code == 302
    assert Order.objects.get().shipping_cost == 45_000


def test_rate_that_stayed_the_same_after_it_ended_is_ordered(
    account, rajaongkir, shopper, typed, facility
):
    look(shopper, typed)
    CourierQuote.objects.update(expires_at=timezone.now())
    assert press(shopper, typed, facility, "courier:jne:reg", 41_000).status_code == 302


def test_another_choice_without_script_is_told_as_a_new_total(account, shopper, typed, facility):
    look(shopper, typed)
    shown = {f"ongkir-{facility.slug}": "courier:pos:pos-reguler=36500", "total_seen": "111500"}

    response = press(shopper, typed, facility, "courier:jne:reg", 41_000, **shown)

    assert response.status_code == 422
    assert messages(response) == ["Jumlahnya berubah. Periksa total yang baru, lalu tekan lagi."]


def test_service_that_is_gone_comes_back_with_the_cheapest_one_left(
    account, rajaongkir, shopper, typed, facility
):
    look(shopper, typed)
    CourierQuote.objects.update(expires_at=timezone.now())
    rajaongkir.rates = [POS]

    response = press(shopper, typed, facility, "courier:jne:reg", 41_000)

    assert response.status_code == 422
    assert messages(response) == [
        "Pilihan kurir berubah. Periksa layanan dan ongkosnya di bawah ini, lalu tekan lagi."
    ]
    assert response.context["form"].steps[0].option.code == "courier:pos:pos-reguler"


def test_service_that_falls_silent_comes_back_with_the_table(
    account, rajaongkir, shopper, typed, facility
):
    look(shopper, typed)
    CourierQuote.objects.update(expires_at=timezone.now())
    rajaongkir.status = 500

    response = press(shopper, typed, facility, "courier:jne:reg", 41_000)

    assert response.status_code == 422
    assert response.context["form"].steps[0].option.cost == 38_000
    assert press(shopper, typed, facility, "courier", 38_000).status_code == 302


def test_table_chosen_before_the_postal_code_is_not_silently_another_cost(
    account, shopper, typed, facility
):
    response = press(shopper, typed, facility, "courier", 38_000)
    assert response.status_code == 422
    assert not Order.objects.exists()


def test_forged_cost_or_code_orders_nothing(account, shopper, typed, facility):
    for code, cost in (("courier:jne:reg", 1), ("courier:xyz:reg", 41_000), ("courier:", 0)):
        assert press(shopper, typed, facility, code, cost).status_code == 422
    assert not Order.objects.exists()


def test_placing_reads_stored_answers_and_asks_nobody(
    account, rajaongkir, wish, basket, facility, ambon, now
):
    ask_couriers(wish(), who="203.0.113.7", at=now)
    asked = len(rajaongkir.asked)
    place(basket, facility, ambon, FacilityChoice("courier:jne:reg", "bank_transfer", 41_000), now)
    assert Order.objects.get().shipping_cost == 41_000
    assert len(rajaongkir.asked) == asked


@pytest.mark.parametrize("seen", [40_000, None, 0])
def test_placing_refuses_a_cost_the_shopper_did_not_see(
    account, wish, basket, facility, ambon, now, seen
):
    ask_couriers(wish(), who="203.0.113.7", at=now)
    choice = FacilityChoice("courier:jne:reg", "bank_transfer", seen)
    with pytest.raises(CostChanged, match=r"kini Rp41\.000"):
        place(basket, facility, ambon, choice, now)
    assert not Order.objects.exists()


def test_answer_replaced_while_placing_is_told(
    account, rajaongkir, shopper, typed, facility, monkeypatch
):
    """Another shopper's question brings a new rate between the check of the form and the order."""
    look(shopper, typed)

    def place_after_a_change(*args):
        services = [{**REG, "cost": 47_000}]
        CourierQuote.objects.update(
            services=[
                {"code": "jne:reg", "courier": "JNE", "service": "REG",
                 "cost": services[0]["cost"], "eta": ""}
            ]
        )  # fmt: skip
        return _place(*args)

    monkeypatch.setattr("orders.checkout.placing._place", place_after_a_change)
    response = press(shopper, typed, facility, "courier:jne:reg", 41_000)

    assert response.status_code == 422
    assert "Ongkos kirim JNE REG kini Rp47.000" in " ".join(messages(response))
    assert not Order.objects.exists()


def place(basket, facility, regency, choice, at):
    contact = make_contact(
        province=regency.province, regency=regency, district="-", village="-", street="-",
        postal_code="97128",
    )  # fmt: skip
    return place_checkout(
        cart=make_cart({basket: 1}), form_key="kunci", contact=contact,
        choices={facility.pk: choice}, at=at,
    )  # fmt: skip


@pytest.mark.parametrize("fulfilment", ["local", "cargo"])
def test_fresh_and_cargo_goods_never_go_by_courier_services(
    account, rajaongkir, client, typed, facility, basket, fulfilment
):
    other = make_variant(product=make_product(facility=facility, fulfilment=fulfilment))
    make_stock(variant=other, quantity=3)
    client.cookies["keranjang"] = make_cart({basket: 1, other: 1}).token

    codes = offered(look(client, typed))

    assert set(codes) == ({"pickup"} if fulfilment == "local" else {"pickup", "cargo"})
    assert rajaongkir.asked == []


@pytest.mark.parametrize("count", [1, 3])
def test_page_reads_stored_answers_of_all_facilities_at_once(
    client, typed, account, rajaongkir, basket, count, django_assert_num_queries
):
    from tests.builders import make_courier_account, make_selling_facility

    goods = {basket: 1}
    for _ in range(count - 1):
        other = make_selling_facility(postal_code="73111")
        make_courier_account(facility=other, api_key=rajaongkir.key)
        goods[make_variant(product=make_product(facility=other), weight_grams=3000)] = 1
    for variant in goods:
        make_stock(variant=variant, quantity=2)
    client.cookies["keranjang"] = make_cart(goods).token
    look(client, typed)

    # 10 without couriers; stored answers are read before asking and for the options
    with django_assert_num_queries(12):
        look(client, typed)
    assert timezone.now() - CourierQuote.objects.earliest("asked_at").asked_at < timedelta(
        minutes=1
    )

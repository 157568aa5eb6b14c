"""What RajaOngkir and Biteship are asked, and how their answers are read."""

import pytest

from orders.outside import OutsideUnavailable
from orders.shipping import biteship as biteship_rates
from orders.shipping import rajaongkir as rajaongkir_rates
from orders.shipping.parcels import CourierService, Deadline, Parcel, Place, Refused, eta_of
from orders.shipping.regency_names import is_same_regency

PARCEL = Parcel("73111", "97128", 2, ("jne", "pos"))


def ask(service, provider, *, places=None, parcel=PARCEL):
    return provider.rates(
        key=service.key, parcel=parcel, places=places or {}, deadline=Deadline(1.0)
    )


def test_rajaongkir_gives_services_cheapest_first_with_the_places_it_found(rajaongkir):
    answer = ask(rajaongkir, rajaongkir_rates)

    assert answer.services == (
        CourierService("pos:pos-reguler", "Pos Indonesia", "Pos Reguler", 36_500, "5 hari"),
        CourierService("jne:reg", "JNE", "REG", 41_000, "2 sampai 3 hari"),
    )
    assert [service.label for service in answer.services] == [
        "Pos Reguler",
        "JNE REG",
    ]
    assert answer.city == "AMBON"
    assert answer.places == {
        "73111": Place("17", "PALANGKA RAYA"), "97128": Place("23", "AMBON"),
    }  # fmt: skip


def test_rajaongkir_is_asked_by_its_own_numbers_in_grams(rajaongkir):
    ask(rajaongkir, rajaongkir_rates)
    assert rajaongkir.cost_questions[0].body == (
        b"origin=17&destination=23&weight=2000&courier=jne%3Apos"
    )


def test_rajaongkir_does_not_look_up_a_place_it_knows(rajaongkir):
    known = {"73111": Place("17"), "97128": Place("23", "AMBON")}
    ask(rajaongkir, rajaongkir_rates, places=known)
    assert rajaongkir.paths() == ["POST /calculate/domestic-cost"]


def test_rajaongkir_names_no_service_for_a_postal_code_it_does_not_know(rajaongkir):
    answer = ask(rajaongkir, rajaongkir_rates, parcel=Parcel("73111", "99998", 1, ("jne",)))
    assert answer.services == ()
    assert rajaongkir.cost_questions == []


def test_biteship_is_asked_by_postal_code_for_one_parcel(biteship):
    answer = ask(biteship, biteship_rates)

    assert biteship.asked[0].json == {
        "origin_postal_code": 73111,
        "destination_postal_code": 97128,
        "couriers": "jne,pos",
        "items": [{"name": "Barang", "value": 1, "weight": 2000, "quantity": 1}],
    }
    assert answer.services == (
        CourierService("sicepat:reg", "SiCepat", "Reguler", 39_000, "2 sampai 3 hari"),
        CourierService("jnt:ez", "J&T", "EZ", 44_000, "3 sampai 4 hari"),
    )
    assert answer.city == "Ambon"


@pytest.mark.parametrize(
    ("service", "provider"), [("rajaongkir", rajaongkir_rates), ("biteship", biteship_rates)]
)
class TestEither:
    def test_wrong_key_is_refused_in_its_words(self, request, service, provider):
        stand_in = request.getfixturevalue(service)
        stand_in.key, right = "lain", stand_in.key
        with pytest.raises(Refused) as error:
            provider.rates(key=right, parcel=PARCEL, places={}, deadline=Deadline(1.0))
        assert error.value.status == 401
        assert "key" in str(error.value) or "Authorization" in str(error.value)

    @pytest.mark.parametrize(
        "faults",
        [{"status": 500}, {"slow_seconds": 2}, {"hangs_up": True}, {"drips": True},
         {"raw": b"<html>"}, {"raw": b"[]"}, {"raw": b'{"data": 3, "pricing": "no"}'}],
        ids=str,
    )  # fmt: skip
    def test_fault_is_no_answer(self, request, service, provider, faults):
        stand_in = request.getfixturevalue(service)
        for name, value in faults.items():
            setattr(stand_in, name, value)
        with pytest.raises(OutsideUnavailable):
            provider.rates(key=stand_in.key, parcel=PARCEL, places={}, deadline=Deadline(0.5))

    def test_rows_that_cannot_be_sold_are_left_out(self, request, service, provider):
        stand_in = request.getfixturevalue(service)
        cost, code = (
            ("cost", "service") if service == "rajaongkir" else ("price", "courier_service_code")
        )
        good = stand_in.rates[0]
        bad = [{**good, cost: value} for value in (0, -5, None, "gratis", 10**9, True, 3.5)]
        stand_in.rates = [*bad, {**good, code: ""}, "text", None, {}, good, {**good, cost: 50_000}]

        answer = ask(stand_in, provider)

        assert [service.cost for service in answer.services] == [good[cost]]

    def test_texts_of_a_service_are_short_and_on_one_line(self, request, service, provider):
        stand_in = request.getfixturevalue(service)
        names = ("name", "service") if service == "rajaongkir" else (
            "courier_name", "courier_service_name")  # fmt: skip
        codes = "code" if service == "rajaongkir" else "courier_code"
        row = {**stand_in.rates[0], **dict.fromkeys(names, "<b>A\n" + "x" * 200), codes: "X<Y>"}
        stand_in.rates = [row]

        found = ask(stand_in, provider).services[0]

        assert len(found.courier) <= 30
        assert len(found.service) <= 30
        assert "\n" not in found.label
        assert found.code.startswith("x-y:")

    @pytest.mark.parametrize("sign", ["\x00", "\ud800", "\x1b", "\u202e"], ids=ascii)
    def test_signs_no_database_or_page_takes_are_left_out(self, request, service, provider, sign):
        stand_in = request.getfixturevalue(service)
        name = "service" if service == "rajaongkir" else "courier_service_name"
        stand_in.rates = [{**stand_in.rates[0], name: f"RE{sign}G"}]

        assert ask(stand_in, provider).services[0].service == "REG"


@pytest.mark.parametrize(
    ("span", "unit", "said"),
    [
        ("2-3 day", "", "2 sampai 3 hari"),
        ("1 - 2", "days", "1 sampai 2 hari"),
        ("5", "", "5 hari"),
        ("3 - 6", "hours", "3 sampai 6 jam"),
        ("2-2 day", "", "2 hari"),
        ("0-0 day", "", ""),
        ("", "", ""),
        (None, "", ""),
        ("nanti", "", ""),
    ],
)
def test_time_on_the_way_is_said_in_indonesian(span, unit, said):
    assert eta_of(span, unit) == said


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        ("AMBON", "Kota Ambon", True),
        ("PALANGKA RAYA", "Kota Palangkaraya", True),
        ("Tanjung Pinang", "Kota Tanjungpinang", True),
        ("Jakarta Selatan", "Kota Administrasi Jakarta Selatan", True),
        ("PANGKAJENE KEPULAUAN", "Kabupaten Pangkajene dan Kepulauan", True),
        ("MALUKU TENGAH", "Kota Ambon", False),
        ("SURABAYA", "Kabupaten Sidoarjo", False),
        ("", "Kota Ambon", False),
    ],
)
def test_regency_is_known_in_another_spelling(theirs, ours, same):
    assert is_same_regency(theirs, ours) is same

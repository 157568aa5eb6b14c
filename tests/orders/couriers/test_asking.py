"""Asking couriers: kept for a day, left alone when failing, never inside a transaction."""

import time
from datetime import timedelta

import pytest
from django.db import transaction

from orders import limits
from orders.models import CourierHealth, CourierPlace, CourierQuote
from orders.shipping import ask_couriers, breaker, quotes, services_of, stored
from tests.builders import make_courier_account, make_regency, make_selling_facility
from tests.orders.standins.couriers import REG
from tests.together import outcomes, together

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


def costs(wishes, at):
    known = stored(wishes, at=at)
    return [service.cost for service in services_of(wishes, known)] if known else None


def ask(wishes, at, who="203.0.113.7"):
    ask_couriers(wishes, who=who, at=at)
    return costs(wishes, at)


def health():
    return CourierHealth.objects.get()


def test_answer_is_kept_for_a_day(account, rajaongkir, wish, now):
    assert ask(wish(), now) == [36_500, 41_000]
    assert ask(wish(), now + DAY - timedelta(seconds=1)) == [36_500, 41_000]
    assert len(rajaongkir.cost_questions) == 1

    assert costs(wish(), now + DAY) is None
    rajaongkir.rates = [{**REG, "cost": 43_000}]
    assert ask(wish(), now + DAY) == [43_000]
    assert CourierQuote.objects.count() == 1


def test_places_are_looked_up_once(account, rajaongkir, wish, now):
    ask(wish(), now)
    ask(wish(quantity=5), now)
    assert [asked.path.split("?")[0] for asked in rajaongkir.asked] == [
        "/destination/domestic-destination",
        "/destination/domestic-destination",
        "/calculate/domestic-cost",
        "/calculate/domestic-cost",
    ]


def test_each_courier_is_asked_for_the_kilograms_it_charges(account, rajaongkir, wish, now):
    asked = []
    for quantity in (1, 2, 3):  # 600 g, 1.200 g, 1.800 g
        rajaongkir.asked.clear()
        ask(wish(quantity=quantity), now)
        asked.append(sorted(body(question) for question in rajaongkir.cost_questions))
    assert asked == [
        ["weight=1000&courier=jne%3Apos"],
        ["weight=1000&courier=jne", "weight=2000&courier=pos"],  # JNE lets 200 g pass
        ["weight=2000&courier=jne%3Apos"],
    ]


def test_goods_of_the_same_kilograms_share_an_answer(account, rajaongkir, wish, now):
    ask(wish(quantity=3), now)  # 1.800 g
    type(wish()[0].account).objects.update(couriers="pos,jne")
    from catalog.models import Variant

    Variant.objects.update(weight_grams=650)  # 1.950 g
    ask(wish(quantity=3), now)
    assert len(rajaongkir.cost_questions) == 1


def body(question):
    return question.body.decode().split("&", 2)[2]


def test_empty_answer_is_kept_for_an_hour(account, rajaongkir, wish, now):
    rajaongkir.rates = []
    assert ask(wish(), now) == []
    assert ask(wish(), now + timedelta(minutes=59)) == []
    assert len(rajaongkir.cost_questions) == 1
    rajaongkir.rates = [REG]
    assert ask(wish(), now + timedelta(hours=1)) == [41_000]
    assert health().failures == 0


def test_postal_code_of_another_regency_gives_no_courier(account, wish, now):
    elsewhere = make_regency(name="Kota Tual")
    assert ask(wish(regency=elsewhere), now) == []
    assert ask(wish(), now) == [36_500, 41_000]


@pytest.mark.parametrize("code", ["", "9712", "97128x", "٩٧١٢٨", "00000"])
def test_nobody_is_asked_before_the_postal_code_is_whole(account, wish, code):
    assert wish(postal_code=code) == []


def test_nobody_is_asked_without_key_or_switched_off(account, wish):
    type(account).objects.update(is_active=False)
    assert wish() == []
    account.api_key = ""
    account.is_active = True
    account.save()
    assert wish() == []


@pytest.mark.parametrize(
    ("faults", "problem"),
    [
        ({"status": 500}, "Tidak dapat dihubungi atau sedang terganggu."),
        ({"raw": b"<html>"}, "Jawabannya tidak terbaca."),
        ({"hangs_up": True}, "Tidak dapat dihubungi atau sedang terganggu."),
    ],
)
def test_third_failure_in_a_row_leaves_the_service_alone(
    account, rajaongkir, wish, now, faults, problem
):
    for name, value in faults.items():
        setattr(rajaongkir, name, value)
    for number in range(5):
        assert ask(wish(), now + timedelta(seconds=number)) is None
    assert len(rajaongkir.asked) == 3
    assert health().problem == problem

    rajaongkir.heal()
    assert ask(wish(), now + timedelta(minutes=4)) is None
    assert ask(wish(), now + timedelta(minutes=6)) == [36_500, 41_000]
    assert (health().failures, health().paused_until, health().problem) == (0, None, "")


def test_failures_apart_from_each_other_do_not_add_up(account, rajaongkir, wish, now):
    for round_ in range(4):
        rajaongkir.status = 503
        ask(wish(quantity=2 * round_ + 1), now)
        rajaongkir.heal()
        assert ask(wish(quantity=2 * round_ + 1), now)
    assert health().paused_until is None


def test_pauses_grow_to_an_hour(account, rajaongkir, wish, now):
    rajaongkir.status = 500
    pauses = []
    at = now
    for _ in range(8):
        ask(wish(), at)
        if until := health().paused_until:
            pauses.append((until - at) // timedelta(minutes=1))
            at = until + timedelta(seconds=1)
    assert pauses == [5, 10, 20, 40, 60, 60]


@pytest.mark.parametrize(("status", "minutes"), [(401, 60), (403, 60), (429, 60), (402, 60)])
def test_refusal_of_the_account_pauses_at_once(account, rajaongkir, wish, now, status, minutes):
    rajaongkir.status = status
    assert ask(wish(), now) is None
    assert ask(wish(), now + timedelta(minutes=minutes - 1)) is None
    assert len(rajaongkir.asked) == 1
    rajaongkir.heal()
    assert ask(wish(), now + timedelta(minutes=minutes, seconds=1)) == [36_500, 41_000]


def test_refusal_of_one_parcel_does_not_pause(account, rajaongkir, wish, now):
    rajaongkir.status = 422
    for number in range(5):
        assert ask(wish(quantity=5 * number + 5), now) == []
    assert health().paused_until is None
    assert ask(wish(quantity=5), now) == []  # nor is it asked again
    assert len(rajaongkir.asked) == 5


def test_slow_service_takes_three_seconds_of_a_page_with_many_facilities(
    account, rajaongkir, wish, now, basket, ambon
):
    wishes = wish()
    for _ in range(3):
        facility = make_selling_facility(postal_code="73112")
        make_courier_account(facility=facility, api_key=rajaongkir.key)
        wishes += quotes.wishes_for(
            facility=facility, items=[_item(basket)], regency=ambon, postal_code="97128"
        )
    rajaongkir.slow_seconds = 5
    start = time.monotonic()
    ask_couriers(wishes, who="203.0.113.7", at=now)
    assert time.monotonic() - start < 3.6
    assert stored(wishes, at=now) == {}


def _item(variant):
    from catalog.stock import Item

    return Item(variant, 1)


def test_key_that_no_longer_opens_is_told_and_pauses(account, rajaongkir, wish, now, settings):
    settings.STORED_SECRET_KEYS = ["another key that is long enough"]
    assert ask(wish(), now) is None
    assert rajaongkir.asked == []
    assert "tidak terbuka" in health().problem


def test_caller_who_asks_too_often_gets_the_table(account, rajaongkir, wish, now, monkeypatch):
    monkeypatch.setattr(limits, "COURIERS", limits.Limit("couriers", 2, timedelta(minutes=10)))
    for number in range(4):
        ask(wish(quantity=3 * number + 1), now)
    assert len(rajaongkir.cost_questions) == 2
    assert ask(wish(quantity=13), now, who="203.0.113.8") == [36_500, 41_000]


@pytest.mark.django_db(transaction=True)
def test_asking_inside_a_transaction_fails_before_the_network(account, rajaongkir, wish, now):
    wanted = wish()
    with pytest.raises(RuntimeError), transaction.atomic():
        ask_couriers(wanted, who="203.0.113.7", at=now)
    assert rajaongkir.asked == []


@pytest.mark.django_db(transaction=True)
def test_after_a_pause_one_process_tries(account, now):
    breaker.may_ask(account, at=now)
    CourierHealth.objects.update(failures=3, paused_until=now - timedelta(seconds=1))

    results = together([lambda: str(breaker.may_ask(account, at=now))] * 8)

    assert outcomes(results) == {"True": 1, "False": 7}


@pytest.mark.django_db(transaction=True)
def test_without_the_condition_all_would_try(account, now, monkeypatch):
    """The twin: the row is changed whatever stood in it."""
    breaker.may_ask(account, at=now)
    past = now - timedelta(seconds=1)
    CourierHealth.objects.update(failures=3, paused_until=past)
    seen = CourierHealth(account=account, paused_until=past)
    monkeypatch.setattr(
        CourierHealth.objects, "get_or_create", lambda **_: (seen, False), raising=False
    )
    monkeypatch.setattr(breaker, "_rows", lambda account: _Unconditional(account))

    results = together([lambda: str(breaker.may_ask(account, at=now))] * 8)

    assert outcomes(results) == {"True": 8}


class _Unconditional:
    def __init__(self, account):
        self.rows = CourierHealth.objects.filter(account=account)

    def filter(self, **_):
        return self.rows


def test_old_answers_are_forgotten(account, wish, now):
    ask(wish(), now)
    assert quotes.prune(at=now + timedelta(days=1)) == 0
    assert quotes.prune(at=now + timedelta(days=3)) == 1
    assert CourierPlace.objects.count() == 2
    assert quotes.prune(at=now + timedelta(days=61)) == 2

"""A busy database is tried again; every other fault is shown at once."""

from threading import Barrier

import pytest
from django.db import OperationalError, transaction

from catalog.models import StockLevel
from orders import retrying
from orders.retrying import retried
from tests.builders import make_stock, make_variant
from tests.together import outcomes, together


def failing(text):
    """An act that always fails so, and the list of its tries."""
    tries = []

    @retried
    def act():
        tries.append(1)
        raise OperationalError(text)

    return act, tries


def test_busy_database_is_tried_again_three_times(transactional_db, monkeypatch):
    waits = []
    monkeypatch.setattr(retrying.time, "sleep", waits.append)
    act, tries = failing("database is locked")

    with pytest.raises(OperationalError):
        act()

    assert len(tries) == 4
    assert len(waits) == 3
    assert all(0.04 <= wait <= 0.8 for wait in waits)


def test_other_database_errors_are_not_tried_again(transactional_db):
    act, tries = failing("no such table")

    with pytest.raises(OperationalError):
        act()

    assert len(tries) == 1


def test_act_inside_another_transaction_is_not_tried_again():
    act, tries = failing("database is locked")

    with transaction.atomic(), pytest.raises(OperationalError):
        act()

    assert len(tries) == 1


def two_that_lock_the_other_way_round():
    """Each holds one row before it asks for the other's; returns outcomes and tries."""
    levels = []
    for _ in range(2):
        variant = make_variant()
        make_stock(variant=variant, quantity=1)
        levels.append(StockLevel.objects.get(variant=variant).pk)
    hold_the_first, tries = Barrier(2, timeout=5), []

    def act_in(order):
        @retried
        def act():
            tries.append(1)
            with transaction.atomic():
                for place, pk in enumerate(order):
                    StockLevel.objects.filter(pk=pk).update(on_hand=1)
                    if place == 0 and len(tries) <= 2:
                        hold_the_first.wait()
            return "done"

        return act

    return outcomes(together([act_in(levels), act_in(levels[::-1])])), len(tries)


@pytest.mark.only_on("postgresql")
def test_deadlock_is_recognised_and_tried_again(transactional_db):
    assert two_that_lock_the_other_way_round() == ({"done": 2}, 3)


@pytest.mark.only_on("postgresql")
def test_twin_that_tries_once_shows_the_deadlock(transactional_db, monkeypatch):
    monkeypatch.setattr(retrying, "ATTEMPTS", 1)

    assert two_that_lock_the_other_way_round() == ({"done": 1, "OperationalError": 1}, 2)

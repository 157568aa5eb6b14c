"""The same pieces given back twice, and the same goods counted twice, at the same moment.

Each guard has a twin test in which it is taken out and the harm is there.
"""

import pytest
from django.db import transaction
from django.utils import timezone

from catalog.models import StockLevel, StockMovement
from orders import returns
from orders.models import OrderLine, ReturnRequest
from orders.returns import Back
from orders.returns.claims import claim
from tests.builders import make_order
from tests.together import outcomes, together

from .conftest import accepted, fetched_order, more_stock, officer_of

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def claim_two_of_three(line, act):
    def run():
        with transaction.atomic():
            act({line: 2})
        return "taken"

    return run


def test_pieces_are_claimed_once_however_many_ask_at_the_same_moment():
    line = make_order(quantity=3).lines.get()

    results = together([claim_two_of_three(line, claim)] * 4)

    assert outcomes(results) == {"taken": 1, "ReturnNotAllowed": 3}
    line.refresh_from_db()
    assert line.returned_quantity == 2


def test_pieces_are_claimed_twice_without_the_condition_in_the_update():
    """The twin: look first, write what was seen."""
    line = make_order(quantity=3).lines.get()

    def look_then_write(pieces):
        for row, n in pieces.items():
            assert line.returned_quantity + n <= line.quantity
            OrderLine.objects.filter(pk=row.pk).update(returned_quantity=line.returned_quantity + n)

    results = together([claim_two_of_three(line, look_then_write)] * 2)

    # Four of three pieces were given back, and the count shows two.
    assert outcomes(results) == {"taken": 2}
    line.refresh_from_db()
    assert line.returned_quantity == 2


def ask_for(order):
    line = order.lines.get()
    return lambda: returns.ask(order=order, pieces={line: 2}, cause="rusak", wish="ganti", at=NOW)


def test_two_presses_make_one_request():
    order = fetched_order(quantity=5)

    results = together([ask_for(order)] * 3)

    assert outcomes(results) == {"ReturnRequest": 1, "ReturnNotAllowed": 2}
    assert order.lines.get().returned_quantity == 2


def test_without_lock_and_look_the_database_still_keeps_one_request(monkeypatch):
    """The look is taken out: the unique constraint stands behind it, and no piece is lost."""
    monkeypatch.setattr(returns.asking, "refusal_of", lambda order, **_: "")
    order = fetched_order(quantity=5)

    results = together([ask_for(order)] * 2)

    assert outcomes(results) == {"ReturnRequest": 1, "ReturnNotAllowed": 1}
    assert ReturnRequest.objects.count() == 1
    assert order.lines.get().returned_quantity == 2


def test_goods_are_counted_back_once():
    order = fetched_order(quantity=3)
    request = accepted(order, quantity=2)
    row, officers = request.lines.get(), [officer_of(order), officer_of(order)]

    results = together(
        [
            lambda by=by: returns.receive(request=request, back={row: Back(2)}, by=by, at=NOW)
            for by in officers
        ]
    )

    assert outcomes(results) == {"ReturnRequest": 1, "ReturnNotAllowed": 1}
    assert StockLevel.objects.get(variant=row.line.variant).on_hand == 2
    assert StockMovement.objects.filter(kind="return").count() == 1


def test_replacement_leaves_once():
    order = fetched_order(quantity=3)
    more_stock(order, 10)
    request = accepted(order, quantity=2, sends_back=False)
    row, officers = request.lines.get(), [officer_of(order), officer_of(order)]

    results = together(
        [
            lambda by=by: returns.replace(request=request, pieces={row: 2}, by=by, at=NOW)
            for by in officers
        ]
    )

    assert outcomes(results) == {"ReturnRequest": 1, "ReturnNotAllowed": 1}
    assert StockLevel.objects.get(variant=row.line.variant).on_hand == 8


def test_shopper_and_officer_at_the_same_moment_end_on_one_side():
    order = fetched_order(quantity=3)
    request = accepted(order, quantity=2)
    row, officer = request.lines.get(), officer_of(order)

    results = together(
        [
            lambda: returns.withdraw(request=request, at=NOW),
            lambda: returns.receive(request=request, back={row: Back(2)}, by=officer, at=NOW),
        ]
    )

    assert outcomes(results) == {"ReturnRequest": 1, "ReturnNotAllowed": 1}
    request.refresh_from_db()
    on_hand = StockLevel.objects.get(variant=row.line.variant).on_hand
    held = order.lines.get().returned_quantity
    assert (request.state, on_hand, held) in [("withdrawn", 0, 0), ("received", 2, 2)]


def test_refusal_and_withdrawal_free_the_pieces_once():
    order = fetched_order(quantity=3)
    request, officer = accepted(order, quantity=2), officer_of(order)

    results = together(
        [
            lambda: returns.withdraw(request=request, at=NOW),
            lambda: returns.refuse(request=request, answer="Tidak", by=officer, at=NOW),
        ]
    )

    assert outcomes(results) == {"ReturnRequest": 1, "ReturnNotAllowed": 1}
    assert order.lines.get().returned_quantity == 0

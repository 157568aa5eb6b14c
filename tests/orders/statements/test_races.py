"""The same file from two desks, the same row under two hands: one booking.

Rows are guarded by their unique fingerprint, decisions by the lock of the row and by the update that
names the state it expects. The twins take the guards out.
"""

from copy import deepcopy

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders import statements
from orders.models import BankStatement, Payment, Receipt, SalesDay, StatementLine
from orders.payments import accept_proof, proofs
from orders.statements import booking, rows
from orders.states import taking
from tests.builders import (
    make_officer,
    make_order,
    make_proof,
    make_selling_facility,
    make_statement,
    statement_csv,
)
from tests.together import outcomes, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def facility():
    """Its columns are known: files are read at once."""
    facility = make_selling_facility()
    make_statement([(timezone.now().date(), 1, "awal")], facility=facility)
    return facility


def importer(facility, data):
    by = make_officer("treasurer", facility)

    def call():
        return statements.take_in(
            facility=facility, bank_name="Bank", account_number=facility.bank_account_number,
            file_name="mutasi.csv", data=data, by=by, at=timezone.now(),
        )  # fmt: skip

    return call


def file_of(orders):
    today = orders[0].facility.local_day(timezone.now())
    return statement_csv([(today, order.total, f"TRSF {order.pk}") for order in orders])


def test_same_file_from_four_desks_is_kept_once(facility):
    orders = [make_order(facility=facility) for _ in range(5)]
    data = file_of(orders)

    results = together([importer(facility, data) for _ in range(4)])

    assert outcomes(results) == {"BankStatement": 4}
    assert StatementLine.objects.exclude(text="awal").count() == 5
    assert sum(result.repeated for result in results) == 15


def test_twin_without_fingerprint_keeps_each_row_twice(facility, monkeypatch):
    numbers = iter(range(10**6))
    monkeypatch.setattr(rows, "fingerprint_of", lambda *parts: f"{next(numbers):064}")
    data = file_of([make_order(facility=facility)])

    together([importer(facility, data) for _ in range(2)])

    assert StatementLine.objects.exclude(text="awal").count() == 2


def imported_and_booked(facility, data):
    """What one desk does: send the file, then book what is certain."""
    send, by = importer(facility, data), make_officer("treasurer", facility)
    return lambda: statements.book_certain(statement=send(), by=by, at=timezone.now())


def test_same_file_imported_and_booked_at_once_pays_each_order_once(facility):
    orders = [make_order(facility=facility) for _ in range(4)]
    data = file_of(orders)

    results = together([imported_and_booked(facility, data) for _ in range(4)])

    assert outcomes(results) == {"Booked": 4}
    assert sum(result.count for result in results) == 4
    assert Receipt.objects.count() == 4
    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}
    assert sum(SalesDay.objects.values_list("orders", flat=True)) == 4


def bookers(statement, count):
    officers = [make_officer("treasurer", statement.facility) for _ in range(count)]
    return [
        lambda by=by: statements.book_certain(statement=statement, by=by, at=timezone.now())
        for by in officers
    ]


def test_one_statement_booked_by_four_officers_at_once_is_booked_once(facility):
    orders = [make_order(facility=facility) for _ in range(3)]
    statement = make_statement([], facility=facility, data=file_of(orders))

    results = together(bookers(statement, 4))

    assert outcomes(results) == {"Booked": 4}
    assert sum(result.count for result in results) == 3
    assert Receipt.objects.count() == 3


class AnyState:
    """A model whose rows are found whatever their state."""

    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        return getattr(self._target, name)

    @property
    def objects(self):
        return AnyState(self._target.objects)

    def filter(self, *, state, **conditions):
        return self._target.filter(**conditions)


@pytest.fixture
def without_guards(monkeypatch):
    """Every officer works on what was seen before anybody booked; no lock, no expected state."""

    def take_out(order, statement):
        with transaction.atomic():
            seen = taking.locked(order.pk)
        lines = list(statement.lines.all())
        for line in lines:
            line.statement = statement
        found = statements.matches(statement, lines)
        names = iter(range(10**6))

        def seen_matches(statement, lines):
            # The reference of a receipt would refuse the second: each officer has an own one.
            for match in (mine := deepcopy(found)):
                match.line.fingerprint = f"{next(names):064}"
            return mine

        for module in (booking, taking):
            monkeypatch.setattr(module, "locked", lambda pk: deepcopy(seen))
        monkeypatch.setattr(booking, "_locked_rows", lambda rows: deepcopy(lines))
        monkeypatch.setattr(booking, "matches", seen_matches)
        monkeypatch.setattr(booking, "StatementLine", AnyState(StatementLine))
        monkeypatch.setattr(taking, "Order", AnyState(taking.Order))
        monkeypatch.setattr(taking, "Payment", AnyState(Payment))
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    return take_out


def test_twin_without_guards_books_the_sale_for_each_officer(facility, without_guards):
    order = make_order(facility=facility)
    statement = make_statement([], facility=facility, data=file_of([order]))
    calls = bookers(statement, 2)
    without_guards(order, statement)

    together(calls)

    assert Receipt.objects.count() == 2
    assert SalesDay.objects.get().orders == 2


def test_assigning_and_dismissing_at_once_decides_one_way(facility):
    order = make_order(facility=facility)
    line = make_statement([], facility=facility, data=file_of([order])).lines.get()
    one, two = (make_officer("treasurer", facility) for _ in range(2))

    results = together([
        lambda: statements.assign(line=line, payment=order.payment, by=one, at=timezone.now()),
        lambda: statements.dismiss(line=line, reason="Bukan", by=two, at=timezone.now()),
    ])  # fmt: skip

    assert outcomes(results) == {"StatementLine": 1, "StatementRefused": 1}
    state = StatementLine.objects.get(pk=line.pk).state
    assert Receipt.objects.count() == (state == "booked")


def test_twin_without_the_lock_of_the_row_books_and_dismisses(facility, monkeypatch):
    order = make_order(facility=facility)
    line = make_statement([], facility=facility, data=file_of([order])).lines.get()
    one, two = (make_officer("treasurer", facility) for _ in range(2))
    monkeypatch.setattr(booking, "_locked_row", lambda line: deepcopy(line))
    monkeypatch.setattr(booking, "_decide", lambda line, state, **changes: line)

    results = together([
        lambda: statements.assign(line=line, payment=order.payment, by=one, at=timezone.now()),
        lambda: statements.dismiss(line=line, reason="Bukan", by=two, at=timezone.now()),
    ])  # fmt: skip

    assert outcomes(results) == {"StatementLine": 2}
    assert Receipt.objects.count() == 1


# One hand at the proof of an order, the other at the row of the statement that pays it.


def two_hands(facility):
    """A proof in check and the row it is about, and the two acts that count its money."""
    order = make_order(facility=facility)
    proof = make_proof(order=order)
    statement = make_statement([], facility=facility, data=file_of([order]))
    by = make_officer("facility_head", facility)
    (book,) = bookers(statement, 1)
    return order, [lambda: accept_proof(proof=proof, by=by, at=timezone.now()), book]


def test_proof_accepted_while_its_row_is_booked_counts_the_money_once(facility):
    for _ in range(3):
        order, hands = two_hands(facility)

        together(hands)

        payment = Payment.objects.get(order=order)
        assert (payment.state, payment.received_amount) == ("paid", order.total)
        assert payment.receipts.count() == payment.proofs.filter(state="accepted").count() == 1
    assert sum(SalesDay.objects.values_list("orders", flat=True)) == 3
    # Whoever came second found the money booked: his row is linked, or waits to be.
    assert not StatementLine.objects.filter(state="booked", receipt=None).exists()


def test_twin_without_guards_counts_proof_and_row(facility, without_guards, monkeypatch):
    order, hands = two_hands(facility)
    without_guards(order, BankStatement.objects.latest("pk"))
    monkeypatch.setattr(proofs, "locked", booking.locked)
    monkeypatch.setattr(proofs, "PaymentProof", AnyState(proofs.PaymentProof))

    together(hands)

    assert Receipt.objects.count() == 2

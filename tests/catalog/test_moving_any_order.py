"""Transfers and counts among sales, orders and new goods, in any order: no piece is ever lost.

Hypothesis makes up the order and, when one breaks the books, the shortest that does.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from catalog import counts, stock, transfers
from catalog.counts import CountError
from catalog.models import StockCount, StockLevel, StockMovement, Transfer, TransferLine
from catalog.stock import Item, StockError
from catalog.transfers import Arrival, Missing, TransferError
from tests.builders import make_product, make_stock_location, make_user, make_variant

START = datetime(2026, 4, 20, 3, 0, tzinfo=UTC)
goods, places, few = st.integers(0, 1), st.integers(0, 2), st.integers(0, 5)
pick = st.integers(0, 20)
REFUSED = (StockError, TransferError, CountError)


class Moves(RuleBasedStateMachine):
    """Two variants at three places; `owned` counts what the facility should have in all."""

    def __init__(self):
        super().__init__()
        self.work = transaction.atomic()
        self.work.__enter__()
        product = make_product()
        self.facility = product.facility
        self.variants = [make_variant(product=product) for _ in range(2)]
        online = stock.online_location(self.facility)
        self.places = [online, *(make_stock_location(facility=self.facility) for _ in range(2))]
        self.counter, self.second = make_user(), make_user()
        self.at, self.number = START, 0
        self.owned = Counter()  # by variant number
        self.shelf_is_off = Counter()  # (variant, place): pieces the shelf has, the books have not

    def teardown(self):
        transaction.set_rollback(True)
        self.work.__exit__(None, None, None)

    def key(self):
        self.number += 1
        self.at += timedelta(minutes=1)
        return f"K-{self.number}"

    def done(self, act, **arguments):
        """What it gave back, or None when it was refused; then nothing may have changed."""
        before = list(StockMovement.objects.values_list("pk", flat=True))
        try:
            return act(**arguments)
        except REFUSED:
            assert before == list(StockMovement.objects.values_list("pk", flat=True))
            return None

    def a_transfer(self, pick, *states):
        rows = list(Transfer.objects.filter(state__in=states).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def a_count(self, pick, state):
        rows = list(StockCount.objects.filter(state=state).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    # The shop goes on

    @rule(v=goods, p=places, n=st.integers(1, 6), keeps=st.none() | st.integers(0, 3))
    def receive(self, v, p, n, keeps):
        last = None if keeps is None else self.at.date() + timedelta(days=keeps)
        stock.receive(
            variant=self.variants[v], location=self.places[p], quantity=n, at=self.at, by=None,
            expires_on=last, key=self.key(),
        )  # fmt: skip
        self.owned[v] += n

    @rule(v=goods, p=places, n=st.integers(1, 3))
    def sell(self, v, p, n):
        items = [Item(self.variants[v], n)]
        key = self.key()
        try:
            stock.sell(items=items, location=self.places[p], source_id=key, at=self.at)
        except StockError:
            return
        self.owned[v] -= n

    @rule(v=goods, n=st.integers(1, 3))
    def reserve(self, v, n):
        self.done(
            stock.reserve, items=[Item(self.variants[v], n)], source_id=self.key(), at=self.at
        )

    @rule(v=goods, p=places)
    def somebody_miscounts_the_shelf(self, v, p):
        self.shelf_is_off[v, p] -= 1

    @rule()
    def days_pass(self):
        self.at += timedelta(days=1)
        before = StockMovement.objects.latest("pk").pk if StockMovement.objects.exists() else 0
        stock.write_off_expired(at=self.at)
        for move in StockMovement.objects.filter(pk__gt=before):
            self.owned[self.variants.index(move.variant)] += move.quantity

    # Transfers

    @rule(p=places, q=places, v=goods, n=few)
    def prepare(self, p, q, v, n):
        transfer = self.done(
            transfers.start, facility=self.facility, origin=self.places[p],
            destination=self.places[q], key=self.key(), at=self.at, by=None,
        )  # fmt: skip
        assert (transfer is None) == (p == q)
        if transfer:
            self.done(
                transfers.put, transfer=transfer, variant=self.variants[v], quantity=n, at=self.at
            )

    @rule(pick=pick)
    def fill(self, pick):
        if transfer := self.a_transfer(pick, "draft"):
            transfers.fill(transfer=transfer, at=self.at)

    @rule(pick=pick)
    def send(self, pick):
        if transfer := self.a_transfer(pick, "draft", "sent"):
            self.done(transfers.send, transfer=transfer, at=self.at, by=None)

    @rule(pick=pick)
    def move_at_once(self, pick):
        if transfer := self.a_transfer(pick, "draft"):
            self.done(transfers.move_at_once, transfer=transfer, at=self.at, by=None)

    @rule(
        pick=pick, change=st.integers(-3, 1), missing=st.sampled_from(Missing), twice=st.booleans()
    )
    def arrive(self, pick, change, missing, twice):
        if not (transfer := self.a_transfer(pick, "sent")):
            return
        before = {line.pk: line for line in transfer.lines.all()}
        arrivals = {
            pk: Arrival(max(line.on_the_way + change, 0), missing, "Dihitung")
            for pk, line in before.items()
            if line.on_the_way
        }
        act = {"transfer": transfer, "arrivals": arrivals, "key": self.key(), "at": self.at}
        done = self.done(transfers.receive, **act, by=None)
        if done and twice:
            transfers.receive(**act, by=None)
        for line in transfer.lines.all() if done else ():
            self.owned[self.variants.index(line.variant)] -= line.lost - before[line.pk].lost

    @rule(pick=pick)
    def call_back(self, pick):
        if transfer := self.a_transfer(pick, "sent", "draft", "closed"):
            self.done(transfers.call_back, transfer=transfer, reason="Batal", at=self.at, by=None)

    @rule(pick=pick)
    def bring_home(self, pick):
        if transfer := self.a_transfer(pick, "closed"):
            self.done(
                transfers.start_return, transfer=transfer, key=self.key(), at=self.at, by=None
            )

    # Counts

    @rule(p=places)
    def begin_count(self, p):
        self.done(
            counts.start, location=self.places[p], key=self.key(), at=self.at, by=self.counter
        )

    @rule(pick=pick)
    def count_the_shelf(self, pick):
        """What lies there is what the books say now, but for what somebody took."""
        if not (count := self.a_count(pick, "open")):
            return
        p = self.places.index(count.location)
        lines = list(count.lines.all())
        marks = counts.ledger_marks(count, [line.variant_id for line in lines])
        figures = {}
        for line in lines:
            level = StockLevel.objects.get(variant=line.variant, location=count.location)
            off = self.shelf_is_off[self.variants.index(line.variant), p]
            figures[line.pk] = (max(level.on_hand + off, 0), marks[line.variant_id])
        assert counts.enter(count=count, figures=figures, at=self.at, by=self.counter) == []

    @rule(pick=pick)
    def hand_in(self, pick):
        if count := self.a_count(pick, "open"):
            self.done(counts.submit, count=count, at=self.at, by=self.counter)

    @rule(pick=pick, again=st.booleans())
    def decide(self, pick, again):
        if not (count := self.a_count(pick, "submitted")):
            return
        if again:
            lines = list(count.lines.values_list("pk", flat=True))
            counts.ask_again(
                count=count, lines=lines[:1], reason="Lagi", at=self.at, by=self.second
            )
            return
        off = {line.variant: line.difference for line in count.lines.all()}
        done = self.done(counts.approve, count=count, note="Dihitung", at=self.at, by=self.second)
        for variant, difference in off.items() if done else ():
            v = self.variants.index(variant)
            self.owned[v] += difference
            if difference:
                self.shelf_is_off[v, self.places.index(count.location)] = 0

    @invariant()
    def the_books_balance(self):
        assert list(stock.differences()) == []

    @invariant()
    def no_piece_is_lost_or_made(self):
        for v, variant in enumerate(self.variants):
            here = StockLevel.objects.filter(variant=variant).values_list("on_hand", flat=True)
            lines = TransferLine.objects.filter(variant=variant, transfer__state="sent")
            assert sum(here) + sum(line.on_the_way for line in lines) == self.owned[v]

    @invariant()
    def nothing_expired_left(self):
        left = StockMovement.objects.filter(kind__in=("transfer_out", "sell"))
        for move in left.filter(batch__expires_on__isnull=False).select_related("batch"):
            assert move.at.date() <= move.batch.expires_on


def test_transfers_and_counts_in_any_order_keep_every_piece():
    run_state_machine_as_test(
        Moves,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

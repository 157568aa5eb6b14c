"""Any acts of stock in any order keep the books right (invariants I01 to I05 of the ledger).

Hypothesis makes up the order and, when one breaks the books, the shortest that does.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from catalog import stock
from catalog.models import ProductionBatch, Reservation, StockLevel, StockMovement
from catalog.stock import Item, OutOfStock, StockError
from catalog.stock.correcting import SIGNS
from tests.builders import make_product, make_stock_location, make_variant

Kind = StockMovement.Kind
START = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)

few = st.integers(1, 6)
goods = st.integers(0, 1)
places = st.integers(0, 2)
orders = st.integers(1, 8)


def attempt(act, **arguments) -> StockError | None:
    """Do it, or return why not."""
    try:
        act(**arguments)
    except StockError as error:
        return error
    return None


class Shop(RuleBasedStateMachine):
    """Two variants at three places, and a plain count of what should lie where."""

    def __init__(self):
        super().__init__()
        self.work = transaction.atomic()
        self.work.__enter__()
        product = make_product()
        self.variants = [make_variant(product=product) for _ in range(2)]
        online = stock.online_location(product.facility)
        others = [make_stock_location(facility=product.facility) for _ in range(2)]
        self.places = [online, *others]
        self.at = START
        self.on_hand = Counter()  # by (variant, place) number
        self.held = {}  # order number -> Counter by variant number
        self.number = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.work.__exit__(None, None, None)

    # What is expected to be free, counted here and not by the code under test.

    def free(self, v, p):
        reserved = sum(held[v] for held in self.held.values()) if p == 0 else 0
        past = ProductionBatch.objects.filter(
            variant=self.variants[v], location=self.places[p], expires_on__lt=self.at.date()
        )
        expired = past.aggregate(n=Sum("remaining"))["n"] or 0
        return max(self.on_hand[v, p] - reserved - expired, 0)

    def items(self, basket):
        lines = [(v, n) for v, n in enumerate(basket) if n]
        return [Item(self.variants[v], n, str(v)) for v, n in lines]

    def next_id(self):
        self.number += 1
        return f"X-{self.number}"

    @rule(v=goods, p=places, n=few, keeps=st.none() | st.integers(0, 4))
    def receive(self, v, p, n, keeps):
        last_day = None if keeps is None else self.at.date() + timedelta(days=keeps)
        stock.receive(
            variant=self.variants[v], location=self.places[p], quantity=n, at=self.at, by=None,
            expires_on=last_day,
        )  # fmt: skip
        self.on_hand[v, p] += n

    @rule(order=orders, basket=st.tuples(st.integers(0, 4), st.integers(0, 4)))
    def reserve(self, order, basket):
        known = Reservation.objects.filter(source_id=f"P-{order}")
        lines = set(known.values_list("source_line", flat=True))
        wanted = {v: n for v, n in enumerate(basket) if n and str(v) not in lines}
        fits = all(self.free(v, 0) >= n for v, n in wanted.items())
        error = attempt(stock.reserve, items=self.items(basket), source_id=f"P-{order}", at=self.at)
        assert fits == (error is None)
        if error:
            assert error.available == self.free(self.variants.index(error.variant), 0)
        else:
            self.held.setdefault(order, Counter()).update(wanted)

    @rule(order=orders)
    def release(self, order):
        stock.release(source_id=f"P-{order}", at=self.at)
        self.held.pop(order, None)

    @rule(order=orders)
    def reserve_again(self, order):
        released = Reservation.objects.filter(
            source_id=f"P-{order}", outcome=Reservation.Outcome.RELEASED
        )
        wanted = {self.variants.index(row.variant): row.quantity for row in released}
        if attempt(stock.reserve_again, source_id=f"P-{order}", at=self.at):
            assert any(self.free(v, 0) < n for v, n in wanted.items())
        else:
            self.held.setdefault(order, Counter()).update(wanted)

    @rule(order=orders)
    def ship(self, order):
        if attempt(stock.ship, source_id=f"P-{order}", at=self.at):
            return  # what was reserved has expired: everything stays as it was
        for v, n in self.held.pop(order, Counter()).items():
            self.on_hand[v, 0] -= n

    @rule(order=orders, v=goods, n=few)
    def make_and_ship(self, order, v, n):
        item = Item(self.variants[v], n, "made")
        stock.make_and_ship(items=[item], source_id=f"P-{order}", at=self.at)

    @rule(v=goods, p=places, n=few)
    def sell(self, v, p, n):
        free = self.free(v, p)
        error = attempt(
            stock.sell,
                items=[Item(self.variants[v], n)], location=self.places[p],
                source_id=self.next_id(), at=self.at,
        )  # fmt: skip
        if error:
            assert error.available == free < n
        else:
            assert free >= n
            self.on_hand[v, p] -= n

    @rule(basket=st.tuples(st.integers(0, 3), st.integers(0, 3)), p=places, q=places)
    def transfer(self, basket, p, q):
        error = attempt(
            stock.transfer,
                items=self.items(basket), origin=self.places[p], destination=self.places[q],
                source_id=self.next_id(), at=self.at, by=None,
        )  # fmt: skip
        if isinstance(error, OutOfStock):
            v = self.variants.index(error.variant)
            assert self.free(v, p) < basket[v]
        elif error:
            assert p == q
        else:
            for v, n in enumerate(basket):
                self.on_hand[v, p] -= n
                self.on_hand[v, q] += n

    @rule(v=goods, p=places, n=st.integers(-4, 4), kind=st.sampled_from(list(SIGNS)))
    def adjust(self, v, p, n, kind):
        error = attempt(
            stock.adjust,
                variant=self.variants[v], location=self.places[p], difference=n, kind=kind,
                reason="Hitung", at=self.at, by=None,
        )  # fmt: skip
        if error:
            reserved = sum(held[v] for held in self.held.values()) if p == 0 else 0
            wrong = n == 0 or (1 if n > 0 else -1) not in SIGNS[kind]
            assert wrong or self.on_hand[v, p] - reserved < -n
        else:
            self.on_hand[v, p] += n

    @rule(pick=st.integers(0, 50))
    def reverse(self, pick):
        movements = StockMovement.objects.order_by("pk").select_related("reversed_by")
        if not (movement := movements[pick : pick + 1].first()):
            return
        was_reversed = hasattr(movement, "reversed_by")
        error = attempt(stock.reverse, movement=movement, reason="Salah", at=self.at, by=None)
        if not (error or was_reversed):
            self._count(movement.variant, movement.location, -movement.quantity)

    @rule(v=goods, p=places, n=st.integers(-4, 4), reason=st.sampled_from(stock.REASONS))
    def book(self, v, p, n, reason):
        error = attempt(
            stock.book,
                variant=self.variants[v], location=self.places[p], difference=n, reason=reason,
                at=self.at, by=None, key=self.next_id(),
        )  # fmt: skip
        if not error:
            self.on_hand[v, p] += n

    @rule(pick=st.integers(0, 50))
    def undo(self, pick):
        movements = StockMovement.objects.order_by("pk")
        if not (movement := movements[pick : pick + 1].first()):
            return
        reversals = StockMovement.objects.filter(kind=Kind.REVERSE)
        known = set(reversals.values_list("pk", flat=True))
        attempt(stock.undo, movement=movement, reason="Salah", at=self.at, by=None)
        for m in reversals.exclude(pk__in=known):
            self._count(m.variant, m.location, m.quantity)

    @rule(pick=st.integers(0, 20), n=few)
    def take_back(self, pick, n):
        out = StockMovement.objects.filter(kind__in=(Kind.SHIP, Kind.SELL)).order_by("pk")
        if not (movement := out[pick : pick + 1].first()):
            return
        line = self.next_id()
        error = attempt(
            stock.take_back,
                items=[Item(movement.variant, n, line)], source_id=movement.source_id,
                at=self.at, by=None,
        )  # fmt: skip
        if error:
            return
        came = StockMovement.objects.filter(kind=Kind.RETURN, source_line__startswith=line)
        mine = [m for m in came if m.source_line.split("/")[0] == line]
        assert sum(m.quantity for m in mine) == n
        for m in mine:
            self._count(m.variant, m.location, m.quantity)

    def _count(self, variant, location, quantity):
        self.on_hand[self.variants.index(variant), self.places.index(location)] += quantity

    @rule()
    def write_off(self):
        before = StockMovement.objects.filter(kind=Kind.EXPIRE)
        known = set(before.values_list("pk", flat=True))
        pieces = stock.write_off_expired(at=self.at)
        new = StockMovement.objects.filter(kind=Kind.EXPIRE).exclude(pk__in=known)
        assert pieces == -sum(m.quantity for m in new)
        for m in new:
            assert m.batch.expires_on < self.at.date()
            self._count(m.variant, m.location, m.quantity)

    @rule(days=st.integers(1, 3))
    def days_pass(self, days):
        self.at += timedelta(days=days)

    @invariant()
    def every_level_holds_what_it_should(self):
        for level in StockLevel.objects.all():
            v, p = self.variants.index(level.variant), self.places.index(level.location)
            assert level.on_hand == self.on_hand[v, p]
            held = sum(held[v] for held in self.held.values()) if p == 0 else 0
            assert level.reserved == held
            assert 0 <= level.reserved <= level.on_hand

    @invariant()
    def the_books_balance(self):
        assert list(stock.differences()) == []

    @invariant()
    def transfers_add_to_zero(self):
        moved = StockMovement.objects.filter(source_type="transfer").order_by()
        sums = moved.values("source_id").annotate(n=Sum("quantity")).values_list("n", flat=True)
        assert set(sums) <= {0}

    @invariant()
    def nothing_expired_was_sold(self):
        sold = StockMovement.objects.filter(kind__in=(Kind.SHIP, Kind.SELL, Kind.TRANSFER_OUT))
        for m in sold.filter(batch__expires_on__isnull=False).select_related("batch"):
            assert m.at.date() <= m.batch.expires_on

    @invariant()
    def what_can_be_ordered_is_what_is_free(self):
        pks = [variant.pk for variant in self.variants]
        expected = {pk: self.free(v, 0) for v, pk in enumerate(pks)}
        assert stock.online_available(pks, at=self.at) == expected


def test_any_acts_in_any_order_keep_the_books():
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

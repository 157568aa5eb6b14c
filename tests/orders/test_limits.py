from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from orders import limits
from orders.limits import Limit, TooMany, count
from orders.models import RateCounter
from tests.together import together

NOON = datetime(2026, 11, 21, 5, 0, 10, tzinfo=UTC)
THREE = Limit("coba", 3, timedelta(minutes=1))


def test_count_lets_the_limit_pass_and_no_more():
    assert [count(THREE, who="10.0.0.1", at=NOON) for _ in range(3)] == [1, 2, 3]

    with pytest.raises(TooMany) as error:
        count(THREE, who="10.0.0.1", at=NOON)

    assert error.value.retry_after == 50
    assert str(error.value) == "Terlalu banyak percobaan. Coba lagi dalam 50 detik."


def test_count_keeps_callers_and_limits_apart():
    other = Limit("lain", 3, timedelta(minutes=1))
    for _ in range(3):
        count(THREE, who="10.0.0.1", at=NOON)

    assert count(THREE, who="10.0.0.2", at=NOON) == 1
    assert count(other, who="10.0.0.1", at=NOON) == 1


def test_count_begins_anew_in_the_next_window():
    for _ in range(3):
        count(THREE, who="10.0.0.1", at=NOON)

    assert count(THREE, who="10.0.0.1", at=NOON + timedelta(seconds=50)) == 1


def test_counters_do_not_show_who_was_counted():
    count(THREE, who="10.0.0.1", at=NOON)

    key = RateCounter.objects.get().key
    assert len(key) == 64
    assert "10.0.0.1" not in key


def test_waiting_time_is_said_in_minutes_when_long():
    assert str(TooMany(600)).endswith("Coba lagi dalam 10 menit.")
    assert str(TooMany(91)).endswith("Coba lagi dalam 2 menit.")


def test_old_counters_are_pruned():
    count(THREE, who="10.0.0.1", at=NOON - timedelta(hours=2))
    count(THREE, who="10.0.0.1", at=NOON)

    assert limits.prune(at=NOON) == 1
    assert RateCounter.objects.get().hits == 1


def test_callers_at_the_same_moment_are_each_counted_once(transactional_db):
    results = together([lambda: count(THREE, who="10.0.0.1", at=NOON)] * 12)

    assert sorted(r for r in results if isinstance(r, int)) == [1, 2, 3]
    assert sum(isinstance(r, TooMany) for r in results) == 9
    assert RateCounter.objects.get().hits == 12


def test_twin_reading_before_writing_loses_counts(transactional_db, monkeypatch):
    """The same race with the one statement taken apart."""
    all_have_read = Barrier(2, timeout=5)

    def read_then_write(key, start):
        row = RateCounter.objects.get(key=key, window_start=start)
        all_have_read.wait()
        row.hits += 1
        row.save()
        return row.hits

    count(THREE, who="10.0.0.1", at=NOON)
    monkeypatch.setattr(limits, "_add_one", read_then_write)

    results = together([lambda: count(THREE, who="10.0.0.1", at=NOON)] * 2)

    assert results == [2, 2]
    assert RateCounter.objects.get().hits == 2

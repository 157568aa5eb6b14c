"""Spans: what they cover, what they are called, what they are compared with."""

from datetime import date

import pytest

from orders.reports.spans import NotASpan, free_span, named_span

TODAY = date(2026, 4, 22)


@pytest.mark.parametrize(
    ("name", "start", "end", "label"),
    [
        ("hari-ini", "2026-04-22", "2026-04-22", "22 April 2026"),
        ("minggu-ini", "2026-04-20", "2026-04-22", "20 sampai 22 April 2026"),
        ("bulan-ini", "2026-04-01", "2026-04-22", "1 sampai 22 April 2026"),
        ("triwulan-ini", "2026-04-01", "2026-04-22", "1 sampai 22 April 2026"),
        ("tahun-ini", "2026-01-01", "2026-04-22", "1 Januari sampai 22 April 2026"),
        ("2025", "2025-01-01", "2025-12-31", "2025"),
        ("2026", "2026-01-01", "2026-04-22", "1 Januari sampai 22 April 2026"),
        ("2026-T1", "2026-01-01", "2026-03-31", "Triwulan I 2026"),
        ("2025-T4", "2025-10-01", "2025-12-31", "Triwulan IV 2025"),
        ("2026-02", "2026-02-01", "2026-02-28", "Februari 2026"),
        ("2026-04-17", "2026-04-17", "2026-04-17", "17 April 2026"),
    ],
)
def test_named_span_covers_and_is_called(name, start, end, label):
    span = named_span(name, today=TODAY)
    assert (span.start.isoformat(), span.end.isoformat(), span.label) == (start, end, label)
    assert span.query == {"rentang": name}


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("bulan-ini", "2026-03-01", "2026-03-22"),
        ("triwulan-ini", "2026-01-01", "2026-01-22"),
        ("tahun-ini", "2025-01-01", "2025-04-22"),
        ("2026-03", "2026-02-01", "2026-02-28"),
        ("2026-02", "2026-01-01", "2026-01-31"),
        ("2026-T1", "2025-10-01", "2025-12-31"),
        ("2025", "2024-01-01", "2024-12-31"),
        ("minggu-ini", "2026-04-13", "2026-04-15"),
        ("2026-04-17", "2026-04-16", "2026-04-16"),
    ],
)
def test_span_before_is_the_unit_before_up_to_the_same_day(name, start, end):
    before = named_span(name, today=TODAY).before()
    assert (before.start.isoformat(), before.end.isoformat()) == (start, end)


def test_free_days_compare_with_as_many_days_before():
    before = free_span(date(2026, 4, 5), date(2026, 4, 14)).before()
    assert (before.start, before.end) == (date(2026, 3, 26), date(2026, 4, 4))


def test_whole_months_are_recognised():
    assert free_span(date(2026, 3, 1), date(2026, 3, 31)).label == "Maret 2026"
    assert free_span(date(2026, 4, 1), date(2026, 6, 30)).label == "Triwulan II 2026"
    assert free_span(date(2026, 2, 1), date(2026, 4, 30)).kind == "free"


def test_leap_day_has_a_year_before():
    assert named_span("2024-02", today=TODAY).last_year().end == date(2023, 2, 28)
    assert named_span("2025-02", today=TODAY).last_year().end == date(2024, 2, 29)


@pytest.mark.parametrize("name", ["2026-13", "2026-T5", "kemarin", "1999", "2026-02-30", "-", "²"])
def test_other_words_are_no_span(name):
    with pytest.raises(NotASpan):
        named_span(name, today=TODAY)


def test_span_backwards_is_refused():
    with pytest.raises(NotASpan, match="mendahului"):
        free_span(date(2026, 4, 2), date(2026, 4, 1))

"""Amounts in words: the spellings people look at, and every number read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.documents.terbilang import hari_terbilang, rupiah_terbilang, terbilang

READ = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip
SIZES = {"ribu": 1000, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (200, "dua ratus"),
        (1_000, "seribu"),
        (1_001, "seribu satu"),
        (1_100, "seribu seratus"),
        (2_000, "dua ribu"),
        (2_026, "dua ribu dua puluh enam"),
        (11_000, "sebelas ribu"),
        (21_000, "dua puluh satu ribu"),
        (100_000, "seratus ribu"),
        (147_356, "seratus empat puluh tujuh ribu tiga ratus lima puluh enam"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (3_430_000, "tiga juta empat ratus tiga puluh ribu"),
        (11_000_011, "sebelas juta sebelas"),
        (47_550_000, "empat puluh tujuh juta lima ratus lima puluh ribu"),
        (100_000_000, "seratus juta"),
        (1_000_000_000, "satu miliar"),
        (1_000_001_000, "satu miliar seribu"),
        (
            999_999_999_999,
            "sembilan ratus sembilan puluh sembilan miliar sembilan ratus sembilan puluh sembilan "
            "juta sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh "
            "sembilan",
        ),
        (1_000_000_000_000, "satu triliun"),
    ],
)
def test_terbilang_writes_as_receipts_do(number, words):
    assert terbilang(number) == words


@given(st.integers(min_value=1, max_value=999_999_999_999_999))
def test_terbilang_reads_back_as_the_same_number(number):
    words = terbilang(number)
    assert read(words) == number
    assert "  " not in words
    assert words == words.strip()


def test_terbilang_refuses_what_has_no_words():
    with pytest.raises(ValueError, match="cacah"):
        terbilang(-1)


def test_amount_and_day_in_words():
    assert rupiah_terbilang(50_000) == "lima puluh ribu rupiah"
    assert hari_terbilang(date(2026, 6, 8)) == (
        "hari Senin, tanggal delapan bulan Juni tahun dua ribu dua puluh enam"
    )
    assert hari_terbilang(date(2026, 11, 22)).startswith("hari Minggu, tanggal dua puluh dua")


def read(words: str) -> int:
    """A reader that knows the grammar, written apart from the writer."""
    total = group = last = 0
    for word in words.split():
        if word in READ:
            last = READ[word]
        elif word == "belas":
            last += 10
        elif word == "puluh":
            group, last = group + last * 10, 0
        elif word in ("seratus", "ratus"):
            group, last = group + (100 if word == "seratus" else last * 100), 0
        elif word == "seribu":
            total += 1000
        else:
            total, group, last = total + (group + last) * SIZES[word], 0, 0
    return total + group + last

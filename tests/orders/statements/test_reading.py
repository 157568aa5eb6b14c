"""Files of banks: encodings, delimiters, days and amounts; strangers and monsters refused."""

from datetime import date
from pathlib import Path

import pytest

from orders.statements.amounts import Amount, amount_of
from orders.statements.days import day_of, writes_month_first
from orders.statements.errors import StatementRefused
from orders.statements.layouts import MARKED, SIGNED, TWO_COLUMNS, Layout, fits, guess
from orders.statements.reading import MAX_BYTES, MAX_ROWS, sheet_of, text_of
from orders.statements.rows import read_rows

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 22)
N1, N2, N3 = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)


def sheet(name):
    return sheet_of(text_of((FILES / f"{name}.csv").read_bytes()))


def contents(name):
    table = sheet(name)
    return read_rows(table, guess(table, today=TODAY), account_number="0001234567", today=TODAY)


def money(found):
    return [(row.day, row.rupiah, row.sen) for row in found.credits]


EXPECTED = {
    "koma-inggris-cr-db": [
        (N1, 147_356, 0), (N1, 498_212, 0), (N2, 100_000, 0), (N2, 100_000, 0),
    ],
    "titik-koma-debet-kredit-cp1252": [(N1, 1_250_000, 0), (N3, 6_172, 84), (N3, 75_001, 0)],
    "tab-utf16-bertanda": [(N1, 147_356, 0), (N2, 75_217, 0)],
    "titik-koma-bom-nama-bulan": [(N1, 147_356, 0), (N2, 98_000, 0)],
    "tanpa-judul-bulan-dulu": [(N1, 147_356, 0), (date(2026, 11, 13), 98_212, 0)],
    "garis-tegak-tanpa-saldo": [(N1, 250_000, 0), (N1, 250_000, 0), (N2, 250_000, 0)],
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_each_layout_gives_the_money_that_came_in(name):
    found = contents(name)
    assert money(found) == EXPECTED[name]
    assert found.debits == 1
    assert len({row.fingerprint for row in found.credits}) == len(found.credits)


def test_guess_says_which_column_holds_what():
    assert guess(sheet("koma-inggris-cr-db"), today=TODAY) == Layout(
        day=0, texts=(1,), style=MARKED, amount=3, mark=4, balance=5,
        header=("tanggal", "keterangan", "cabang", "jumlah", "", "saldo"),
    )  # fmt: skip
    two = guess(sheet("titik-koma-debet-kredit-cp1252"), today=TODAY)
    assert (two.style, two.texts, two.debit, two.credit, two.balance) == (
        TWO_COLUMNS, (2, 3), 4, 5, 6,
    )  # fmt: skip
    assert guess(sheet("tab-utf16-bertanda"), today=TODAY).style == SIGNED
    bare = guess(sheet("tanpa-judul-bulan-dulu"), today=TODAY)
    assert bare == Layout(
        day=0, texts=(2,), style=MARKED, amount=3, mark=4, balance=5, month_first=True
    )
    assert guess(sheet("garis-tegak-tanpa-saldo"), today=TODAY).texts == (2, 3)


def test_layout_is_known_again_by_its_titles_only():
    table = sheet("koma-inggris-cr-db")
    layout = guess(table, today=TODAY)
    assert fits(layout, table, today=TODAY)
    other = sheet_of("Tanggal,Keterangan,Jumlah,Cabang,,Saldo\n01/11,a,1,2,CR,3\n")
    assert not fits(layout, other, today=TODAY)
    bare = sheet("tanpa-judul-bulan-dulu")
    assert fits(guess(bare, today=TODAY), bare, today=TODAY)
    assert not fits(guess(bare, today=TODAY), table, today=TODAY)
    assert not fits(guess(bare, today=TODAY), sheet_of("a,b,c\nd,e,f\n"), today=TODAY)


def test_row_the_bank_has_not_booked_is_named_with_its_line_in_the_file():
    problems = contents("koma-inggris-cr-db").problems
    assert [(p.number, "belum dibukukan" in p.what) for p in problems] == [(13, True)]


def test_text_of_a_bank_keeps_its_letters_and_no_formula_is_more_than_text():
    cafe = contents("titik-koma-debet-kredit-cp1252").credits[0]
    assert cafe.text == "TRANSFER DARI CAFÉ CONTOH – P-7K2M9QX4 REF00011"
    formula, wrapped = contents("titik-koma-bom-nama-bulan").credits
    assert formula.text == '=HYPERLINK("http://contoh.invalid";"klik")'
    assert wrapped.text == "0012 SETOR"


def test_same_row_has_the_same_fingerprint_in_a_longer_file():
    short, long = contents("koma-inggris-cr-db"), sheet("koma-inggris-cr-db")
    fewer = sheet_of("\n".join(",".join(f'"{c}"' for c in row) for row in long.rows[:9]))
    again = read_rows(fewer, guess(fewer, today=TODAY), account_number="0001234567", today=TODAY)
    known = {row.fingerprint for row in short.credits}
    assert again.credits
    assert {row.fingerprint for row in again.credits} <= known
    elsewhere = read_rows(fewer, guess(fewer, today=TODAY), account_number="9", today=TODAY)
    assert not {row.fingerprint for row in elsewhere.credits} & known


AMOUNTS = {
    "147356": (147_356, 0, None),
    "147.356": (147_356, 0, None),
    "147,356": (147_356, 0, None),
    "1.250.000,00": (1_250_000, 0, None),
    "1,250,000.00": (1_250_000, 0, None),
    "1250000.5": (1_250_000, 50, None),
    "1250000,05": (1_250_000, 5, None),
    "147356.0000": (147_356, 0, None),
    "Rp147.356": (147_356, 0, None),
    "Rp 147.356,-": (147_356, 0, None),
    "IDR 1,000.00": (1_000, 0, None),
    "+1.000": (1_000, 0, True),
    "-1.000,00": (1_000, 0, False),
    "-Rp1.000": (1_000, 0, False),
    "1.000,00-": (1_000, 0, False),
    "(1.000)": (1_000, 0, False),
    "1,000.00 CR": (1_000, 0, True),
    "1.000 DB": (1_000, 0, False),
    "0,00": (0, 0, None),
}
NO_AMOUNTS = (
    "", "-", "abc", "=1+1", "=147356", "@SUM(A1)", "1e6", "1.5E+06", "1.2.3", "12,34,56", "1.0000.0",
    "01/11/2026", "2026-11-01", "1 000 x", "99999999999999999999", "NaN", "１４７", "0x10",
)  # fmt: skip


@pytest.mark.parametrize("cell", AMOUNTS)
def test_amount_is_read_as_banks_write_it(cell):
    assert amount_of(cell) == Amount(*AMOUNTS[cell])


@pytest.mark.parametrize("cell", NO_AMOUNTS)
def test_anything_else_is_no_amount(cell):
    assert amount_of(cell) is None


DAYS = {
    "01/11/2026": N1,
    "1-11-26": N1,
    "01.11.2026": N1,
    "2026-11-01": N1,
    "20261101": N1,
    "01/11/2026 13:45:10": N1,
    "2026-11-01T08.15": N1,
    "1 Nov 2026": N1,
    "01-Nop-26": N1,
    "1 November 2026": N1,
    "Minggu, 1 November 2026": N1,
    "17 Agt 2026": date(2026, 8, 17),
    "01/11": N1,
    "24/12": date(2025, 12, 24),  # without year: the last such day
    "29/02": None,
    "31/11/2026": None,
    "00/11/2026": None,
    "PEND": None,
    "147.356": None,
    "=NOW()": None,
    "": None,
}


@pytest.mark.parametrize("cell", DAYS)
def test_day_is_read_as_banks_write_it(cell):
    assert day_of(cell, today=TODAY) == DAYS[cell]


def test_month_comes_first_only_where_the_days_say_so():
    assert writes_month_first(["11/01/2026", "11/13/2026"])
    assert not writes_month_first(["01/11/2026", "13/11/2026"])
    assert not writes_month_first(["01/11/2026", "02/11/2026"])
    assert day_of("11/13/2026", today=TODAY, month_first=True) == date(2026, 11, 13)


STRANGERS = {
    "empty": b" \r\n",
    "xlsx": b"PK\x03\x04" + b"a" * 50,
    "xls": b"\xd0\xcf\x11\xe0" + b"a" * 50,
    "pdf": b"%PDF-1.7\n",
    "web page": b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>",
    "json": b'{"a": 1}',
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "undecodable": b"Tanggal;Uraian;Jumlah\n1;\x81\x8d;3\n",
    "nul": b"a;b;c\n1;\0;3\n",
    "no table": b"Halo\nini surat\n",
    "two columns": b"a;b\n1;2\n",
    "quote that never ends": b'Tanggal;Uraian;Jumlah\n1;"' + b"2;3\n" * 5_000,
    "too large": b"a;b;c\n" * (MAX_BYTES // 6 + 1),
    "too many rows": b"1;2;3\n" * (MAX_ROWS + 1),
    "too many columns": b";".join([b"1"] * 41),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_statement_is_refused_with_a_reason(name):
    with pytest.raises(StatementRefused) as refusal:
        sheet_of(text_of(STRANGERS[name]))
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("sign", ['"', "\r", "x", " "])
def test_line_that_names_no_known_delimiter_is_a_line_like_others(sign):
    """Newer Pythons refuse a quote or a line's end as delimiter with an error of their own."""
    table = sheet_of(f"sep={sign}\n01/11/2026;satu;100\n02/11/2026;dua;200\n")
    assert table.rows[-1] == ("02/11/2026", "dua", "200")


def test_row_with_an_amount_nobody_can_read_is_a_problem_not_lost():
    table = sheet_of(
        "Tanggal;Uraian;Kredit;Debet\n"
        "01/11/2026;baik;100;0\n"
        "02/11/2026;rumus;=1+1;\n"
        "99/99/2026;hari;200;\n"
        "03/11/2027;besok;300;\n"
        "04/11/2026;angka sebagai rumus;=400;\n"
        "Jumlah;;300;0\n"
    )
    found = read_rows(table, guess(table, today=TODAY), account_number="1", today=TODAY)
    assert [(row.day, row.rupiah) for row in found.credits] == [(N1, 100)]
    assert [p.number for p in found.problems] == [3, 4, 5, 6]


def test_semicolons_win_over_the_commas_of_the_sen():
    table = sheet_of("01/11/2026;a;1,00;\n02/11/2026;b;;2,00\n03/11/2026;c;3,00;\n")
    assert table.rows[1] == ("02/11/2026", "b", "", "2,00")

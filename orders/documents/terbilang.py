"""Numbers in Indonesian words, as papers about money write them. Source: docs/rules/documents.md."""

from datetime import date

from catalog.dates import MONTHS

SMALL = (
    "", "satu", "dua", "tiga", "empat", "lima", "enam",
    "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"))
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def terbilang(number: int) -> str:
    """`3430000` -> `tiga juta empat ratus tiga puluh ribu`; whole, not below zero."""
    if number < 0:
        raise ValueError("Hanya bilangan cacah yang dapat ditulis dengan huruf.")
    return _words(number) or "nol"


def rupiah_terbilang(amount: int) -> str:
    """Whole rupiah in words: `lima puluh ribu rupiah`."""
    return f"{terbilang(amount)} rupiah"


def hari_terbilang(day: date) -> str:
    """`hari Senin, tanggal delapan bulan Juni tahun dua ribu dua puluh enam`."""
    return (
        f"hari {DAYS[day.weekday()]}, tanggal {terbilang(day.day)} bulan {MONTHS[day.month - 1]} "
        f"tahun {terbilang(day.year)}"
    )


def _words(number: int) -> str:
    if number < 12:
        return SMALL[number]
    if number < 20:
        return f"{SMALL[number - 10]} belas"
    if number < 100:
        return f"{SMALL[number // 10]} puluh {SMALL[number % 10]}".strip()
    size, name = next(scale for scale in SCALES if number >= scale[0])
    count, rest = divmod(number, size)
    # One hundred and one thousand have a word of their own; one million is "satu juta".
    head = f"se{name}" if count == 1 and size <= 1000 else f"{_words(count)} {name}"
    return f"{head} {_words(rest)}".strip()

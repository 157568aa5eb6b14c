"""Whole rupiah: the only module that rounds and writes amounts."""


def rupiah(amount: int) -> str:
    """`147356` -> `Rp147.356`: a dot between thousands, no space, no cents (EYD)."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def rupiah_singkat(amount: int) -> str:
    """`162915000` -> `Rp162,9 jt`: for a headline; rounded down, so never more than there is."""
    for size, word in ((1_000_000_000, "M"), (1_000_000, "jt")):
        if abs(amount) >= size:
            tenths = abs(amount) * 10 // size
            sign = "-" if amount < 0 else ""
            return f"{sign}Rp{ribuan(tenths // 10)},{tenths % 10} {word}".replace(",0 ", " ")
    return rupiah(amount)


def ribuan(number: int) -> str:
    """`7519` -> `7.519`: a count, written as amounts are."""
    return f"{number:,}".replace(",", ".")


def part_of(amount: int, *, percent: int, step: int = 1) -> int:
    """So many per cent of an amount, rounded up to whole steps of rupiah.

    `part_of(147_356, percent=30, step=1_000)` -> `45000` (44.206,80 exactly).
    """
    return -(-amount * percent // (100 * step)) * step


def share_up(amount: int, pieces: int) -> int:
    """What one of so many pieces costs, rounded up to whole rupiah: `share_up(100, 3)` -> `34`."""
    return -(-amount // pieces)

"""Whole rupiah: the only module that rounds and writes amounts."""


def rupiah(amount: int) -> str:
    """`147356` -> `Rp147.356`: a dot between thousands, no space, no cents (EYD)."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def ribuan(number: int) -> str:
    """`7519` -> `7.519`: a count, written as amounts are."""
    return f"{number:,}".replace(",", ".")

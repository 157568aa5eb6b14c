"""Why money may not be settled so; str() is Indonesian, for the officer."""

from datetime import date

from catalog.dates import bulan


class SettlementError(Exception):
    """Base of all of them."""


class MonthClosed(SettlementError):
    """Something was to be booked into a month that is locked."""

    def __init__(self, month: date):
        super().__init__(
            f"{bulan(month)} sudah ditutup. Pilih tanggal di bulan yang masih terbuka, atau minta "
            "pengelola situs membukanya kembali."
        )


class RuleOverlaps(SettlementError):
    """Two rules would hold on one day for the same goods."""


class ClosingRefused(SettlementError):
    """The month may not be closed or opened now."""


class DepositRefused(SettlementError):
    """The deposit cannot be booked like this. field: what to correct, "" when nothing single."""

    def __init__(self, text: str, field: str = ""):
        super().__init__(text)
        self.field = field


class PayoutRefused(DepositRefused):
    """The payout cannot be booked like this."""


class RefundTooLarge(SettlementError):
    """More goes back for a line than it brought in."""

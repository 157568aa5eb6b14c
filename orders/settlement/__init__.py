"""Sharing what goods bring in, and settling it month by month. Source: docs/rules/settlement.md."""

from .errors import (
    ClosingRefused,
    DepositRefused,
    MonthClosed,
    PayoutRefused,
    RefundTooLarge,
    RuleOverlaps,
    SettlementError,
)
from .months import close, month_of, next_month, owed, reopen
from .splitting import reverse_for_refund, split_order

__all__ = [
    "ClosingRefused",
    "DepositRefused",
    "MonthClosed",
    "PayoutRefused",
    "RefundTooLarge",
    "RuleOverlaps",
    "SettlementError",
    "close",
    "month_of",
    "next_month",
    "owed",
    "reopen",
    "reverse_for_refund",
    "split_order",
]

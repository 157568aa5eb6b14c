"""Weekly and monthly summaries by e-mail. Source: docs/rules/reports.md, "By e-mail"."""

from .sending import send_due
from .subscribing import reader_from_token, rhythm_of, subscribe, token_of, unsubscribe

__all__ = [
    "reader_from_token",
    "rhythm_of",
    "send_due",
    "subscribe",
    "token_of",
    "unsubscribe",
]

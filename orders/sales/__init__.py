"""Sales counted once, and the proof that they are. Source: docs/rules/sales.md."""

from .booking import add_rows, book_refund, book_sale, merged, refund_rows, sale_rows
from .books import differences, one_moment, rebuild, rows_by_orders
from .checks import broken_orders
from .money_checks import money_invariants

__all__ = [
    "add_rows",
    "book_refund",
    "book_sale",
    "broken_orders",
    "differences",
    "merged",
    "money_invariants",
    "one_moment",
    "rebuild",
    "refund_rows",
    "rows_by_orders",
    "sale_rows",
]

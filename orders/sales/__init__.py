"""Sales counted once, and the proof that they are. Source: docs/rules/sales.md."""

from .booking import (
    add_rows,
    book_refund,
    book_sale,
    by_sales_key,
    merged,
    refund_rows,
    sale_rows,
)
from .books import differences, one_moment, rebuild, rebuild_cells
from .checks import broken_orders
from .folding import fold, freshen
from .money_checks import money_invariants

__all__ = [
    "add_rows",
    "book_refund",
    "book_sale",
    "broken_orders",
    "by_sales_key",
    "differences",
    "fold",
    "freshen",
    "merged",
    "money_invariants",
    "one_moment",
    "rebuild",
    "rebuild_cells",
    "refund_rows",
    "sale_rows",
]

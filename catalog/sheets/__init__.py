"""Goods as spreadsheets: taken down, filled in elsewhere, looked at, written whole or not at all.

Source: docs/rules/sheets.md.
"""

from .errors import SheetRefused
from .exporting import product_sheet, product_template, stock_sheet
from .importing import PlanChanged, discard, forget_drafts, plan_of, take_in, write
from .plans import Change, Plan, PlannedRow

__all__ = [
    "Change",
    "Plan",
    "PlanChanged",
    "PlannedRow",
    "SheetRefused",
    "discard",
    "forget_drafts",
    "plan_of",
    "product_sheet",
    "product_template",
    "stock_sheet",
    "take_in",
    "write",
]

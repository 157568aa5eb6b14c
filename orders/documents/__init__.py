"""Papers of an order: numbered, never deleted, the same on screen and as PDF.

Source: docs/rules/documents.md. A new kind is a file beside this one and a line in registry.py.
"""

from .checking import Finding, find, normalise_code
from .files import forget_buyers, pdf_of, sweep
from .following import follow_completion, follow_receipt, issue_missing
from .issuing import DocumentNotAllowed, issue, void, void_with_order
from .registry import PAPERS, objection_to, offered
from .rendering import code_in_groups, paper_of, sheet_of

__all__ = [
    "PAPERS",
    "DocumentNotAllowed",
    "Finding",
    "code_in_groups",
    "find",
    "follow_completion",
    "follow_receipt",
    "forget_buyers",
    "issue",
    "issue_missing",
    "normalise_code",
    "objection_to",
    "offered",
    "paper_of",
    "pdf_of",
    "sheet_of",
    "sweep",
    "void",
    "void_with_order",
]

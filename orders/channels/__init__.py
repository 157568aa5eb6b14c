"""Sales of a marketplace, WhatsApp or the e-Katalog, by hand or from the channel's list.

Source: docs/rules/channels.md.
"""

from .files import (
    choose_columns,
    discard,
    forget_drafts,
    has_columns,
    plan_of,
    table_of,
    take_in,
    write,
)
from .lists import FIELDS, NEEDED, ListPlan, moment_of
from .recording import METHODS, RecordedAlready, may_add, record, recorded

__all__ = [
    "FIELDS",
    "METHODS",
    "NEEDED",
    "ListPlan",
    "RecordedAlready",
    "choose_columns",
    "discard",
    "forget_drafts",
    "has_columns",
    "may_add",
    "moment_of",
    "plan_of",
    "record",
    "recorded",
    "table_of",
    "take_in",
    "write",
]

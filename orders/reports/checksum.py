"""A short code over the rows of a report: equal codes, equal figures. docs/rules/reports.md."""

import hashlib
import json
from datetime import date

from .report import Report

LETTERS = 16  # of SHA-256 in hex; enough to tell two papers apart, short enough to compare by eye


def checksum_of(report: Report) -> str:
    """`3F2A-91BC-07D4-E651`: over page, filters, headline figures, rows and sums.

    Not over the time of printing: the same figures have the same code tomorrow.
    """
    span = report.filters.span
    content = [
        report.slug,
        [] if report.is_of_now else [span.start, span.end],
        report.filters.chosen()[1:],  # the span stands above, whatever word chose it
        [[tile.label, tile.value, tile.kind] for tile in report.tiles],
        [
            [
                table.key,
                [[column.key, column.kind] for column in table.columns],
                [row.values for row in table.rows],
                table.totals,
            ]
            for table in report.tables
        ],
    ]
    text = json.dumps(content, default=_day, ensure_ascii=False, separators=(",", ":"))
    code = hashlib.sha256(text.encode()).hexdigest()[:LETTERS].upper()
    return "-".join(code[start : start + 4] for start in range(0, LETTERS, 4))


def _day(value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a report holds no {type(value).__name__}")

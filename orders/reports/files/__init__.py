"""A report as a file: XLSX, CSV and PDF, all written from the same Report.

Source: docs/decisions/0094-report-files.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.timezone import localtime

from facilities.access import scope_of

from ..report import Report
from .comma_separated import write_csv
from .errors import FileRefused
from .paper import write_pdf
from .workbook import write_xlsx

__all__ = ["FILES", "FileKind", "FileRefused", "file_name"]


@dataclass(frozen=True)
class FileKind:
    """One kind of file. write raises FileRefused when a report is too long for it."""

    ending: str
    label: str
    content_type: str
    write: Callable[[Report], bytes]


FILES = {
    kind.ending: kind
    for kind in (
        FileKind(
            "xlsx",
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write_xlsx,
        ),
        FileKind("csv", "CSV", "text/csv; charset=utf-8", write_csv),
        FileKind("pdf", "PDF", "application/pdf", write_pdf),
    )
}


def file_name(report: Report, ending: str) -> str:
    """`penjualan-lapas-ambon-2026-04-01-sampai-2026-04-30.xlsx`: plain letters only.

    A report of today, whatever the span: `stok-lapas-ambon-2026-04-30.xlsx`.
    """
    span, reach = report.filters.span, report.filters.reach
    place = reach.query.get("upt") or reach.query.get("kanwil") or reach.query.get("provinsi")
    days = [span.start.isoformat(), "sampai", span.end.isoformat()]
    if report.is_of_now:
        today = localtime(report.printed_at, scope_of(report.filters.reader).zone)
        days = [today.date().isoformat()]
    elif span.start == span.end:
        days = days[:1]
    return "-".join([report.slug, *([place] if place else []), *days]) + f".{ending}"

"""Reports on the screen: values as people read them, rows cell by cell."""

from django import template

from orders.reports.report import Table
from orders.reports.report import shown as written

register = template.Library()


@register.filter
def shown(value, kind: str) -> str:
    """A value of a report by its kind."""
    return written(value, kind)


@register.filter
def cells(table: Table) -> list[list[dict]]:
    """Rows as cells with text, link and column."""
    return [
        [
            {
                "text": written(value, column.kind),
                "link": row.links.get(column.key, ""),
                "column": column,
            }
            for column, value in zip(table.columns, row.values, strict=True)
        ]
        for row in table.rows
    ]

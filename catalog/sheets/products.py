"""The rows of the product sheet: one row is one variant, known by its SKU.

Source: docs/rules/sheets.md.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, QuerySet, Sum

from catalog.models import Category, Variant

from .cells import Cell
from .columns import COLUMNS, NAME, ONLY_READ, PLACE, SKU, CellError, Column

TITLES = (SKU, *(column.title for column in COLUMNS), *ONLY_READ, PLACE)


def rows_of(variants: QuerySet[Variant]) -> Iterable[list[Cell]]:
    """The sheet's rows for these variants, by facility, product and place in it."""
    names = CategoryNames()
    ordered = variants.annotate(free=Sum(F("stock_levels__on_hand") - F("stock_levels__reserved")))
    ordered = ordered.select_related("product__facility", "product__producer_group").order_by(
        "product__facility__short_name", "product__name", "product_id", "position", "pk"
    )
    for variant in ordered.iterator(chunk_size=2_000):
        product = variant.product
        yield [
            variant.sku,
            *(_cell(column, variant, names) for column in COLUMNS),
            product.get_status_display(),
            variant.free or 0,
            product.facility.code,
        ]


def _cell(column: Column, variant: Variant, names: "CategoryNames") -> Cell:
    row = variant.product if column.of_product else variant
    if column.field == "category":
        return names.of(row.category_id)
    if column.kind == NAME:
        return getattr(getattr(row, column.field), "name", "")
    return column.write(getattr(row, column.field))


class CategoryNames:
    """Categories by name, `Kelompok / Nama` where a name stands for two."""

    def __init__(self):
        self.rows = {row.pk: row for row in Category.objects.select_related("parent")}
        found = defaultdict(list)
        for row in self.rows.values():
            found[row.name.casefold()].append(row)
        self.by_name = {self._long(row).casefold(): row for row in self.rows.values()}
        self.by_name |= {name: rows[0] for name, rows in found.items() if len(rows) == 1}

    def of(self, pk: int) -> str:
        row = self.rows[pk]
        return row.name if self.by_name.get(row.name.casefold()) is row else self._long(row)

    def names(self) -> list[str]:
        """Every category products may belong to, as a cell names it."""
        return sorted(self.of(pk) for pk in self.rows)

    def find(self, name: str) -> Category:
        row = self.by_name.get(name.casefold())
        if row is None:
            raise CellError(f"Kategori {name} tidak ada. Lihat daftarnya di lembar contoh.")
        return row

    @staticmethod
    def _long(row: Category) -> str:
        return f"{row.parent.name} / {row.name}" if row.parent_id else row.name

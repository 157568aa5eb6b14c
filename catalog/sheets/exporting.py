"""The sheets as files: what one may read, and an empty one to start from."""

from collections.abc import Iterator

from django.db.models import QuerySet

from catalog.models import StockLevel, Variant
from catalog.sku import next_sku
from facilities.models import Facility

from . import products, stock
from .columns import COLUMNS, ONLY_READ, PLACE, SKU
from .writing import write


def product_sheet(kind: str, variants: QuerySet[Variant]) -> bytes:
    """Variants as a file; kind: xlsx or csv. Raises SheetRefused when too many for XLSX."""
    goods = variants.filter(product__billed_service=None)
    return write(kind, products.TITLES, products.rows_of(goods), notes=_notes(None))


def stock_sheet(kind: str, levels: QuerySet[StockLevel]) -> bytes:
    """Stock levels as a file with an empty column for the count."""
    notes = [("Kolom", "Arti", ""), *((title, text, "") for title, text in stock.HELP)]
    return write(kind, stock.TITLES, stock.rows_of(levels), notes=notes)


def product_template(kind: str, facility: Facility) -> bytes:
    """An empty product sheet; XLSX explains the columns and lists the names a cell may hold."""
    titles = [SKU, *(column.title for column in COLUMNS)]
    return write(kind, titles, [], notes=_notes(facility))


def _notes(facility: Facility | None) -> Iterator[tuple[str, str, str]]:
    yield ("Kolom", "Arti", "Contoh")
    sku = next_sku(facility) if facility else ""
    yield (SKU, "Kunci tiap baris. SKU yang sudah ada diubah, SKU baru menjadi barang baru.", sku)
    for column in COLUMNS:
        needed = " Wajib untuk barang baru." if column.needed else ""
        yield (column.title, column.help + needed, column.example)
    for title in (*ONLY_READ, PLACE):
        yield (title, "Hanya untuk dibaca.", "")
    yield ("Sel kosong", "Isi yang lama dibiarkan. Tulis (kosong) untuk menghapusnya.", "")
    yield ("Rumus", "Tidak dihitung. Tempel nilainya saja.", "")
    for name in products.CategoryNames().names():
        yield ("Kategori yang ada", name, "")
    if facility is not None:
        for group in facility.producer_groups.order_by("name"):
            yield ("Kelompok kerja yang ada", group.name, "")

"""The stock sheet: what was counted at each place, against what is on the books.

Source: docs/rules/sheets.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from catalog.models import StockLevel, StockLocation, Variant
from catalog.stock.ledger import LARGEST_QUANTITY
from facilities.models import Facility

from .cells import Cell, folded, is_formula, one_line, plain
from .columns import FORMULA, NUMBER, READERS, CellError
from .errors import SheetRefused
from .plans import Change, Plan, PlannedRow
from .reading import Table

SKU, PLACE, BOOKED, COUNTED = "SKU", "Tempat", "Stok tercatat", "Hasil hitung"
TITLES = (SKU, "Nama produk", "Pilihan", PLACE, BOOKED, "Dipesan", COUNTED)
HELP = (
    ("SKU", "Kode barang. Jangan diubah."),
    ("Tempat", "Tempat barang dihitung, seperti namanya di daftar tempat stok."),
    ("Stok tercatat", "Stok saat lembar diunduh. Bila sudah berubah, baris itu ditolak."),
    ("Dipesan", "Bagian stok yang sudah dipesan pembeli; tidak dapat dikurangi."),
    ("Hasil hitung", "Jumlah yang dihitung. Kosong: baris itu dilewati."),
)


@dataclass
class Count:
    """A level that would change by this many pieces."""

    variant: Variant
    location: StockLocation
    difference: int


@dataclass
class PlannedCounts:
    plan: Plan
    counts: list[Count] = field(default_factory=list)


def rows_of(levels: QuerySet[StockLevel]) -> Iterable[list[Cell]]:
    """The sheet's rows for these levels. The last column waits for the count."""
    ordered = levels.select_related("variant__product__facility", "location__facility").order_by(
        "variant__product__name", "variant__position", "variant_id", "location_id"
    )
    for level in ordered.iterator(chunk_size=2_000):
        variant = level.variant
        place = _name_at(level.location, variant.product.facility_id)
        yield [variant.sku, variant.product.name, variant.name, place,
               level.on_hand, level.reserved, ""]  # fmt: skip


def _name_at(location: StockLocation, facility_id: int) -> str:
    return location.name if location.facility_id == facility_id else str(location)


def plan_counts(facility: Facility, table: Table) -> PlannedCounts:
    """Compare every count with the books. Four queries.

    A level that moved since the sheet was taken down is a problem of its row, unless it is what
    was counted already: so the same file twice changes nothing.
    """
    places = {folded(title): place for place, title in enumerate(table.titles) if title}
    for title in (SKU, PLACE, COUNTED):
        if folded(title) not in places:
            raise SheetRefused(f"Kolom {title} tidak ditemukan. Unduh lembar stok lebih dahulu.")
    known = set(map(folded, TITLES))
    ignored = [title for title in table.titles if title and folded(title) not in known]
    books = _Books(facility)
    result = PlannedCounts(Plan([], ignored))
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = {title: row[place] for title, place in places.items()}
        planned = PlannedRow(number, one_line(plain(cells[folded(SKU)])))
        result.plan.rows.append(planned)
        if count := books.weigh(planned, cells):
            result.counts.append(count)
    return result


class _Books:
    """What a facility has on its books, and which rows were seen."""

    def __init__(self, facility: Facility):
        variants = Variant.objects.filter(product__facility=facility).select_related("product")
        self.variants = {variant.sku.casefold(): variant for variant in variants}
        levels = StockLevel.objects.filter(variant__product__facility=facility)
        self.levels = {}
        locations = {row.pk: row for row in facility.stock_locations.filter(is_active=True)}
        for level in levels.select_related("location__facility"):
            self.levels[level.variant_id, level.location_id] = level
            locations.setdefault(level.location_id, level.location)
        self.places = {_name_at(row, facility.pk).casefold(): row for row in locations.values()}
        self.seen: dict[tuple[int, int], int] = {}

    def weigh(self, planned: PlannedRow, cells: dict[str, str]) -> Count | None:
        """What the row would change, None for nothing; problems go to the row."""
        variant = self.variants.get(planned.sku.casefold())
        place = one_line(plain(cells[folded(PLACE)]))
        location = self.places.get(place.casefold())
        if variant is None:
            text = "Tidak ada barang UPT ini dengan SKU itu." if planned.sku else "Wajib diisi."
            planned.problems.append((SKU, text))
        else:
            planned.name = str(variant)
        if location is None:
            text = f"Tempat {place} tidak ada di UPT ini." if place else "Wajib diisi."
            planned.problems.append((PLACE, text))
        counted = self._number(planned, cells, COUNTED)
        booked = self._number(planned, cells, BOOKED)
        if planned.problems or counted is None:
            return None
        key = (variant.pk, location.pk)
        if (first := self.seen.setdefault(key, planned.number)) != planned.number:
            text = f"Barang ini di tempat ini sudah ada di baris {first}."
            planned.problems.append((SKU, text))
            return None
        return self._difference(planned, variant, location, booked or 0, counted)

    def _difference(self, planned, variant, location, booked: int, counted: int) -> Count | None:
        level = self.levels.get((variant.pk, location.pk))
        now, held = (level.on_hand, level.reserved) if level else (0, 0)
        if counted == now:
            return None
        if booked != now:
            text = f"Stok berubah sejak lembar diunduh: kini {now}. Unduh lembar baru."
            planned.problems.append((BOOKED, text))
        elif counted < held:
            text = f"{held} sudah dipesan pembeli, jadi tidak dapat kurang dari itu."
            planned.problems.append((COUNTED, text))
        else:
            planned.changes.append(Change(f"Stok di {location.name}", str(now), str(counted)))
            return Count(variant, location, counted - now)
        return None

    @staticmethod
    def _number(planned: PlannedRow, cells: dict[str, str], title: str) -> int | None:
        cell = cells.get(folded(title), "")
        if not cell:
            return None
        try:
            if is_formula(cell):
                raise CellError(FORMULA)
            value = READERS[NUMBER](plain(cell))
            if value > LARGEST_QUANTITY:
                raise CellError("Paling banyak 1.000.000.")
        except CellError as error:
            planned.problems.append((title, str(error)))
            return None
        return value

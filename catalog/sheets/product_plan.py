"""What a product sheet would change at one facility. Nothing is written here.

Source: docs/rules/sheets.md.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from catalog.models import Product, Variant
from catalog.sku import next_sku
from facilities import personal_words
from facilities.models import Facility

from .cells import folded, is_formula, one_line, plain
from .columns import (
    COLUMNS,
    FORMULA,
    NAME,
    ONLY_READ,
    PLACE,
    SKU,
    STORY,
    TEXT,
    CellError,
    Column,
)
from .errors import SheetRefused
from .plans import Change, Plan, PlannedRow
from .products import CategoryNames
from .reading import Table

BY_TITLE = {folded(column.title): column for column in COLUMNS}
PRODUCT_NAME = BY_TITLE["nama produk"]
CATEGORY = BY_TITLE["kategori"]
START = "Mulailah dari lembar contoh."
NEEDED_FOR_NEW = "Wajib diisi untuk SKU baru."
CHUNK = 500

Values = dict[Column, object]


@dataclass
class Named:
    """One product and what the rows of the file say about it.

    said: value by field, and the row that said it first; rows: its variants with their rows.
    """

    product: Product
    is_new: bool
    said: dict[str, tuple[object, PlannedRow]] = field(default_factory=dict)
    rows: list[tuple[PlannedRow, Variant]] = field(default_factory=list)


@dataclass
class Planned:
    """A plan and the rows it would write. fields: names that change, by model."""

    plan: Plan
    new_products: list[Product] = field(default_factory=list)
    changed_products: list[Product] = field(default_factory=list)
    new_variants: list[Variant] = field(default_factory=list)
    changed_variants: list[Variant] = field(default_factory=list)
    fields: dict[type, set[str]] = field(default_factory=lambda: defaultdict(set))


def plan_products(facility: Facility, table: Table) -> Planned:
    """Compare every row with what the facility has. Six queries and one per 500 rows.

    Raises SheetRefused when the table has no column SKU or none to change.
    """
    return _Planner(facility, table).plan()


class _Planner:
    def __init__(self, facility: Facility, table: Table):
        self.facility, self.table = facility, table
        self.places = {folded(title): place for place, title in enumerate(table.titles) if title}
        self.columns = [BY_TITLE[title] for title in self.places if title in BY_TITLE]
        if folded(SKU) not in self.places or not self.columns:
            raise SheetRefused(f"Kolom SKU dan kolom lain tidak ditemukan. {START}")
        known = {*BY_TITLE, folded(SKU), folded(PLACE), *map(folded, ONLY_READ)}
        ignored = [title for title in table.titles if title and folded(title) not in known]
        self.result = Planned(Plan([], ignored))
        self.named: dict[int, Named] = {}
        self.seen: dict[str, int] = {}
        self.free_sku = ""

    def plan(self) -> Planned:
        self._load()
        read = [self._read(*pair) for pair in zip(self.table.numbers, self.table.rows, strict=True)]
        for planned, values, named in self._placed(read):
            self._weigh(planned, values, named)
        self._settle_products()
        self._check_names_and_codes()
        self.result.plan.rows = [planned for planned, _ in read]
        return self.result

    def _load(self) -> None:
        products = Product.objects.filter(facility=self.facility)
        self.products = {p.pk: p for p in products.select_related("producer_group")}
        self.variants = list(Variant.objects.filter(product__facility=self.facility).order_by("pk"))
        for variant in self.variants:
            variant.product = self.products[variant.product_id]
        self.by_sku = {variant.sku.casefold(): variant for variant in self.variants}
        self.by_sku |= {variant.sku: variant for variant in self.variants}
        self.categories = CategoryNames()
        self.groups = {
            group.name.casefold(): group for group in self.facility.producer_groups.all()
        }
        self.strangers = self._of_others("sku", SKU)
        self.taken_codes = self._of_others("barcode", "Kode batang")

    def _of_others(self, name: str, title: str) -> set[str]:
        """Which codes of the file belong to a variant of another facility."""
        values = sorted({cell for row in self.table.rows if (cell := self._cell(row, title))})
        others, found = Variant.objects.exclude(product__facility=self.facility), set()
        for start in range(0, len(values), CHUNK):
            rows = others.filter(**{f"{name}__in": values[start : start + CHUNK]})
            found.update(rows.values_list(name, flat=True))
        return found

    def _cell(self, row: tuple[str, ...], title: str) -> str:
        place = self.places.get(folded(title))
        return one_line(plain(row[place])) if place is not None else ""

    # Each row by itself

    def _read(self, number: int, row: tuple[str, ...]) -> tuple[PlannedRow, Values]:
        planned = PlannedRow(number, self._cell(row, SKU))
        self._check_sku(planned, row[self.places[folded(SKU)]])
        values: Values = {}
        for column in self.columns:
            cell = row[self.places[folded(column.title)]]
            if not cell:
                continue
            try:
                values[column] = self._resolved(column, column.read(cell))
            except CellError as error:
                planned.problems.append((column.title, str(error)))
        place = self._cell(row, PLACE).casefold()
        own = (self.facility.code, self.facility.short_name, self.facility.name)
        if place and place not in map(str.casefold, own):
            planned.problems.append((PLACE, "Baris ini milik UPT lain."))
        return planned, values

    def _resolved(self, column: Column, value):
        if column.kind != NAME or value is None:
            return value
        if column is CATEGORY:
            return self.categories.find(value)
        group = self.groups.get(value.casefold())
        if group is None:
            raise CellError(f"Kelompok kerja {value} tidak ada di UPT ini.")
        return group

    def _check_sku(self, planned: PlannedRow, cell: str) -> None:
        sku = planned.sku
        if not sku:
            self.free_sku = self.free_sku or next_sku(self.facility)
            problem = f"Wajib diisi. Nomor berikutnya: {self.free_sku}."
        elif is_formula(cell):
            problem = FORMULA
        elif len(sku) > Variant._meta.get_field("sku").max_length:
            problem = "Paling panjang 24 huruf."
        elif sku in self.strangers:
            problem = "SKU ini sudah dipakai barang lain. Pakai nomor lain."
        elif (first := self.seen.setdefault(sku.casefold(), planned.number)) != planned.number:
            problem = f"SKU ini sudah ada di baris {first}."
        else:
            return
        planned.problems.append((SKU, problem))

    # Which product a row is about

    def _placed(self, read):
        """Rows with their product: known SKUs have one, new ones are placed by its name.

        The names are those after the file: a product that it renames is found by the new one.
        """
        names = {product.pk: product.name for product in self.products.values()}
        for planned, values in read:
            variant = self._known(planned.sku)
            if variant and names[variant.product_id] == variant.product.name:
                names[variant.product_id] = values.get(PRODUCT_NAME, variant.product.name)
        by_name = {name.casefold(): self.products[pk] for pk, name in names.items()}
        for planned, values in read:
            variant = self._known(planned.sku)
            product = variant.product if variant else self._product(planned, values, by_name)
            if product is not None:
                yield planned, values, self._named(product)

    def _product(self, planned: PlannedRow, values: Values, by_name) -> Product | None:
        planned.is_new = True
        name = values.pop(PRODUCT_NAME, "")
        if not name:
            self._tell(planned, PRODUCT_NAME, NEEDED_FOR_NEW)
            return None
        if name.casefold() not in by_name:
            product = Product(facility=self.facility, name=name)
            by_name[name.casefold()] = product
            self.result.new_products.append(product)
        return by_name[name.casefold()]

    def _known(self, sku: str) -> Variant | None:
        return self.by_sku.get(sku) or self.by_sku.get(sku.casefold())

    def _named(self, product: Product) -> Named:
        return self.named.setdefault(id(product), Named(product, is_new=product.pk is None))

    @staticmethod
    def _tell(planned: PlannedRow, column: Column, problem: str) -> None:
        """Say it once: a cell that could not be read is not missing as well."""
        if not any(title == column.title for title, _ in planned.problems):
            planned.problems.append((column.title, problem))

    # What would change

    def _weigh(self, planned: PlannedRow, values: Values, named: Named) -> None:
        planned.name = named.product.name
        variant = self._known(planned.sku)
        if variant is None:
            variant = Variant(product=named.product, sku=planned.sku)
            self.result.new_variants.append(variant)
            for column in COLUMNS:
                if column.needed and not column.of_product and column not in values:
                    self._tell(planned, column, NEEDED_FOR_NEW)
        touched = False
        for column, value in values.items():
            if column.of_product:
                self._say(planned, named, column, value)
            elif planned.is_new or column.same(getattr(variant, column.field)) != value:
                old = "" if planned.is_new else column.shown(getattr(variant, column.field))
                planned.changes.append(Change(column.title, old, column.shown(value)))
                self._read_again(planned, column, value)
                setattr(variant, column.field, value)
                self.result.fields[Variant].add(column.field)
                touched = True
        if touched and not planned.is_new:
            self.result.changed_variants.append(variant)
        if variant.made_to_order and not variant.lead_time_days:
            text = "Isi untuk barang yang dibuat bila dipesan."
            self._tell(planned, BY_TITLE["lama pengerjaan hari"], text)
        named.rows.append((planned, variant))

    def _say(self, planned: PlannedRow, named: Named, column: Column, value) -> None:
        """A value of the product, once for all its rows: repeating the stored one says nothing."""
        product = named.product
        if not named.is_new and self._is_stored(column, product, value):
            return
        if column.field in named.said:
            said, row = named.said[column.field]
            if said != value:
                text = f"Berbeda dari baris {row.number}, padahal produknya sama."
                planned.problems.append((column.title, text))
            return
        named.said[column.field] = (value, planned)
        before = "" if named.is_new else self._shown(column, getattr(product, column.field))
        planned.changes.append(Change(column.title, before, self._shown(column, value)))
        self._read_again(planned, column, value)

    @staticmethod
    def _read_again(planned: PlannedRow, column: Column, value) -> None:
        """Words of a new public text that could point at a person are asked about."""
        if column.kind in (TEXT, STORY) and column.field != "barcode":
            for finding in personal_words.find(value or ""):
                planned.warnings.append((column.title, f"“{finding.words}” ({finding.why})"))

    @staticmethod
    def _is_stored(column: Column, product: Product, value) -> bool:
        if column.kind == NAME:
            return getattr(product, f"{column.field}_id") == getattr(value, "pk", None)
        return column.same(getattr(product, column.field)) == value

    def _shown(self, column: Column, value) -> str:
        if column is CATEGORY:
            return self.categories.of(value.pk)
        return column.shown(getattr(value, "name", None) if column.kind == NAME else value)

    def _settle_products(self) -> None:
        """Put what the rows said onto the products; names and categories are checked here."""
        taken = {product.name: product for product in self.products.values()}
        for named in self.named.values():
            product, rows = named.product, named.rows
            if named.is_new and "category" not in named.said:
                self._tell(rows[0][0], CATEGORY, "Wajib diisi untuk produk baru.")
            for name, (value, planned) in named.said.items():
                if name == "name" and taken.setdefault(value, product) is not product:
                    text = "UPT ini sudah punya produk lain dengan nama itu."
                    self._tell(planned, PRODUCT_NAME, text)
                    continue
                setattr(product, name, value)
                self.result.fields[Product].add(name)
            if named.said and not named.is_new:
                self.result.changed_products.append(product)

    def _check_names_and_codes(self) -> None:
        """What must be unique, told to the row of the file that comes second."""
        rows = {id(v): planned for named in self.named.values() for planned, v in named.rows}
        names: dict[tuple[int, str], Variant] = {}
        codes: dict[str, Variant] = {}
        everyone = [*self.variants, *self.result.new_variants]
        for variant in sorted(everyone, key=lambda v: id(v) in rows):
            planned, code = rows.get(id(variant)), variant.barcode
            key = (id(variant.product), variant.name)
            is_second = names.setdefault(key, variant) is not variant
            is_taken = code in self.taken_codes or (
                code and codes.setdefault(code, variant) is not variant
            )
            if planned and is_second:
                text = "Pilihan dengan nama ini sudah ada di produk itu."
                self._tell(planned, BY_TITLE["pilihan"], text)
            if planned and is_taken:
                text = "Kode batang ini sudah dipakai barang lain."
                self._tell(planned, BY_TITLE["kode batang"], text)

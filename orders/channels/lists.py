"""A channel's list of orders as a table: which column says what, and what it would book.

Source: docs/rules/channels.md.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Q

from catalog.models import Variant
from catalog.sheets.cells import folded, is_formula, one_line, plain
from catalog.sheets.reading import Table
from facilities.models import Facility
from facilities.whole_numbers import WholeNumberField

from ..models import ChannelSale
from ..statements.days import day_of
from .recording import LONGEST_REFERENCE, reference_of

# What a column may say, its label, words in its title by which it is guessed, whether it must be.
FIELDS = (
    ("reference", "Nomor pesanan", ("nomor pesanan", "no pesanan", "nomor invoice", "invoice", "order id", "order", "id pesanan", "id paket"), True),
    ("sku", "SKU", ("sku", "nomor sku", "sku induk", "kode barang", "kode"), True),
    ("quantity", "Jumlah", ("jumlah", "qty", "quantity", "jumlah barang"), True),
    ("price", "Harga satuan", ("harga satuan", "harga", "harga jual", "harga setelah diskon", "price"), True),
    ("fee", "Biaya kanal", ("biaya", "biaya layanan", "biaya kanal", "potongan", "komisi", "fee"), False),
    ("sold_on", "Tanggal", ("tanggal", "tgl", "waktu", "tanggal pembayaran", "waktu pesanan dibuat", "date"), False),
    ("status", "Keadaan pesanan", ("status", "keadaan", "status pesanan"), False),
)  # fmt: skip
LABELS = {name: label for name, label, _, _ in FIELDS}
NEEDED = tuple(name for name, *_, is_needed in FIELDS if is_needed)
# Orders that never became a sale are passed over.
CANCELLED = ("batal", "cancel", "gagal", "belum bayar", "unpaid")
MOST_ORDERS = 500
LARGEST_PRICE = 10_000_000_000
CHUNK = 500

Layout = dict[str, int]  # column by field, from 0


def guess(titles: tuple[str, ...]) -> Layout:
    """The likely columns by their titles: the same words first, then titles that hold one."""
    found: Layout = {}
    heads = [folded(title) for title in titles]
    for exact in (True, False):
        for name, _, words, _ in FIELDS:
            for place, head in enumerate(heads):
                fits = head in words if exact else any(word in head for word in words)
                if name not in found and fits and place not in found.values():
                    found[name] = place
    return found


@dataclass
class PlannedOrder:
    """One order of the channel. problems: (line of the file, what is wrong)."""

    reference: str
    number: int
    goods: dict[Variant, int] = field(default_factory=dict)
    prices: dict[Variant, int] = field(default_factory=dict)
    fee: int = 0
    day: date | None = None
    problems: list[tuple[int, str]] = field(default_factory=list)
    is_known: bool = False

    @property
    def total(self) -> int:
        return sum(self.prices[variant] * pieces for variant, pieces in self.goods.items())

    @property
    def summary(self) -> str:
        return ", ".join(f"{pieces} {variant}" for variant, pieces in self.goods.items())


@dataclass
class ListPlan:
    """The orders of a file: those to book, known already, wrong; passed_over: cancelled rows."""

    orders: list[PlannedOrder]
    passed_over: int = 0

    @property
    def wrong(self) -> list[PlannedOrder]:
        return [order for order in self.orders if order.problems]

    @property
    def known(self) -> list[PlannedOrder]:
        return [order for order in self.orders if order.is_known and not order.problems]

    @property
    def new(self) -> list[PlannedOrder]:
        return [order for order in self.orders if not order.is_known and not order.problems]

    @property
    def total(self) -> int:
        return sum(order.total for order in self.new)

    @property
    def fees(self) -> int:
        return sum(order.fee for order in self.new)

    @property
    def mark(self) -> str:
        """Names exactly these sales: what an officer agreed to is what is booked."""
        said = [
            [order.reference, order.fee, str(order.day), order.is_known,
             [[v.pk, n, order.prices[v]] for v, n in order.goods.items()]]
            for order in self.orders
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def plan_list(
    facility: Facility, channel: str, table: Table, layout: Layout, *, at: datetime
) -> ListPlan:
    """What the table would book. Two queries and one per 500 orders; nothing is written.

    Rows with the same order number are one order. A fee stands once per order, or the same on
    each of its rows. Goods are known by SKU or barcode.
    """
    return _Reader(facility, channel, layout, at).plan(table)


class _Reader:
    def __init__(self, facility: Facility, channel: str, layout: Layout, at: datetime):
        self.facility, self.channel, self.layout = facility, channel, layout
        self.today = facility.local_day(at)
        own = Variant.objects.filter(product__facility=facility).select_related("product")
        self.variants = {variant.sku.casefold(): variant for variant in own}
        self.variants |= {variant.barcode: variant for variant in own if variant.barcode}

    def plan(self, table: Table) -> ListPlan:
        orders: dict[str, PlannedOrder] = {}
        passed_over = 0
        for number, row in zip(table.numbers, table.rows, strict=True):
            if any(word in self._cell(row, "status").casefold() for word in CANCELLED):
                passed_over += 1
                continue
            reference = reference_of(self._cell(row, "reference"))
            # Rows without a number are told one by one.
            order = orders.setdefault(
                reference or f"\0{number}", PlannedOrder(reference, number)
            )  # fmt: skip
            self._read(order, number, row)
        plan = ListPlan(list(orders.values()), passed_over)
        self._look_up(plan)
        return plan

    def _cell(self, row: tuple[str, ...], name: str) -> str:
        place = self.layout.get(name)
        return one_line(plain(row[place])) if place is not None and place < len(row) else ""

    def _read(self, order: PlannedOrder, number: int, row: tuple[str, ...]) -> None:
        def tell(text: str) -> None:
            order.problems.append((number, text))

        if not order.reference or is_formula(order.reference):
            tell("Nomor pesanan kosong.")
        elif len(order.reference) > LONGEST_REFERENCE:
            tell(f"Nomor pesanan lebih panjang dari {LONGEST_REFERENCE} huruf.")
        sku = self._cell(row, "sku")
        variant = self.variants.get(sku.casefold()) or self.variants.get(sku)
        if variant is None:
            tell(f"Tidak ada barang UPT ini dengan SKU {sku}." if sku else "SKU kosong.")
        pieces = self._number(row, "quantity", tell, most=100_000)
        price = self._number(row, "price", tell, most=LARGEST_PRICE)
        fee = self._number(row, "fee", tell, most=LARGEST_PRICE, least=0)
        if fee:
            if order.fee and fee != order.fee:
                tell("Biaya kanal berbeda dari baris lain pesanan ini.")
            order.fee = fee
        self._read_day(order, self._cell(row, "sold_on"), tell)
        if variant and pieces and price:
            if order.prices.setdefault(variant, price) != price:
                tell("Harga barang ini berbeda dari baris lain pesanan ini.")
            order.goods[variant] = order.goods.get(variant, 0) + pieces

    def _number(self, row, name: str, tell, *, most: int, least: int = 1) -> int | None:
        cell = self._cell(row, name)
        if not cell and name not in NEEDED:
            return None
        try:
            value = WholeNumberField(max_value=most).clean(cell)
        except ValidationError as error:
            tell(f"{LABELS[name]}: {' '.join(error.messages)}")
            return None
        # Channels write what they keep with a minus as often as without.
        value = abs(value) if name == "fee" else value
        if value < least:
            tell(f"{LABELS[name]}: paling sedikit {least}.")
            return None
        return value

    def _read_day(self, order: PlannedOrder, cell: str, tell) -> None:
        if not cell:
            return
        day = day_of(cell, today=self.today)
        if day is None:
            tell(f"Tanggal tidak terbaca: {cell[:30]}.")
        elif day > self.today:
            tell("Tanggal jual belum tiba.")
        else:
            order.day = order.day or day

    def _look_up(self, plan: ListPlan) -> None:
        """Which numbers are booked already, and what the order as a whole lacks."""
        numbers = [order.reference for order in plan.orders if order.reference]
        known: set[str] = set()
        rows = ChannelSale.objects.filter(Q(facility=self.facility), channel=self.channel)
        for start in range(0, len(numbers), CHUNK):
            chunk = rows.filter(reference__in=numbers[start : start + CHUNK])
            known.update(chunk.values_list("reference", flat=True))
        for order in plan.orders:
            order.is_known = order.reference in known
            if not order.problems and order.fee > order.total:
                order.problems.append((order.number, "Biaya kanal melebihi harga barangnya."))
        if len(plan.new) > MOST_ORDERS:
            extra = plan.new[MOST_ORDERS]
            text = f"Satu berkas paling banyak mencatat {MOST_ORDERS} pesanan. Bagi berkasnya."
            extra.problems.append((extra.number, text))


def moment_of(facility: Facility, day: date, at: datetime) -> datetime:
    """When a sale of this day is booked: now if it is today, else at noon there."""
    if day == facility.local_day(at):
        return at
    zone = ZoneInfo(facility.timezone)
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)

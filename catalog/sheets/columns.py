"""The columns of the product sheet: what each is called, means and takes.

Source: docs/rules/sheets.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Product, Variant
from catalog.money import rupiah
from facilities.whole_numbers import WholeNumberField

from .cells import Cell, is_formula, one_line, plain

CLEARED = "(kosong)"
YES, NO = ("ya", "y", "benar", "1"), ("tidak", "t", "bukan", "0")
FORMULA = "Sel ini berisi rumus. Tempel nilainya saja (Tempel sebagai nilai), lalu kirim lagi."
TEXT, STORY, NUMBER, MONEY, YES_NO, CHOICE, NAME = (
    "text", "story", "number", "money", "yes_no", "choice", "name",
)  # fmt: skip


class CellError(ValueError):
    """What is wrong with one cell, in Indonesian."""


@dataclass(frozen=True)
class Column:
    """One column. field: of Product or Variant; kind: how its cells are read and written.

    least: smallest number allowed; needed: must be filled for a new row; NAME columns name a row
    of another table and are resolved by the plan.
    """

    title: str
    model: type
    field: str
    kind: str
    help: str
    example: str = ""
    least: int = 0
    needed: bool = False

    @property
    def of_product(self) -> bool:
        return self.model is Product

    @property
    def empty(self):
        """The value of a cell that was cleared; ... when it may not be."""
        model_field = self.model._meta.get_field(self.field)
        if self.kind in (TEXT, STORY):
            return "" if model_field.blank else ...
        return None if model_field.null else ...

    def read(self, cell: str):
        """The value an officer wrote; raises CellError."""
        if is_formula(cell):
            raise CellError(FORMULA)
        if cell.casefold() == CLEARED:
            if self.empty is ...:
                raise CellError("Tidak boleh dikosongkan.")
            return self.empty
        value = READERS[self.kind](plain(cell))
        if self.kind == NAME:
            return value
        if self.kind in (NUMBER, MONEY) and value < self.least:
            raise CellError(f"Paling sedikit {self.least}.")
        try:
            return self.model._meta.get_field(self.field).clean(value, None)
        except ValidationError as error:
            raise CellError(" ".join(error.messages)) from error

    def write(self, value) -> Cell:
        """The cell for a value; empty for none, and then an import leaves the value alone."""
        if value is None:
            return ""
        if self.kind == YES_NO:
            return "ya" if value else "tidak"
        if self.kind == CHOICE:
            return dict(self.model._meta.get_field(self.field).choices)[value]
        return value if isinstance(value, int) else str(value)

    def shown(self, value) -> str:
        """The value in a sentence about a change."""
        if value in (None, ""):
            return "kosong"
        return rupiah(value) if self.kind == MONEY else str(self.write(value))

    def same(self, value):
        """The value as it would be read back, for comparing what is stored with what came."""
        return READERS[self.kind](value) if self.kind in (TEXT, STORY) else value


def _story(cell: str) -> str:
    return "\n".join(cell.splitlines()).strip()


def _number(cell: str) -> int:
    try:
        value = WholeNumberField().to_python(cell)
    except forms.ValidationError as error:
        raise CellError(" ".join(error.messages)) from error
    if value < 0:
        raise CellError("Tidak boleh kurang dari nol.")
    return value


def _yes_no(cell: str) -> bool:
    word = cell.casefold()
    if word not in YES + NO:
        raise CellError("Tulis ya atau tidak.")
    return word in YES


def _fulfilment(cell: str) -> str:
    for value, label in Product.Fulfilment.choices:
        if cell.casefold() in (value, label.casefold()):
            return value
    labels = ", ".join(Product.Fulfilment.labels)
    raise CellError(f"Tulis salah satu: {labels}.")


READERS: dict[str, Callable[[str], object]] = {
    TEXT: one_line,
    STORY: _story,
    NUMBER: _number,
    MONEY: _number,
    YES_NO: _yes_no,
    CHOICE: _fulfilment,
    NAME: one_line,
}

SKU = "SKU"
PLACE = "UPT"
COLUMNS = (
    Column("Nama produk", Product, "name", TEXT, "Baris dengan nama yang sama adalah pilihan dari satu produk.", "Tas purun", needed=True),
    Column("Pilihan", Variant, "name", TEXT, "Ukuran atau warna. Kosong bila produk hanya satu macam.", "Besar"),
    Column("Kategori", Product, "category", NAME, "Nama kategori seperti di daftar di bawah.", needed=True),
    Column("Kelompok kerja", Product, "producer_group", NAME, "Nama kelompok kerja UPT ini."),
    Column("Harga", Variant, "price", MONEY, "Harga jual satu satuan, rupiah bulat.", "185000", 1, needed=True),
    Column("Biaya bahan", Variant, "material_cost", MONEY, "Biaya bahan satu satuan, untuk bagi hasil. Tidak tampil di situs.", "70000"),
    Column("Berat (gram)", Variant, "weight_grams", NUMBER, "Berat satu satuan bersama kemasannya.", "450", 1, needed=True),
    Column("Panjang (cm)", Variant, "length_cm", NUMBER, "Ukuran terbungkus, untuk ongkos kirim.", "40", 1),
    Column("Lebar (cm)", Variant, "width_cm", NUMBER, "Ukuran terbungkus.", "12", 1),
    Column("Tinggi (cm)", Variant, "height_cm", NUMBER, "Ukuran terbungkus.", "30", 1),
    Column("Satuan", Product, "unit", TEXT, "Misalnya buah, bungkus, meter. Bila kosong: buah.", "buah"),
    Column("Pesanan paling sedikit", Variant, "min_quantity", NUMBER, "Bila kosong: 1.", "1", 1),
    Column("Kode batang", Variant, "barcode", TEXT, "Hanya bila kemasannya sudah punya kode batang."),
    Column("Keterangan singkat", Product, "summary", TEXT, "Satu kalimat tentang barangnya. Tanpa nama orang.", "Tas anyaman purun, lapis kain."),
    Column("Cerita produk", Product, "description", STORY, "Bahan, cara membuat, kegunaan. Tanpa nama orang."),
    Column("Bahan", Product, "material", TEXT, "Bahan utama.", "Purun"),
    Column("Teknik", Product, "technique", TEXT, "Cara membuat.", "Anyam"),
    Column("Perawatan", Product, "care", TEXT, "Cara merawat barang.", "Simpan di tempat kering."),
    Column("Pangan", Product, "is_food", YES_NO, "ya atau tidak. Label pangan diisi di halaman produk.", "tidak"),
    Column("Pengiriman", Product, "fulfilment", CHOICE, "Salah satu: " + ", ".join(Product.Fulfilment.labels) + ".", "Dikirim kurir"),
    Column("Dibuat bila dipesan", Variant, "made_to_order", YES_NO, "ya atau tidak.", "tidak"),
    Column("Lama pengerjaan (hari)", Variant, "lead_time_days", NUMBER, "Untuk barang yang dibuat bila dipesan.", "0"),
    Column("Satuan kerja", Variant, "work_units", NUMBER, "Bagian kapasitas bulanan kelompok yang dipakai satu barang.", "1", 1),
    Column("Dijual", Variant, "is_active", YES_NO, "tidak: pilihan ini berhenti dijual.", "ya"),
)  # fmt: skip
# Written for the reader of the sheet; an import passes over them.
ONLY_READ = ("Keadaan", "Stok bebas")

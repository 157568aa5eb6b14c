"""The pages under /laporan/: a new one is a function here and a row in PAGES."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..filters import Filters
from ..report import Report
from .by_channel import sales_by_channel
from .by_facility import sales_by_facility
from .by_product import sales_by_product
from .by_time import sales_by_time
from .e_catalogue import sales_in_e_catalogue
from .exhibitions import sales_at_exhibitions
from .featured import featured_products
from .impact import impact
from .not_handed_in import not_handed_in
from .order_lines import all_lines, newest_lines
from .overview import overview
from .quality import data_quality
from .ranking import best_of_the_span
from .state_money import state_money
from .stock import stock

Build = Callable[[Filters, datetime], Report]


@dataclass(frozen=True)
class Page:
    """One report. help: one sentence in the words of the office; subject: key of the rights.

    build: (filters, at) -> Report. whole: the same with every row, for a file, where the screen
    shows a part. is_listed: whether the menu names it. has_product: knows the word `produk`.
    narrows: filters that the page heeds; the others are not shown.
    """

    slug: str
    title: str
    help: str
    build: Build
    subject: str = "sales"
    whole: Build | None = None
    is_listed: bool = True
    has_product: bool = False
    narrows: tuple[str, ...] = ("rentang", "kategori", "jalur", "pembeli")

    def filters(self, user, asked, *, at: datetime) -> Filters:
        """What the address asks of this page."""
        return Filters.from_request(
            user, asked, at=at, subject=self.subject, has_product=self.has_product,
            heeds=self.narrows,
        )  # fmt: skip

    def file(self, filters: Filters, at: datetime) -> Report:
        """The report as a file carries it."""
        return (self.whole or self.build)(filters, at)


PAGES = {
    page.slug: page
    for page in (
        Page(
            "ringkasan",
            "Ringkasan",
            "Semua angka pokok pada rentang yang Anda pilih; tekan angka untuk melihat asalnya.",
            overview,
        ),
        Page(
            "penjualan",
            "Penjualan",
            "Omzet, pesanan, dan produk terjual pada rentang yang Anda pilih.",
            sales_by_time,
        ),
        Page(
            "upt",
            "Per UPT",
            "Setiap UPT dengan peringkatnya, juga yang belum menjual pada rentang ini.",
            sales_by_facility,
        ),
        Page(
            "produk",
            "Produk",
            "Produk dengan omzet terbanyak dan yang terbanyak terjual.",
            sales_by_product,
        ),
        Page(
            "kanal",
            "Kanal",
            "Lewat jalur mana barang terjual dan kepada siapa.",
            sales_by_channel,
        ),
        Page(
            "peringkat",
            "Peringkat",
            "Sepuluh UPT dan produk teratas untuk penghargaan pada rentang ini.",
            best_of_the_span,
        ),
        Page(
            "pameran",
            "Pameran",
            "Yang terjual di stan pameran, per UPT dan per hari.",
            sales_at_exhibitions,
            narrows=("rentang", "kategori", "pembeli"),
        ),
        Page(
            "produk-hari-ini",
            "Produk hari ini",
            "One Day One Prison's Product: yang terjual pada harinya, dibanding hari-hari sebelumnya.",
            featured_products,
        ),
        Page(
            "e-katalog",
            "e-Katalog",
            "Yang dibeli lewat e-Katalog, dan produk yang sudah tayang di sana.",
            sales_in_e_catalogue,
            narrows=("rentang", "kategori", "pembeli"),
        ),
        Page(
            "stok",
            "Stok",
            "Nilai dan umur barang di rak, yang habis, dan UPT yang lama tidak bergerak.",
            stock,
            narrows=("kategori",),
        ),
        Page(
            "kualitas-data",
            "Kualitas data",
            "Apa yang masih kurang, terlambat, atau meragukan di setiap UPT, dan di mana membenahinya.",
            data_quality,
            narrows=(),
        ),
        Page(
            "pnbp-premi",
            "PNBP dan premi",
            "Setoran PNBP dibandingkan dengan target, yang masih terutang, dan premi yang dibayarkan.",
            state_money,
            subject="settlement",
            narrows=("rentang",),
        ),
        Page(
            "dampak",
            "Dampak",
            "Berapa warga binaan bekerja dan berlatih, dan premi yang mereka terima.",
            impact,
            narrows=("rentang",),
        ),
        Page(
            "belum-masuk",
            "Belum masuk",
            "UPT yang belum mengisi angka bulanan, yang paling lama dahulu.",
            not_handed_in,
            narrows=(),
        ),
        Page(
            "baris",
            "Baris penjualan",
            "Barang yang dibayar dan dana yang dikembalikan di balik angka yang Anda tekan.",
            newest_lines,
            whole=all_lines,
            is_listed=False,
            has_product=True,
        ),
    )
}

"""The pages under /laporan/: a new one is a function here and a row in PAGES."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..filters import Filters
from ..report import Report
from .by_time import sales_by_time
from .impact import impact
from .not_handed_in import not_handed_in
from .state_money import state_money


@dataclass(frozen=True)
class Page:
    """One report. help: one sentence in the words of the office; subject: key of the rights.

    build: (filters, at) -> Report.
    """

    slug: str
    title: str
    help: str
    build: Callable[[Filters, datetime], Report]
    subject: str = "sales"


PAGES = {
    page.slug: page
    for page in (
        Page(
            "penjualan",
            "Penjualan",
            "Omzet, pesanan, dan produk terjual pada rentang yang Anda pilih.",
            sales_by_time,
        ),
        Page(
            "pnbp-premi",
            "PNBP dan premi",
            "Setoran PNBP dibandingkan dengan target, yang masih terutang, dan premi yang dibayarkan.",
            state_money,
            subject="settlement",
        ),
        Page(
            "dampak",
            "Dampak",
            "Berapa warga binaan bekerja dan berlatih, dan premi yang mereka terima.",
            impact,
        ),
        Page(
            "belum-masuk",
            "Belum masuk",
            "UPT yang belum mengisi angka bulanan, yang paling lama dahulu.",
            not_handed_in,
        ),
    )
}

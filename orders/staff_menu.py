"""The phone pages there are: who sees which, in which words, in which order."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from facilities.access import may
from facilities.models import Facility


@dataclass(frozen=True)
class Entry:
    """One phone page. right, subject: keys of RIGHTS; in_dock: a tab of the bar under the thumb.

    under: the tab that is lit on a page that is no tab itself.
    """

    url_name: str
    label: str
    note: str
    icon: str
    right: str
    subject: str
    in_dock: bool = False
    under: str = "orders:staff_more"

    @property
    def address(self) -> str:
        return reverse(self.url_name)

    def is_open(self, path: str) -> bool:
        """Whether the page at this path belongs to it."""
        if self.url_name == "orders:staff_home":
            return path == self.address
        return path.startswith(self.address)


ENTRIES = (
    Entry(
        "orders:staff_home",
        "Beranda",
        "Yang menunggu Anda hari ini",
        "rumah",
        "view",
        "stock",
        in_dock=True,
    ),
    Entry(
        "orders:staff_orders",
        "Pesanan",
        "Periksa bukti, kemas, kirim, serahkan",
        "surat",
        "view",
        "order",
        in_dock=True,
    ),
    Entry(
        "orders:staff_stock",
        "Stok",
        "Tambah dan kurangi stok dengan dua ketukan",
        "lacak",
        "view",
        "stock",
        in_dock=True,
    ),
    Entry(
        "orders:staff_production",
        "Produksi",
        "Catat hasil bengkel: baik, gagal, kedaluwarsa, biaya bahan",
        "unduh",
        "receive",
        "stock",
        under="orders:staff_stock",
    ),
    Entry(
        "orders:staff_transfers",
        "Pindah",
        "Bawa barang ke tempat lain, hitung yang tiba",
        "kirim",
        "view",
        "transfer",
        under="orders:staff_stock",
    ),
    Entry(
        "orders:till",
        "Kasir",
        "Jual di galeri, tunai atau QRIS",
        "kasir",
        "sell",
        "till",
        in_dock=True,
    ),
    Entry(
        "orders:shift_list",
        "Giliran kasir",
        "Uang di laci, selisih, dan yang menunggu diperiksa",
        "jam",
        "view",
        "till",
        under="orders:till",
    ),
    Entry(
        "orders:staff_labels",
        "Label",
        "Cetak label rak dan kode batang barang",
        "cetak",
        "view",
        "stock",
        under="orders:staff_stock",
    ),
    Entry(
        "orders:staff_counts",
        "Opname",
        "Hitung satu tempat, petugas lain membukukan selisihnya",
        "surat",
        "view",
        "count",
        under="orders:staff_stock",
    ),
    Entry(
        "admin:catalog_product_add",
        "Tambah produk",
        "Nama, harga, dan foto barang baru",
        "keranjang",
        "add",
        "product",
    ),
    Entry(
        "orders:pickup",
        "Serahkan barang",
        "Pindai kode ambil pembeli, lalu serahkan",
        "cek",
        "view",
        "order",
    ),
    Entry(
        "orders:staff_enquiries",
        "Jasa",
        "Jawab permintaan, pastikan hari, terima titipan, tetapkan harga",
        "jam",
        "view",
        "enquiry",
    ),
    Entry(
        "orders:staff_channels",
        "Jual di kanal lain",
        "Catat penjualan lokapasar, WhatsApp, e-Katalog",
        "surat",
        "view",
        "channel",
    ),
    Entry(
        "orders:staff_monthly",
        "Angka bulanan",
        "Berapa warga binaan bekerja dan berlatih bulan lalu",
        "surat",
        "add",
        "workforce",
    ),
    Entry(
        "orders:staff_targets",
        "Target tahunan",
        "PNBP, omzet, dan WBP bekerja yang ingin dicapai",
        "cek",
        "add",
        "target",
    ),
    Entry(
        "orders:staff_more",
        "Lainnya",
        "Semua halaman petugas",
        "lain",
        "view",
        "stock",
        in_dock=True,
    ),
)


def entries_for(user, facility: Facility) -> Iterator[Entry]:
    """The pages this person may open at this facility."""
    return (entry for entry in ENTRIES if may(user, entry.right, entry.subject, facility))


def lit_tab(entries: list[Entry], path: str) -> Entry | None:
    """The tab of the bar to which the page at this path belongs, of those the person may open."""
    tabs = {entry.url_name: entry for entry in entries if entry.in_dock}
    here = [entry for entry in entries if entry.is_open(path)]
    names = [entry.url_name if entry.in_dock else entry.under for entry in here]
    return next((tabs[name] for name in names if name in tabs), tabs.get("orders:staff_more"))

"""The table of rights in the words of the office. A subject or right without words fails a test."""

from facilities.access import RIGHTS
from facilities.accounts import BELOW
from facilities.models import Membership

Role = Membership.Role

# In the order of the menu. A right the table below does not explain well has its own words here.
SUBJECTS = {
    "product": "Produk, varian, dan harga",
    "service": "Jasa",
    "maker": "Kelompok kerja",
    "feature": "Produk hari ini",
    "stock": "Stok",
    "location": "Tempat simpan",
    "transfer": "Pemindahan barang",
    "count": "Opname",
    "till": "Kasir galeri",
    "channel": "Penjualan di kanal lain",
    "order": "Pesanan",
    "enquiry": "Permintaan jasa",
    "payment": "Pembayaran dan bukti transfer",
    "returned": "Pengembalian barang",
    "refund": "Pengembalian dana",
    "document": "Surat",
    "privacy": "Permintaan tentang data pembeli",
    "statement": "Mutasi rekening",
    "sales": "Ringkasan penjualan",
    "split": "Aturan bagi hasil",
    "split_line": "Bagi hasil per barang",
    "settlement": "Bagi hasil bulanan",
    "deposit": "Setoran PNBP",
    "premi": "Pembayaran premi",
    "workforce": "Angka bulanan",
    "target": "Target tahunan",
    "training": "Pelatihan",
    "partner": "Mitra dan perjanjian",
    "facility": "Data UPT",
    "gallery": "Ruang galeri",
    "paying": "Cara bayar dan penyedia pembayaran",
    "rate": "Tarif ongkos kirim",
    "courier": "Akun kurir",
    "device": "Perangkat stan",
    "audit": "Jejak perubahan",
}
VERBS = {
    "view": "melihat",
    "add": "menambah",
    "change": "mengubah",
    "delete": "menghapus",
    "submit": "mengajukan",
    "publish": "menayangkan atau mengembalikan",
    "return": "mengembalikan dengan catatan",
    "archive": "mengarsipkan",
    "pause": "menjeda",
    "import": "mengimpor",
    "export": "mengekspor",
    "receive": "menerima",
    "correct": "mengoreksi",
    "send": "mengirim",
    "count": "menghitung",
    "approve": "menyetujui selisih",
    "sell": "menjual",
    "settle": "memeriksa kas",
    "bank": "mengubah rekening",
    "ask": "mengajukan",
    "pay": "membayar",
    "issue": "menerbitkan surat jalan dan BAST",
    "issue_money": "menerbitkan tagihan dan kuitansi",
    "void": "membatalkan",
    "answer": "menjawab",
    "decide": "memutuskan",
    "price": "menetapkan harga",
    "close": "menutup bulan",
}
PLACES = {
    Role.REGIONAL_VIEWER: "Semua UPT di Kanwil sendiri",
    Role.NATIONAL_VIEWER: "Semua UPT",
    Role.BOOTH_DEVICE: "Satu stan, tanpa surel dan sandi",
}


def place_text(role: str) -> str:
    """Where the role holds."""
    return PLACES.get(role, "UPT sendiri saja")


def rights_of(role: str) -> list[tuple[str, str]]:
    """(subject, what the role may do there), both in words."""
    table = RIGHTS[role]
    return [
        (name, _joined(table[subject].split())) for subject, name in SUBJECTS.items()
        if subject in table
    ]  # fmt: skip


def invites_text(role: str) -> str:
    """Whom the role invites and lets go, "" when nobody."""
    return ", ".join(str(Role(below).label) for below in BELOW.get(role, ()))


def _joined(rights: list[str]) -> str:
    return ", ".join(VERBS[right] for right in rights)

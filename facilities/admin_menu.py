"""The back office as its officers read it: screens grouped by work, each with one sentence of help.

Every registered model has a row in MENU and every further page one in PAGES;
tests/facilities/test_screens.py fails without it. Source: docs/rules/back-office.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One model in the menu. help: over its list; form: over its form, the same when empty."""

    model: str
    help: str
    form: str = ""


@dataclass(frozen=True)
class Group:
    """Screens that belong to one kind of work, the daily ones first. name: as the menu says it."""

    key: str
    name: str
    screens: tuple[Screen, ...]


MENU = (
    Group("barang", "Barang dan jasa", (
        Screen("catalog.Product",
               "Semua barang UPT: buka satu untuk mengubah teks, harga, foto, atau menayangkannya.",
               "Isi dari atas ke bawah, simpan kapan saja; yang belum lengkap disebut di sini."),
        Screen("catalog.Service",
               "Jasa yang dapat dipesan masyarakat, dengan tarif dan siapa yang boleh datang."),
        Screen("catalog.SheetImport",
               "Ubah banyak barang sekaligus lewat Excel: unduh lembar, isi, lalu kirim kembali.",
               "Lembar diperiksa dahulu; tidak ada yang tersimpan sebelum Anda menekan Simpan."),
        Screen("facilities.ProducerGroup",
               "Kelompok kerja yang membuat barang; yang tampil di situs hanya nama kelompoknya.",
               "Tulis nama kelompok dan jumlah anggotanya, tanpa nama orang."),
        Screen("catalog.Feature",
               "Satu barang untuk satu hari di halaman depan (One Day One Prison's Product)."),
        Screen("catalog.Category",
               "Kelompok dan kategori etalase; pembeli menyaring barang menurut daftar ini."),
    )),
    Group("stok", "Stok dan produksi", (
        Screen("catalog.StockLevel",
               "Berapa barang ada di tiap tempat, berapa sudah dipesan, dan berapa masih bebas.",
               "Angka ini hanya dibaca; mengubahnya lewat tombol Terima, Koreksi, atau Rusak."),
        Screen("catalog.ProductionBatch",
               "Setiap hasil produksi yang diterima, dengan sisa dan tanggal kedaluwarsanya."),
        Screen("catalog.Transfer",
               "Barang yang dipindahkan antartempat: yang masih di jalan, dan selisih yang dijelaskan.",
               "Pemindahan hanya dibaca di sini; mengerjakannya dari halaman petugas, Pindah."),
        Screen("catalog.StockCount",
               "Hasil hitung tiap tempat, dengan petugas kedua yang membukukan selisihnya.",
               "Hitungan hanya dibaca di sini; mengerjakannya dari halaman petugas, Opname."),
        Screen("catalog.StockMovement",
               "Setiap perubahan stok: kapan, oleh siapa, berapa, dan mengapa."),
        Screen("catalog.StockLocation",
               "Tempat barang disimpan: gudang bengkel, galeri, stan, atau titipan."),
        Screen("catalog.Reservation",
               "Barang yang sudah dipesan pembeli dan belum diserahkan."),
        Screen("catalog.CapacityMonth",
               "Berapa pekerjaan per bulan yang sudah terisi di tiap kelompok kerja."),
        Screen("catalog.CapacityUse",
               "Pekerjaan yang sudah dijanjikan kepada pembeli, per kelompok dan bulan."),
    )),
    Group("pesanan", "Pesanan", (
        Screen("orders.Order",
               "Pesanan UPT: buka satu untuk melihat langkah berikutnya.",
               "Tombol di bawah hanya langkah yang boleh Anda ambil sekarang."),
        Screen("orders.DirectSale",
               "Nota yang dijual langsung di kasir atau jalur lain; bukalah pesanannya untuk rinciannya."),
        Screen("orders.CashierShift",
               "Giliran kasir: uang awal, uang dihitung, selisih, dan siapa yang memeriksa."),
        Screen("orders.PaymentProof",
               "Foto bukti transfer dari pembeli; cocokkan dengan rekening sebelum menerimanya."),
        Screen("orders.Enquiry",
               "Permintaan jasa dan janjinya; dikerjakan di halaman petugas, Jasa.",
               "Tekan Kerjakan untuk menjawab, memastikan hari, atau menetapkan harga."),
        Screen("orders.ReturnRequest",
               "Barang yang ingin dikembalikan pembeli; jawab yang paling lama menunggu dahulu.",
               "Jawab pembeli, hitung barang yang datang, lalu ganti barang atau kembalikan dana."),
        Screen("orders.Document",
               "Surat yang sudah terbit: tagihan, kuitansi, surat jalan, dan BAST.",
               "Surat tidak dapat diubah; bila keliru, batalkan lalu terbitkan yang baru."),
        Screen("orders.ChannelSale",
               "Penjualan di lokapasar, WhatsApp, dan e-Katalog; dicatat di halaman petugas.",
               "Nomor pesanan di kanal dan biayanya tidak berubah setelah dicatat."),
        Screen("orders.ChannelFile",
               "Daftar pesanan yang dikirim dari kanal lain dan sudah dicatat atau belum."),
        Screen("orders.PrivacyRequest",
               "Permintaan pembeli tentang data pribadinya; jawab dalam tiga hari.",
               "Setujui atau tolak dengan alasan; pembeli membaca jawaban Anda di halamannya."),
    )),
    Group("uang", "Uang", (
        Screen("orders.BankStatement",
               "Mutasi rekening yang diimpor; uang yang jelas dibukukan dengan satu tombol.",
               "Bukukan yang pasti, lalu putuskan yang meragukan satu per satu."),
        Screen("orders.StatementLine",
               "Setiap baris mutasi dan pesanan yang dibayarnya."),
        Screen("orders.Receipt",
               "Setiap uang yang masuk dan pesanan yang dibayarnya."),
        Screen("orders.Refund",
               "Uang yang dikembalikan: satu petugas mengajukan, petugas lain membayar."),
        Screen("orders.Payment",
               "Keadaan pembayaran tiap pesanan, termasuk yang belum lunas."),
        Screen("orders.SalesDay",
               "Penjualan per hari, saluran, dan kategori; angka laporan dibaca dari sini."),
    )),
    Group("setoran", "Bagi hasil dan setoran", (
        Screen("orders.MonthlyClosing",
               "Bagi hasil per bulan; bulan yang ditutup tidak berubah lagi."),
        Screen("orders.StateDeposit",
               "Setoran PNBP dengan kode billing dan NTPN.",
               "Salin kode billing dari SIMPONI dan lengkapi NTPN setelah dibayar."),
        Screen("orders.PremiPayout",
               "Premi yang sudah dibayarkan: jumlah uang dan banyaknya penerima, tanpa nama."),
        Screen("orders.SplitRule",
               "Aturan pembagian uang hasil penjualan dan sejak kapan berlaku."),
        Screen("orders.LineSplit",
               "Bagian setiap barang yang terjual menurut aturan yang berlaku saat itu."),
    )),
    Group("angka", "Angka dan mitra", (
        Screen("facilities.WorkforceReport",
               "Berapa warga binaan bekerja dan berlatih tiap bulan, dalam angka tanpa nama.",
               "Isi jumlah pada akhir bulan; perubahan tetap tercatat di riwayat."),
        Screen("facilities.YearlyTarget",
               "Target PNBP, omzet, dan WBP bekerja yang ingin dicapai UPT tiap tahun."),
        Screen("facilities.Programme",
               "Pelatihan yang diadakan UPT: bidang, tanggal, jumlah peserta, dan sertifikat.",
               "Tulis nama pelatihan dan jumlah pesertanya, tanpa nama orang."),
        Screen("facilities.Partner",
               "Lembaga yang bekerja sama dengan UPT dan perjanjian yang masih berlaku.",
               "Tulis nama lembaga, lalu perjanjiannya dengan tanggal berlaku."),
    )),
    Group("toko", "Pengaturan toko", (
        Screen("facilities.Facility",
               "Data UPT yang dibaca pembeli: alamat, jam buka, kontak, dan rekening.",
               "Pembeli membaca isian ini di halaman UPT; pastikan nomor dan jamnya benar."),
        Screen("facilities.Gallery",
               "Ruang galeri tempat orang datang membeli, dengan alamat dan jam bukanya."),
        Screen("orders.PaymentSetup",
               "Cara bayar yang ditawarkan UPT kepada pembeli.",
               "Nyalakan hanya cara bayar yang benar-benar siap diterima UPT."),
        Screen("orders.GatewayAccount",
               "Akun UPT di penyedia pembayaran; kuncinya disimpan tersandi.",
               "Salin kunci dari penyedia pembayaran; kunci tidak pernah ditampilkan lagi."),
        Screen("orders.ShippingRate",
               "Ongkos kirim menurut wilayah, dipakai bila kurir tidak menjawab."),
        Screen("orders.CourierAccount",
               "Akun UPT di layanan ongkos kurir, supaya pembeli melihat ongkos sebenarnya."),
        Screen("orders.StatementMapping",
               "Kolom mana berarti apa di berkas mutasi tiap bank."),
        Screen("orders.TrackingLink",
               "Alamat halaman lacak tiap kurir; tulis {resi} di tempat nomor resi."),
    )),
    Group("petugas", "Petugas dan wilayah", (
        Screen("facilities.BoothDevice",
               "Ponsel dan tablet di stan yang masuk dengan kunci dan hanya membuka kasir.",
               "Kuncinya tampil sekali setelah disimpan; cabut bila perangkat hilang."),
        Screen("facilities.Membership",
               "Siapa bertugas sebagai apa dan di UPT mana."),
        Screen("facilities.User",
               "Akun petugas; akun baru dibuka lewat undangan di halaman Petugas."),
        Screen("facilities.RegionalOffice",
               "Kantor wilayah yang membawahi UPT."),
        Screen("facilities.Province",
               "Provinsi menurut daftar resmi; tidak perlu diubah."),
        Screen("facilities.Regency",
               "Kabupaten dan kota menurut daftar resmi; tidak perlu diubah."),
    )),
    Group("catatan", "Catatan sistem", (
        Screen("facilities.AuditEntry",
               "Siapa mengubah apa dan kapan: harga, stok, pesanan, uang, akun, dan pengaturan.",
               "Satu perubahan dengan isi sebelum dan sesudahnya; tidak dapat diubah siapa pun."),
        Screen("orders.GatewayAttempt",
               "Setiap kali pembeli dibawa ke penyedia pembayaran, dan hasilnya.",
               "Bila uangnya tidak jelas, putuskan di sini setelah melihat akun penyedia."),
        Screen("orders.PaymentEvent",
               "Kabar dari penyedia pembayaran, tersimpan sebagaimana diterima."),
    )),
)  # fmt: skip

# Pages besides the list and the form of a model, by the name of their address.
HISTORY = "Siapa mengubah apa dan kapan, yang baru di atas."
DELETE = "Periksa apa saja yang ikut terhapus; yang terhapus tidak kembali."
PAGES = {
    "admin:index": "Kerjakan dari atas; setiap angka membuka daftarnya.",
    "admin:password_change": "Sandi baru langsung berlaku, di semua perangkat Anda.",
    "admin:password_change_done": "Pakai sandi baru mulai sekarang.",
    "admin:auth_user_password_change": "Sandi baru langsung berlaku bagi akun ini.",
    "admin:catalog_product_pause": "Barang tetap tampil, tetapi belum dapat dipesan sampai tanggal "
    "ini.",
    "admin:facilities_facility_pause": "Barang UPT tetap tampil, tetapi belum dapat dipesan sampai "
    "tanggal ini.",
    "admin:catalog_product_stock": "Setiap penyimpanan mencatat satu gerak stok dengan nama Anda.",
    "admin:catalog_product_photos": "Foto pertama menjadi sampul; foto tampil bila sudah ada "
    "keterangan dan tanpa wajah.",
    "admin:catalog_product_photos_add": "Foto pertama menjadi sampul; foto tampil bila sudah ada "
    "keterangan dan tanpa wajah.",
    "admin:catalog_product_photo": "Potong menjadi persegi, ganti gambarnya, atau hapus; yang "
    "terpotong tidak disimpan.",
    "admin:catalog_product_preview": "Begini halaman ini terlihat oleh pembeli.",
    "admin:catalog_product_preview_new": "Begini halaman ini nanti terlihat oleh pembeli.",
    "admin:catalog_product_copy": "Teks, varian, dan label disalin menjadi draf dengan SKU baru; "
    "stok dan nomor izin tidak ikut.",
    "admin:orders_bankstatement_add": "Kirim berkas mutasi (CSV) dari bank; isinya ditunjukkan "
    "dahulu, belum dibukukan.",
    "admin:orders_statement_columns": "Tunjukkan kolom tanggal, uraian, dan jumlah; cukup sekali "
    "untuk tiap bank.",
    "admin:orders_statedeposit_void": "Setoran yang keliru dibatalkan dengan alasan dan tetap "
    "tercatat.",
    "admin:orders_premipayout_void": "Pembayaran yang keliru dibatalkan dengan alasan dan tetap "
    "tercatat.",
    "roles_and_rights": "Apa yang boleh dilakukan tiap jabatan, dan di mana.",
    "facilities:accounts": "Akun dibuka lewat undangan dan ditutup ketika petugas pindah tugas.",
    "facilities:recovery_codes": "Kode pemulihan dipakai bila ponsel Anda hilang.",
}

_BY_MODEL = {screen.model: screen for group in MENU for screen in group.screens}


def help_for(url_name: str, models: Iterable) -> str:
    """The sentence for the page of this full address name; "" where the table has no row.

    models: the registered ones.
    """
    if url_name in PAGES:
        return PAGES[url_name]
    for model in models:
        start = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        screen = _BY_MODEL.get(model._meta.label)
        if screen and url_name.startswith(start):
            return _of_kind(screen, url_name.removeprefix(start))
    return ""


def _of_kind(screen: Screen, kind: str) -> str:
    form = screen.form or screen.help
    kinds = {"changelist": screen.help, "add": form, "change": form}
    return (kinds | {"history": HISTORY, "delete": DELETE}).get(kind, "")


def grouped(entries: Iterable[dict]) -> list[tuple[Group, list[dict]]]:
    """The menu for one person: Django's entries of models, in the order of the table.

    A model that has no row yet stands under "Lainnya", so that it can be reached at all.
    """
    left = {entry["model"]._meta.label: entry for entry in entries}
    menu = []
    for group in MENU:
        found = [left.pop(s.model) for s in group.screens if s.model in left]
        menu.append((group, found))
    menu.append((Group("lainnya", "Lainnya", ()), list(left.values())))
    return [(group, found) for group, found in menu if found]

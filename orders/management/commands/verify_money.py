from django.core.management.base import BaseCommand, CommandError

from catalog.money import ribuan, rupiah
from orders.models import LineSplit, MonthlyClosing, Receipt, Refund
from orders.sales import one_moment
from orders.settlement.balance import balances, total
from orders.settlement.proof import differences

LINES = (
    ("Uang masuk", "received"),
    ("Dana dikembalikan", "refunded"),
    ("Uang muka dan uang yang masih diperiksa", "advances"),
    ("Kelebihan bayar", "surplus"),
)
SUMS = (
    ("Penjualan barang", "goods"),
    ("  dikembalikan", "returned"),
    ("  biaya kanal", "fee"),
    ("  biaya bahan", "materials"),
    ("  premi", "premi"),
    ("  PNBP", "pnbp"),
    ("  modal", "capital"),
    ("  operasional", "operations"),
    ("  mitra", "partner"),
    ("Ongkos kirim", "shipping"),
    ("Kode unik", "rounding"),
    ("  ongkos kirim dan lain-lain dikembalikan", "other_returned"),
    ("PNBP disetor", "deposited"),
    ("Premi dibayarkan", "premi_paid"),
)


class Command(BaseCommand):
    help = (
        "Prove to the rupiah that receipts, refunds, splits, deposits, premi and closed months fit."
    )

    def handle(self, *args, **options):
        with one_moment():
            self.verify()

    def verify(self):
        wrong = 0
        for where, text in differences():
            wrong += 1
            self.stdout.write(f"{where}: {text}")
        balance = total(balances())
        for label, name in LINES:
            self._line(label, getattr(balance, name))
        for label, name in SUMS:
            self._line(label, balance.sums[name])
        self._line("PNBP terutang", balance.sums["pnbp"] - balance.sums["deposited"])
        self._line("Premi terutang", balance.sums["premi"] - balance.sums["premi_paid"])
        self._line("Tidak terjelaskan", balance.difference)
        closed = MonthlyClosing.objects.closed().count()
        self.stdout.write(
            f"{ribuan(Receipt.objects.count())} uang masuk, {ribuan(Refund.objects.count())} "
            f"pengembalian, {ribuan(LineSplit.objects.count())} bagi hasil, {ribuan(closed)} bulan "
            f"tertutup diperiksa: {wrong} selisih."
        )
        if wrong:
            raise CommandError("Buku uang tidak cocok.", returncode=1)

    def _line(self, label, amount):
        self.stdout.write(f"{label:<42}{rupiah(amount):>20}")

from django.core.management.base import BaseCommand, CommandError

from catalog.money import rupiah
from orders import sales
from orders.models import Order, Payment, SalesDay


class Command(BaseCommand):
    help = "Prove that SalesDay equals the orders to the rupiah, and that every order's books hold."

    def handle(self, *args, **options):
        with sales.one_moment():
            self.verify()

    def verify(self):
        wrong = 0
        for key, stored, counted in sales.differences():
            wrong += 1
            self.stdout.write(f"{key}: tercatat {stored}, menurut pesanan {counted}")
        for number, text in sales.broken_orders():
            wrong += 1
            self.stdout.write(f"{number}: {text}")
        rows = SalesDay.objects.all()
        revenue = sum(rows.values_list("revenue", flat=True))
        refunds = sum(rows.values_list("refunds", flat=True))
        paid = Payment.objects.filter(paid_at__isnull=False).count()
        self.stdout.write(
            f"{rows.count()} baris penjualan harian dan {Order.objects.count()} pesanan "
            f"({paid} dibayar) diperiksa: omzet {rupiah(revenue)}, "
            f"pengembalian {rupiah(refunds)}, {wrong} selisih."
        )
        if wrong:
            raise CommandError("Buku penjualan tidak cocok.", returncode=1)

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Sum

from catalog.money import ribuan, rupiah
from orders import sales, services
from orders.models import NationCell, Order, Payment, ProductCell, ProductDay, SalesCell, SalesDay


class Command(BaseCommand):
    help = "Prove that SalesDay equals the orders to the rupiah, and that every order's books hold."

    def handle(self, *args, **options):
        sales.freshen()
        with sales.one_moment():
            self.verify()

    def verify(self):
        wrong = 0
        for name, key, stored, counted in sales.differences():
            wrong += 1
            where = ", ".join(str(part) for part in key)
            self.stdout.write(f"{name} ({where}): tercatat {stored}, seharusnya {counted}")
        for number, text in sales.broken_orders():
            wrong += 1
            self.stdout.write(f"{number}: {text}")
        for service, text in services.differences():
            wrong += 1
            self.stdout.write(f"Jasa {service}, {text}")
        rows = SalesDay.objects.all()
        sums = rows.aggregate(revenue=Sum("revenue"), refunds=Sum("refunds"))
        paid = Payment.objects.filter(paid_at__isnull=False).count()
        above = sum(table.objects.count() for table in (SalesCell, NationCell, ProductCell))
        self.stdout.write(
            f"{ribuan(ProductDay.objects.count())} baris produk per hari dan {ribuan(above)} "
            "jumlah di atasnya diperiksa."
        )
        self.stdout.write(
            f"{rows.count()} baris penjualan harian dan {Order.objects.count()} pesanan "
            f"({paid} dibayar) diperiksa: omzet {rupiah(sums['revenue'] or 0)}, "
            f"pengembalian {rupiah(sums['refunds'] or 0)}, {wrong} selisih."
        )
        if wrong:
            raise CommandError("Buku penjualan tidak cocok.", returncode=1)

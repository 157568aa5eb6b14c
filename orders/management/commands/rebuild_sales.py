from django.core.management.base import BaseCommand

from orders import sales


class Command(BaseCommand):
    help = (
        "Write SalesDay, ProductDay, their cells and the sold counts anew from the orders. "
        "Run it while nothing is sold."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"{sales.rebuild()} baris penjualan harian ditulis ulang.")

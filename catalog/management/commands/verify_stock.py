from django.core.management.base import BaseCommand, CommandError

from catalog import stock
from catalog.models import ProductionBatch, Reservation, StockLevel, StockMovement


class Command(BaseCommand):
    help = "Prove that movements add up to what is on hand and open reservations to reserved."

    def handle(self, *args, **options):
        found = list(stock.differences())
        for difference in found:
            self.stdout.write(str(difference))
        open_reservations = Reservation.objects.filter(closed_at__isnull=True)
        self.stdout.write(
            f"{StockLevel.objects.count()} stok, {StockMovement.objects.count()} gerak, "
            f"{open_reservations.count()} pesanan terbuka, "
            f"{ProductionBatch.objects.count()} hasil produksi diperiksa: "
            f"{len(found)} selisih."
        )
        if found:
            raise CommandError("Buku stok tidak cocok.", returncode=1)

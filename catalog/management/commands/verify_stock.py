from django.core.management.base import BaseCommand, CommandError

from catalog import capacity, stock
from catalog.models import CapacityMonth, ProductionBatch, Reservation, StockLevel, StockMovement


class Command(BaseCommand):
    help = (
        "Prove that movements add up to stock on hand, and what is reserved or booked to its rows."
    )

    def handle(self, *args, **options):
        found = [*stock.differences(), *capacity.differences()]
        for difference in found:
            self.stdout.write(str(difference))
        open_reservations = Reservation.objects.filter(closed_at__isnull=True)
        self.stdout.write(
            f"{StockLevel.objects.count()} stok, {StockMovement.objects.count()} gerak, "
            f"{open_reservations.count()} pesanan terbuka, "
            f"{ProductionBatch.objects.count()} hasil produksi, "
            f"{CapacityMonth.objects.count()} bulan kapasitas diperiksa: "
            f"{len(found)} selisih."
        )
        if found:
            raise CommandError("Buku stok atau kapasitas tidak cocok.", returncode=1)

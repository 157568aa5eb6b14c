from django.core.management.base import BaseCommand
from django.utils import timezone

from orders.expiry import expire_due


class Command(BaseCommand):
    help = "Expire orders that were not paid in time and release their goods."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=1000, help="at most this many orders")

    def handle(self, *args, limit, **options):
        count = expire_due(at=timezone.now(), limit=limit)
        self.stdout.write(f"{count} pesanan kedaluwarsa.")

from django.core.management.base import BaseCommand
from django.utils import timezone

from facilities import audit


class Command(BaseCommand):
    help = "Remove entries of the audit trail older than five years (as owner of the database)."

    def handle(self, *args, **options):
        count = audit.forget_old(at=timezone.now())
        self.stdout.write(f"{count} entries removed")

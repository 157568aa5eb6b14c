from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders import privacy


class Command(BaseCommand):
    help = "Erase again, after a restore, the buyers whose erasure the restored copy does not know."

    def add_arguments(self, parser):
        parser.add_argument(
            "lists", nargs="*", type=Path, metavar="DAFTAR",
            help="Further copies of the list, besides the one at ERASURE_LIST.",
        )  # fmt: skip

    def handle(self, *args, lists, **options):
        own = Path(settings.ERASURE_LIST)
        missing = [path for path in lists if not path.is_file()]
        if missing:
            raise CommandError(f"Daftar tidak ada: {missing[0]}")
        paths = [path for path in (own, *lists) if path.is_file()]
        if not paths:
            self.stdout.write(f"Belum ada daftar penghapusan di {own}.")
            return
        numbers = privacy.numbers_in(paths)
        count = privacy.reapply(numbers, at=timezone.now())
        self.stdout.write(f"{len(numbers)} belanja dalam daftar, {count} dihapus lagi datanya.")

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from facilities.demo.accounts import ACCOUNTS, PASSWORD
from orders.demo.loading import NotForThisDatabase, load
from orders.demo.progress import Progress


class Command(BaseCommand):
    help = "Muat galeri contoh untuk dicoba: UPT, produk, stok, setahun pesanan, dan akun."

    def add_arguments(self, parser):
        parser.add_argument(
            "--accounts-only", action="store_true", help="Hanya tampilkan akun contoh."
        )
        parser.add_argument(
            "--pictures", choices=("all", "none"), default="all", help="Dengan atau tanpa foto."
        )

    def handle(self, *, accounts_only, pictures, **options):
        if not accounts_only:
            progress = Progress(self.stdout)
            try:
                load(at=timezone.now(), progress=progress, with_photos=pictures == "all")
            except NotForThisDatabase as error:
                raise CommandError(
                    "Basis data ini sudah berisi UPT atau pesanan sungguhan. "
                    "Data contoh tidak dimuat ke sini; pakai basis data lain."
                ) from error
            progress.finish("Galeri contoh siap")
        self._show_accounts()

    def _show_accounts(self):
        self.stdout.write("\nAkun contoh, hanya untuk mencoba (jangan dipakai sungguhan):")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<16} {account.title}")
        self.stdout.write(f"  Kata sandi semuanya: {PASSWORD}")

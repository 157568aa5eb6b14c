from django.core.management.base import BaseCommand

from catalog import search


class Command(BaseCommand):
    help = "Menyusun ulang indeks pencarian dari semua produk."

    def handle(self, *args, **options):
        self.stdout.write(f"{search.rebuild()} produk masuk indeks pencarian.")

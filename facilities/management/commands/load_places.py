from django.core.management.base import BaseCommand

from facilities.places import load_places


class Command(BaseCommand):
    help = "Muat atau perbarui daftar resmi Kanwil, provinsi, kabupaten, dan kota."

    def handle(self, **options):
        count = load_places()
        self.stdout.write(
            f"{count['offices']} Kanwil, {count['provinces']} provinsi, "
            f"{count['regencies']} kabupaten dan kota."
        )

from django.core.management.base import BaseCommand

from catalog import pictures
from catalog.models import ProductPhoto


class Command(BaseCommand):
    help = "Encode now what the worker did not: photos that are still shown as their master."

    def handle(self, *args, **options):
        names = list(
            ProductPhoto.objects.filter(is_processed=False).values_list("image", flat=True)
        )
        for name in names:
            pictures.derive.func(name)
        waiting = ProductPhoto.objects.filter(is_processed=False).count()
        self.stdout.write(f"{len(names) - waiting} foto selesai, {waiting} belum.")

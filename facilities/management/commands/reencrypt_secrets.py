"""Write every stored secret anew under the newest key, so that the old one can go."""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from facilities.encrypted import EncryptedField, SecretUnreadable, rotated


class Command(BaseCommand):
    help = "Tulis ulang rahasia tersimpan dengan kunci pertama dari STORED_SECRET_KEYS."

    def handle(self, *args, **options):
        done = unreadable = 0
        for model in apps.get_models():
            names = [f.attname for f in model._meta.fields if isinstance(f, EncryptedField)]
            for name in names:
                for pk in list(model._base_manager.exclude(**{name: ""}).values_list("pk")):
                    try:
                        done += self._rotate(model, pk[0], name)
                    except SecretUnreadable:
                        unreadable += 1
                        self.stderr.write(f"Tidak terbuka: {model._meta.label} {pk[0]} {name}")
        self.stdout.write(f"{done} rahasia ditulis ulang.")
        if unreadable:
            raise CommandError(f"{unreadable} rahasia tidak terbuka. Simpan dulu kunci lamanya.")

    @staticmethod
    def _rotate(model, pk, name) -> int:
        with transaction.atomic():
            row = model._base_manager.select_for_update().get(pk=pk)
            rows = model._base_manager.filter(pk=pk)
            return rows.update(**{name: rotated(getattr(row, name))})

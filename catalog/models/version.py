"""The mark that says which state of the catalogue the cached pages show."""

from django.db import models


class CatalogueVersion(models.Model):
    """One row. Its mark changes whenever something the public pages show changes."""

    mark = models.CharField(max_length=32)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "versi katalog"
        verbose_name_plural = "versi katalog"

    def __str__(self):
        return self.mark

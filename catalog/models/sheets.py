"""Sheets that officers sent: which file changed how much, and who said yes. docs/rules/sheets.md."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.models import Facility


class SheetImport(models.Model):
    """One spreadsheet of products or of counted stock.

    content: the table as it was read, kept only until it is written or a day has passed.
    """

    class Kind(models.TextChoices):
        PRODUCTS = "produk", "Produk dan varian"
        STOCK = "stok", "Stok hasil hitung"

    class State(models.TextChoices):
        DRAFT = "draft", "Belum disimpan"
        WRITTEN = "written", "Tersimpan"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="sheet_imports", verbose_name="UPT"
    )
    kind = models.CharField("isi", max_length=6, choices=Kind.choices)
    state = models.CharField("keadaan", max_length=8, choices=State.choices, default=State.DRAFT)
    file_name = models.CharField("nama berkas", max_length=100)
    content = models.JSONField("isi berkas", default=dict, blank=True)
    new_rows = models.PositiveIntegerField("baris baru", default=0)
    changed_rows = models.PositiveIntegerField("baris berubah", default=0)
    same_rows = models.PositiveIntegerField("baris tetap", default=0)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="dikirim oleh",
    )  # fmt: skip
    sent_at = models.DateTimeField("dikirim")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="disimpan oleh",
    )  # fmt: skip
    written_at = models.DateTimeField("disimpan", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "impor lembar"
        verbose_name_plural = "impor lembar"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", written_at=None, written_by=None)
                | Q(state="written", written_at__isnull=False, written_by__isnull=False),
                name="sheet_import_written_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

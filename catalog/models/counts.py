"""Opname: a place is counted by one officer and looked at by a second one. See catalog/counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet
from facilities.models import Facility

from .categories import Category
from .stock import StockLocation
from .variants import Variant


class StockCountQuerySet(ScopedQuerySet):
    def waiting(self):
        """Counted, not yet looked at by a second officer."""
        return self.filter(state=StockCount.State.SUBMITTED)


class StockCount(models.Model):
    """One count of one place. Its list is frozen when it begins; goods go on being sold."""

    class State(models.TextChoices):
        OPEN = "open", "Sedang dihitung"
        SUBMITTED = "submitted", "Menunggu petugas kedua"
        APPROVED = "approved", "Dibukukan"
        CANCELLED = "cancelled", "Dibatalkan"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="stock_counts", verbose_name="UPT"
    )
    location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="counts", verbose_name="tempat"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kategori", help_text="Kosong: semua barang di tempat itu.",
    )  # fmt: skip
    state = models.CharField("keadaan", max_length=10, choices=State.choices, default=State.OPEN)
    key = models.CharField("kunci formulir", max_length=40, unique=True, editable=False)
    started_at = models.DateTimeField("dimulai")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="dimulai oleh",
    )  # fmt: skip
    submitted_at = models.DateTimeField("diajukan", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diajukan oleh",
    )  # fmt: skip
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="petugas kedua",
    )  # fmt: skip
    note = models.CharField("penjelasan selisih", max_length=160, blank=True)

    objects = StockCountQuerySet.as_manager()

    class Meta:
        verbose_name = "opname"
        verbose_name_plural = "opname"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["location"],
                condition=Q(state__in=["open", "submitted"]),
                name="stock_count_one_open_at_location",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | Q(state="submitted", submitted_at__isnull=False, decided_at=None)
                | Q(state="approved", submitted_at__isnull=False, decided_at__isnull=False)
                | Q(state="cancelled", decided_at__isnull=False),
                name="stock_count_moments_fit_state",
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.location.name}"

    @property
    def number(self) -> str:
        return f"OP-{self.pk:04}"

    @property
    def source_id(self) -> str:
        """What its movements answer to."""
        return f"opname-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.SUBMITTED


class CountLineQuerySet(ScopedQuerySet):
    facility_path = "count__facility"


class CountLine(models.Model):
    """One variant on the frozen list.

    recorded: pieces by the ledger when the list was frozen; expected: when they were counted;
    last_movement: the ledger's last row at that moment. Their difference is what is booked, so
    what is sold before or after the counting changes nothing.
    """

    count = models.ForeignKey(
        StockCount, on_delete=models.PROTECT, related_name="lines", verbose_name="opname"
    )
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="count_lines", verbose_name="varian"
    )
    position = models.PositiveSmallIntegerField("baris")
    recorded = models.PositiveIntegerField("tercatat saat mulai")
    expected = models.PositiveIntegerField("tercatat saat dihitung", null=True, blank=True)
    counted = models.PositiveIntegerField("hasil hitungan", null=True, blank=True)
    last_movement = models.BigIntegerField("gerak terakhir saat dihitung", null=True, blank=True)
    counted_at = models.DateTimeField("dihitung pada", null=True, blank=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="dihitung oleh",
    )  # fmt: skip

    objects = CountLineQuerySet.as_manager()

    class Meta:
        verbose_name = "barang dihitung"
        verbose_name_plural = "barang dihitung"
        ordering = ["count", "position"]
        constraints = [
            models.UniqueConstraint(fields=["count", "variant"], name="count_line_variant_once"),
            models.UniqueConstraint(fields=["count", "position"], name="count_line_position_once"),
            models.CheckConstraint(
                condition=Q(
                    counted=None, expected=None, last_movement=None, counted_at=None
                )
                | Q(
                    counted__isnull=False, expected__isnull=False,
                    last_movement__isnull=False, counted_at__isnull=False,
                ),
                name="count_line_whole_or_empty",
            ),
        ]  # fmt: skip

    def __str__(self):
        return str(self.variant)

    @property
    def difference(self) -> int:
        """Pieces, + found or - missing; 0 until counted."""
        return 0 if self.counted is None else self.counted - self.expected


class CountEventQuerySet(AppendOnlyQuerySet, CountLineQuerySet):
    """The history of counts: only ever added to."""


class CountEvent(AppendOnlyModel):
    """Who did what with a count; a line counted twice keeps its first figure here."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "Diajukan"
        SENT_BACK = "sent_back", "Diminta hitung ulang"
        APPROVED = "approved", "Dibukukan"
        CANCELLED = "cancelled", "Dibatalkan"

    count = models.ForeignKey(
        StockCount, on_delete=models.PROTECT, related_name="events", verbose_name="opname"
    )
    kind = models.CharField("peristiwa", max_length=12, choices=Kind.choices)
    note = models.TextField("catatan", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="oleh",
    )  # fmt: skip
    at = models.DateTimeField("waktu")

    objects = CountEventQuerySet.as_manager()

    class Meta:
        verbose_name = "riwayat opname"
        verbose_name_plural = "riwayat opname"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.count.number}"

    @property
    def headline(self) -> str:
        """The note without the figures under it, for who is to count again."""
        return self.note.partition("\n")[0]

"""Goods on their way between two places. Rows change only through catalog/transfers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from facilities.access import ScopedQuerySet, scope_of
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet
from facilities.models import Facility

from .stock import StockLocation
from .variants import Variant


class TransferQuerySet(ScopedQuerySet):
    """Seen by the owner of the goods and by who keeps one of the two places."""

    transfer_path = ""

    def visible_to(self, user, *, subject: str = ""):
        scope = scope_of(user)
        if subject:
            scope = scope.on(subject)
        if scope.everything:
            return self
        places = [f"{self.transfer_path}{name}" for name in ("facility", "origin__facility")]
        seen = Q(**{f"{places[0]}__in": scope.facility_ids})
        seen |= Q(**{f"{places[1]}__in": scope.facility_ids})
        # What somebody only plans to bring is nothing yet to who would receive it.
        coming = Q(**{f"{self.transfer_path}destination__facility__in": scope.facility_ids})
        planned = Q(**{f"{self.transfer_path}state": Transfer.State.DRAFT})
        return self.filter(seen | (coming & ~planned))

    def on_the_way(self):
        """Transfers whose goods have left and are not all accounted for."""
        return self.filter(state=Transfer.State.SENT)


class Transfer(models.Model):
    """One facility's goods taken from one place to another.

    Between sending and receiving they lie nowhere: they left the origin's level and have not
    reached the destination's. The lines say how many are on the way.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Disiapkan"
        SENT = "sent", "Dalam perjalanan"
        CLOSED = "closed", "Selesai"
        CANCELLED = "cancelled", "Dibatalkan"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="transfers", verbose_name="UPT"
    )
    origin = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="transfers_out", verbose_name="dari"
    )
    destination = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="transfers_in", verbose_name="ke"
    )
    state = models.CharField("keadaan", max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.CharField("keperluan", max_length=120, blank=True)
    key = models.CharField("kunci formulir", max_length=40, unique=True, editable=False)
    created_at = models.DateTimeField("disiapkan pada")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="disiapkan oleh",
    )  # fmt: skip
    sent_at = models.DateTimeField("dikirim pada", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="dikirim oleh",
    )  # fmt: skip
    closed_at = models.DateTimeField("selesai pada", null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "pemindahan"
        verbose_name_plural = "pemindahan"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "facility"], name="transfer_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="transfer_between_two_places"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None, closed_at=None)
                | Q(state="sent", sent_at__isnull=False, closed_at=None)
                | Q(state="closed", sent_at__isnull=False, closed_at__isnull=False)
                | Q(state="cancelled", closed_at__isnull=False),
                name="transfer_moments_fit_state",
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.origin.name} ke {self.destination.name}"

    @property
    def number(self) -> str:
        return f"PD-{self.pk:04}"

    @property
    def source_id(self) -> str:
        """What its movements answer to."""
        return f"pindah-{self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_on_the_way(self) -> bool:
        return self.state == self.State.SENT


class TransferLineQuerySet(TransferQuerySet):
    facility_path = "transfer__facility"
    transfer_path = "transfer__"


class TransferLine(models.Model):
    """Pieces of one variant: what was sent, and what became of it.

    surplus: pieces that came although nobody had noted them when they were sent.
    returned: pieces that are back at the origin; lost: pieces written off.
    """

    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, related_name="lines", verbose_name="pemindahan"
    )
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="transfer_lines", verbose_name="varian"
    )
    position = models.PositiveSmallIntegerField("baris")
    quantity = models.PositiveIntegerField("dikirim")
    surplus = models.PositiveIntegerField("lebih", default=0)
    received = models.PositiveIntegerField("diterima", default=0)
    returned = models.PositiveIntegerField("kembali ke asal", default=0)
    lost = models.PositiveIntegerField("hilang atau rusak", default=0)
    reason = models.CharField("penjelasan selisih", max_length=200, blank=True)

    objects = TransferLineQuerySet.as_manager()

    class Meta:
        verbose_name = "barang pindah"
        verbose_name_plural = "barang pindah"
        ordering = ["transfer", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "variant"], name="transfer_line_variant_once"
            ),
            models.UniqueConstraint(
                fields=["transfer", "position"], name="transfer_line_position_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="transfer_line_has_pieces"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("received") + F("returned") + F("lost") - F("surplus")),
                name="transfer_line_within_sent",
            ),
            models.CheckConstraint(
                condition=Q(lost=0, returned=0, surplus=0) | ~Q(reason=""),
                name="transfer_line_difference_explained",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.variant}"

    @property
    def on_the_way(self) -> int:
        """Pieces that left and are not accounted for yet; of a draft none has left."""
        return self.quantity + self.surplus - self.received - self.returned - self.lost


class TransferEventQuerySet(AppendOnlyQuerySet, TransferLineQuerySet):
    """The history of transfers: only ever added to."""


class TransferEvent(AppendOnlyModel):
    """Who did what with a transfer. key: of the form, so that a second press does nothing."""

    class Kind(models.TextChoices):
        SENT = "sent", "Dikirim"
        RECEIVED = "received", "Diterima"
        CALLED_BACK = "called_back", "Ditarik kembali"
        DISCARDED = "discarded", "Dibatalkan"

    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, related_name="events", verbose_name="pemindahan"
    )
    kind = models.CharField("peristiwa", max_length=12, choices=Kind.choices)
    key = models.CharField("kunci formulir", max_length=60, unique=True, editable=False)
    note = models.TextField("catatan", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="oleh",
    )  # fmt: skip
    at = models.DateTimeField("waktu")

    objects = TransferEventQuerySet.as_manager()

    class Meta:
        verbose_name = "riwayat pemindahan"
        verbose_name_plural = "riwayat pemindahan"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.transfer.number}"

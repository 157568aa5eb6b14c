"""Goods that come back: what the shopper asks, what the facility answers. docs/rules/returns.md."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from facilities.access import ScopedQuerySet

from .money import Refund
from .orders import Order, OrderLine

MOST_PHOTOS = 3


class ReturnQuerySet(ScopedQuerySet):
    facility_path = "order__facility"

    def open(self):
        """Requests that still wait for the facility or for the goods."""
        return self.filter(state__in=ReturnRequest.OPEN_STATES)


class ReturnRequest(models.Model):
    """One wish of a shopper about pieces of one order; changes only through orders/returns."""

    class State(models.TextChoices):
        ASKED = "asked", "Menunggu Jawaban"
        ACCEPTED = "accepted", "Disetujui"
        RECEIVED = "received", "Barang Sudah Diperiksa"
        DONE = "done", "Selesai"
        REFUSED = "refused", "Ditolak"
        WITHDRAWN = "withdrawn", "Ditarik Pembeli"

    class Cause(models.TextChoices):
        BROKEN = "rusak", "Rusak"
        WRONG = "salah", "Salah barang atau ukuran"
        MISSING = "kurang", "Jumlahnya kurang"
        DIFFERENT = "beda", "Tidak sesuai keterangan"
        CHANGED_MIND = "batal", "Berubah pikiran"

    class Wish(models.TextChoices):
        REPLACEMENT = "ganti", "Diganti barang yang sama"
        REFUND = "dana", "Uang dikembalikan"

    OPEN_STATES = (State.ASKED, State.ACCEPTED, State.RECEIVED)

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="returns", verbose_name="pesanan"
    )
    state = models.CharField("keadaan", max_length=10, choices=State.choices, default=State.ASKED)
    cause = models.CharField("sebab", max_length=10, choices=Cause.choices)
    note = models.CharField("keterangan pembeli", max_length=500, blank=True)
    wish = models.CharField("permintaan", max_length=10, choices=Wish.choices)
    asked_at = models.DateTimeField("diminta")
    # The shopper reads the answer; a refusal always has one.
    answer = models.CharField("jawaban petugas", max_length=300, blank=True)
    # Food and pieces that never came are not sent back: the pictures are enough.
    sends_back = models.BooleanField("barang dikirim kembali", default=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="dijawab oleh",
    )  # fmt: skip
    decided_at = models.DateTimeField("dijawab", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diperiksa oleh",
    )  # fmt: skip
    received_at = models.DateTimeField("barang kembali", null=True, blank=True)
    outcome = models.CharField("hasil", max_length=10, choices=Wish.choices, blank=True)
    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="return_request",
        verbose_name="pengembalian dana",
    )  # fmt: skip
    courier = models.CharField("kurir pengganti", max_length=40, blank=True)
    tracking_number = models.CharField("nomor resi pengganti", max_length=40, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diselesaikan oleh",
    )  # fmt: skip
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "pengembalian barang"
        verbose_name_plural = "pengembalian barang"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["asked", "accepted", "received"]),
                name="return_one_open_per_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="return_refused_has_answer",
                violation_error_message="Tulis alasan penolakan.",
            ),
            models.CheckConstraint(
                condition=Q(state="done", outcome__in=["ganti", "dana"])
                | (~Q(state="done") & Q(outcome="")),
                name="return_done_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "received"], closed_at__isnull=True)
                | (~Q(state__in=["asked", "accepted", "received"]) & Q(closed_at__isnull=False)),
                name="return_closed_has_moment",
            ),
        ]

    def __str__(self):
        return f"Pengembalian {self.order}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def can_withdraw(self) -> bool:
        """Whether the shopper may still keep the goods."""
        return self.state in (self.State.ASKED, self.State.ACCEPTED)

    @property
    def waits_for_goods(self) -> bool:
        """Whether the facility still has to count what comes back."""
        return self.state == self.State.ACCEPTED and self.sends_back

    @property
    def is_to_settle(self) -> bool:
        """Whether a replacement or a refund is due now; also when a refund was refused.

        Reads the refund: select it with the request.
        """
        if self.state == self.State.ACCEPTED:
            return not self.sends_back
        return self.state == self.State.RECEIVED or self.is_refund_refused

    @property
    def is_refund_refused(self) -> bool:
        return self.refund is not None and self.refund.state == Refund.State.REFUSED


class ReturnLine(models.Model):
    """Pieces of one order line in one request.

    quantity: asked for, and claimed on the order line while the request lives. shelved: good, back
    on the shelf; written_off: came back, no longer for sale. settled: replaced or paid back.
    """

    request = models.ForeignKey(ReturnRequest, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="returns", verbose_name="barang"
    )
    is_food = models.BooleanField("pangan", default=False)
    quantity = models.PositiveIntegerField("diminta")
    shelved = models.PositiveIntegerField("kembali ke rak", default=0)
    written_off = models.PositiveIntegerField("dihapus dari stok", default=0)
    settled = models.PositiveIntegerField("diganti atau dibayar kembali", default=0)

    class Meta:
        verbose_name = "barang kembali"
        verbose_name_plural = "barang kembali"
        ordering = ["line__position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "line"], name="return_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="return_line_has_pieces"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("shelved") + F("written_off")),
                name="return_line_back_within_asked",
                violation_error_message="Yang kembali lebih banyak daripada yang diminta.",
            ),
            models.CheckConstraint(
                condition=Q(settled__lte=F("quantity")),
                name="return_line_settled_within_asked",
                violation_error_message="Lebih banyak daripada yang diminta.",
            ),
            models.CheckConstraint(
                condition=Q(is_food=False) | Q(shelved=0),
                name="return_line_food_never_shelved",
                violation_error_message="Pangan tidak boleh kembali ke rak.",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} {self.line.unit} {self.line.name}"


class ReturnPhotoQuerySet(ScopedQuerySet):
    facility_path = "request__order__facility"


class ReturnPhoto(models.Model):
    """A picture of what is wrong: decoded, written anew, kept privately, removed in time."""

    request = models.ForeignKey(ReturnRequest, on_delete=models.PROTECT, related_name="photos")
    position = models.PositiveSmallIntegerField("urutan")
    # Path in the private storage; empty once removed.
    file_name = models.CharField(max_length=80, blank=True, editable=False)

    objects = ReturnPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "foto pengembalian"
        verbose_name_plural = "foto pengembalian"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="return_photo_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_PHOTOS),
                name="return_photo_three_at_most",
            ),
        ]

    def __str__(self):
        return f"Foto {self.position}, {self.request}"

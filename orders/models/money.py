"""Money that came in and money that went back, each as a row of its own. Never edited.

Source: docs/rules/money.md.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from facilities.access import ScopedQuerySet
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet

from .orders import Order, OrderLine
from .payments import Payment


class ReceiptQuerySet(AppendOnlyQuerySet, ScopedQuerySet):
    facility_path = "payment__facility"


class Receipt(AppendOnlyModel):
    """Money that came in for one order: who saw it, where, when. Append-only.

    reference: what the source calls it (a gateway's transaction, a row of the statement); the
    same one never counts twice for a payment.
    """

    class Source(models.TextChoices):
        PROOF = "proof", "Bukti diperiksa"
        OFFICER = "officer", "Dilihat petugas"
        STATEMENT = "statement", "Mutasi bank"
        GATEWAY = "gateway", "Penyedia pembayaran"
        COUNTER = "counter", "Diterima tunai"

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="receipts", verbose_name="pembayaran"
    )
    amount = models.PositiveBigIntegerField("jumlah (Rp)")
    source = models.CharField("diketahui dari", max_length=10, choices=Source.choices)
    reference = models.CharField("rujukan", max_length=100, blank=True)
    note = models.CharField("catatan", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="oleh",
    )  # fmt: skip
    received_at = models.DateTimeField("diterima")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "uang masuk"
        verbose_name_plural = "uang masuk"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_amount_positive"),
            models.UniqueConstraint(
                fields=["payment", "reference"],
                condition=~Q(reference=""),
                name="receipt_reference_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_source_display()} {self.payment.order}"


class RefundQuerySet(ScopedQuerySet):
    facility_path = "order__facility"


class Refund(models.Model):
    """Money that goes back to the shopper: asked for by one officer, paid by a second one."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Menunggu petugas kedua"
        PAID = "paid", "Sudah dikembalikan"
        REFUSED = "refused", "Tidak jadi"

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="refunds", verbose_name="pesanan"
    )
    # Of the price of goods: follows the lines below, the sales and their split.
    goods_amount = models.PositiveBigIntegerField("untuk barang (Rp)", default=0)
    # Shipping, kode unik, money that was too much.
    other_amount = models.PositiveBigIntegerField("untuk ongkir dan lain-lain (Rp)", default=0)
    amount = models.PositiveBigIntegerField("jumlah (Rp)")
    state = models.CharField(
        "keadaan", max_length=10, choices=State.choices, default=State.REQUESTED
    )
    reason = models.CharField("alasan", max_length=300)
    # Null where the system asked (a return agreed on, money of an order that had ended).
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diminta oleh",
    )  # fmt: skip
    requested_at = models.DateTimeField("diminta")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diputus oleh",
    )  # fmt: skip
    decided_at = models.DateTimeField("diputus", null=True, blank=True)
    decision_reason = models.CharField("keterangan keputusan", max_length=300, blank=True)
    paid_on = models.DateField("dikembalikan pada", null=True, blank=True)
    how = models.CharField("cara pengembalian", max_length=200, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = "pengembalian dana"
        verbose_name_plural = "pengembalian dana"
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-decided_at"], condition=Q(state="paid"), name="refund_paid_by_time"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=F("goods_amount") + F("other_amount"), amount__gt=0),
                name="refund_amount_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(decided_by=F("requested_by")),
                name="refund_needs_second_officer",
                violation_error_message="Pengembalian dana diputus oleh petugas kedua.",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_at__isnull=True)
                | Q(state__in=["paid", "refused"], decided_at__isnull=False),
                name="refund_decided_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | (Q(paid_on__isnull=False) & ~Q(how="")),
                name="refund_paid_says_when_and_how",
                violation_error_message="Tulis tanggal dan cara pengembaliannya.",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state="requested"),
                name="refund_one_open_per_order",
                violation_error_message="Masih ada pengembalian dana yang menunggu.",
            ),
        ]

    def __str__(self):
        return f"Pengembalian dana {self.order}"


class RefundLine(models.Model):
    """Which goods the money goes back for."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField("jumlah")
    amount = models.PositiveBigIntegerField("rupiah")

    class Meta:
        verbose_name = "barang yang dikembalikan dananya"
        verbose_name_plural = "barang yang dikembalikan dananya"
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="refund_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="refund_line_has_pieces"),
        ]

    def __str__(self):
        return f"{self.quantity} {self.line.name}"

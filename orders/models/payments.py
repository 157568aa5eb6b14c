"""Money for one order. Source: docs/rules/payment.md."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from facilities.access import ScopedQuerySet
from facilities.models import Facility

from .orders import Order


class PaymentQuerySet(ScopedQuerySet):
    facility_path = "order__facility"


class Payment(models.Model):
    """One per order. The account is copied when placed, so later edits never mislead a buyer.

    The amount of an open bank transfer is unique per account: it names the order.
    """

    class Method(models.TextChoices):
        BANK_TRANSFER = "bank_transfer", "Transfer bank"
        PAY_AT_PICKUP = "pay_at_pickup", "Bayar di galeri"
        CASH = "cash", "Tunai"
        QRIS = "qris", "QRIS"
        MIDTRANS = "midtrans", "Bayar lewat Midtrans"
        XENDIT = "xendit", "Bayar lewat Xendit"
        COD = "cod", "Bayar saat diantar"
        AFTER_HANDOVER = "after_handover", "Bayar setelah BAST"
        DOWN_PAYMENT = "down_payment", "Uang muka"

    class State(models.TextChoices):
        AWAITING = "awaiting_payment", "Menunggu Pembayaran"
        REVIEW = "payment_review", "Menunggu Verifikasi"
        PARTLY_PAID = "partly_paid", "Uang Muka Diterima"
        PAID = "paid", "Dibayar"
        VOID = "void", "Tidak Jadi Dibayar"
        REFUND_PENDING = "refund_pending", "Menunggu Pengembalian Dana"
        REFUNDED = "refunded", "Dana Dikembalikan"

    OPEN_STATES = (State.AWAITING, State.REVIEW)
    # Money comes to an account and the shopper, or the office, shows a proof.
    TRANSFER_METHODS = (
        Method.BANK_TRANSFER, Method.QRIS, Method.AFTER_HANDOVER, Method.DOWN_PAYMENT,
    )  # fmt: skip
    CODED_METHODS = (Method.BANK_TRANSFER, Method.QRIS)
    GATEWAY_METHODS = (Method.MIDTRANS, Method.XENDIT)
    OFFICE_METHODS = (Method.AFTER_HANDOVER, Method.DOWN_PAYMENT)
    # The goods are made and leave before the money is there.
    LATER_METHODS = (Method.PAY_AT_PICKUP, Method.COD, Method.AFTER_HANDOVER)

    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, related_name="payment", verbose_name="pesanan"
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="payments", verbose_name="UPT"
    )
    method = models.CharField("cara bayar", max_length=15, choices=Method.choices)
    state = models.CharField(
        "keadaan", max_length=20, choices=State.choices, default=State.AWAITING
    )
    amount = models.PositiveBigIntegerField("jumlah (Rp)", help_text="Sama dengan total pesanan.")
    unique_code = models.PositiveSmallIntegerField("kode unik", default=0)
    down_payment = models.PositiveBigIntegerField("uang muka (Rp)", default=0)
    # Sums of the rows of Receipt and of paid Refunds, kept with them (orders/receipts.py).
    received_amount = models.PositiveBigIntegerField("uang masuk (Rp)", default=0)
    refunded_amount = models.PositiveBigIntegerField("dikembalikan (Rp)", default=0)
    bank_name = models.CharField("bank", max_length=40, blank=True)
    account_number = models.CharField("nomor rekening", max_length=30, blank=True)
    account_holder = models.CharField("atas nama", max_length=80, blank=True)
    # The static QRIS text of the facility when the order was placed.
    merchant_payload = models.CharField("QRIS", max_length=512, blank=True)
    # Days after the hand-over until an office has to have paid; 0: not paid by invoice.
    invoice_days = models.PositiveSmallIntegerField("jatuh tempo (hari)", default=0)
    # Null: not running yet (cargo cost not named, goods for pick-up still being made).
    pay_before = models.DateTimeField("bayar sebelum", null=True, blank=True)
    paid_at = models.DateTimeField("dibayar", null=True, blank=True)
    refunded_at = models.DateTimeField("dikembalikan", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diperiksa oleh",
    )  # fmt: skip
    # When the code was freed (paid, void): it is not given out again for 24 hours.
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "pembayaran"
        verbose_name_plural = "pembayaran"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["pay_before"],
                condition=Q(state="awaiting_payment"),
                name="payment_deadline",
            ),
            models.Index(fields=["account_number", "closed_at"], name="payment_recently_closed"),
            # The order lines behind a report, newest first.
            models.Index(fields=["-paid_at"], name="payment_by_time"),
            models.Index(fields=["facility", "-paid_at"], name="payment_of_facility_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account_number", "amount"],
                # What has come in already is no longer looked for by its amount.
                condition=Q(
                    state__in=["awaiting_payment", "payment_review"],
                    unique_code__gt=0,
                    received_amount=0,
                ),
                name="payment_open_amount_once_per_account",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False),
                name="payment_paid_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount__lte=F("received_amount")),
                name="payment_refunds_within_receipts",
            ),
            models.CheckConstraint(
                condition=Q(down_payment__lt=F("amount")), name="payment_down_payment_is_a_part"
            ),
        ]

    def __str__(self):
        return f"{self.get_method_display()} {self.order}"

    @property
    def is_by_transfer(self) -> bool:
        """Whether the shopper pays to an account and may show a proof."""
        return self.method in self.TRANSFER_METHODS

    @property
    def carries_code(self) -> bool:
        return self.method in self.CODED_METHODS

    @property
    def is_by_gateway(self) -> bool:
        return self.method in self.GATEWAY_METHODS

    @property
    def is_office_way(self) -> bool:
        return self.method in self.OFFICE_METHODS

    @property
    def is_later(self) -> bool:
        """Whether the goods leave before the money is there."""
        return self.method in self.LATER_METHODS

    @property
    def outstanding(self) -> int:
        """Rupiah of the whole amount that have not come in yet."""
        return max(0, self.amount - self.received_amount)

    @property
    def held_amount(self) -> int:
        """Rupiah that came in and did not go back."""
        return self.received_amount - self.refunded_amount

    @property
    def amount_due(self) -> int:
        """Rupiah to be paid next: the down payment first, then what is left; 0 when nothing is."""
        if self.state not in (self.State.AWAITING, self.State.REVIEW, self.State.PARTLY_PAID):
            return 0
        if self.down_payment and self.received_amount < self.down_payment:
            return self.down_payment - self.received_amount
        return self.outstanding

    @property
    def is_at_door(self) -> bool:
        return self.method == self.Method.COD

    @property
    def is_at_pickup(self) -> bool:
        return self.method == self.Method.PAY_AT_PICKUP

    @property
    def is_awaited(self) -> bool:
        return self.state == self.State.AWAITING


class PaymentProofQuerySet(ScopedQuerySet):
    facility_path = "payment__order__facility"


class PaymentProof(models.Model):
    """The shopper's claim of having paid: decoded, re-encoded, kept privately. An officer decides."""

    class State(models.TextChoices):
        CHECKING = "checking", "Diperiksa"
        ACCEPTED = "accepted", "Diterima"
        REJECTED = "rejected", "Ditolak"

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="proofs", verbose_name="pembayaran"
    )
    # Path in the private storage; empty once removed after the retention period.
    file_name = models.CharField(max_length=80, blank=True, editable=False)
    sender_name = models.CharField("nama pemilik rekening", max_length=80, blank=True)
    paid_on = models.DateField("tanggal bayar", null=True, blank=True)
    state = models.CharField(
        "keadaan", max_length=10, choices=State.choices, default=State.CHECKING
    )
    reason = models.CharField("alasan", max_length=200, blank=True)
    uploaded_at = models.DateTimeField("diunggah")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diperiksa oleh",
    )  # fmt: skip
    reviewed_at = models.DateTimeField("diperiksa", null=True, blank=True)

    objects = PaymentProofQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti pembayaran"
        verbose_name_plural = "bukti pembayaran"
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state="checking"), name="proof_one_in_check"
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""),
                name="proof_rejected_has_reason",
                violation_error_message="Tulis alasan penolakan.",
            ),
        ]

    def __str__(self):
        return f"Bukti {self.payment.order}"

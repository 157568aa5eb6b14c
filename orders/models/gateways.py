"""Accounts at payment gateways, the pages made there, and what the gateways said about them.

Source: docs/rules/gateways.md.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.encrypted import EncryptedField
from facilities.models import Facility

from .payments import Payment


class Provider(models.TextChoices):
    """The gateways; the same words as their Payment.Method."""

    MIDTRANS = "midtrans", "Midtrans"
    XENDIT = "xendit", "Xendit"


class GatewayAccount(AuditedModel):
    """A facility's own account at a gateway. Its keys are encrypted and never shown again."""

    watch = Watch(
        "money",
        without=frozenset({"old_server_key", "old_callback_token", "keys_changed_at", "trouble"}),
        hidden=frozenset({"server_key", "callback_token"}),
    )

    class Environment(models.TextChoices):
        SANDBOX = "sandbox", "Uji coba"
        PRODUCTION = "production", "Sungguhan"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="gateway_accounts", verbose_name="UPT"
    )
    provider = models.CharField("penyedia", max_length=10, choices=Provider.choices)
    is_active = models.BooleanField(
        "dipakai", default=True, help_text="Bila dimatikan, pembeli tidak ditawari cara bayar ini."
    )
    server_key = EncryptedField("kunci rahasia")
    callback_token = EncryptedField("token pemberitahuan")
    # What was replaced a short while ago: notices on their way still carry it.
    old_server_key = EncryptedField("kunci rahasia lama", editable=False)
    old_callback_token = EncryptedField("token pemberitahuan lama", editable=False)
    environment = models.CharField(
        "jenis kunci", max_length=10, choices=Environment.choices, blank=True, editable=False
    )
    keys_changed_at = models.DateTimeField("kunci diganti", null=True, blank=True, editable=False)
    # Why the gateway does not take our keys; empty when all is well.
    trouble = models.CharField("kendala", max_length=120, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "akun penyedia pembayaran"
        verbose_name_plural = "akun penyedia pembayaran"
        ordering = ["facility", "provider"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "provider"],
                name="gateway_account_once_per_provider",
                violation_error_message="UPT ini sudah punya akun di penyedia itu.",
            ),
        ]

    def __str__(self):
        return f"{self.get_provider_display()} {self.facility}"

    @property
    def is_complete(self) -> bool:
        """Whether all keys are there that this gateway needs."""
        needs_token = self.provider == Provider.XENDIT
        return bool(self.server_key) and (bool(self.callback_token) or not needs_token)

    @property
    def is_usable(self) -> bool:
        """Whether pages may be made with it: keys that fit the site's mode and work."""
        fits = self.environment == settings.GATEWAY_MODE
        return self.is_active and self.is_complete and fits and not self.trouble


class GatewayAttemptQuerySet(ScopedQuerySet):
    facility_path = "payment__facility"

    def open(self):
        """Attempts whose money may still come."""
        return self.filter(state__in=GatewayAttempt.OPEN_STATES)

    def to_decide(self):
        """Attempts that an officer has to look at."""
        return self.exclude(attention="").filter(decided_at=None)


class GatewayAttempt(models.Model):
    """One page at a gateway for one payment; the reference is used once only.

    It moves forward only: see orders/gateways/news.py.
    """

    class State(models.TextChoices):
        NEW = "new", "Disiapkan"
        OPEN = "open", "Menunggu dibayar"
        CHECKING = "checking", "Diperiksa penyedia"
        ENDED = "ended", "Tidak jadi"
        PAID = "paid", "Uang masuk"
        RETURNED = "returned", "Uang ditarik kembali"

    class Attention(models.TextChoices):
        LATE = "late", "Uang datang setelah pesanan berakhir"
        SHORT = "short", "Uang yang masuk kurang"
        LONG = "long", "Uang yang masuk lebih"
        DOUBLE = "double", "Uang masuk dua kali"
        BACK = "back", "Uang ditarik kembali di penyedia"
        UNSURE = "unsure", "Kabar penyedia tidak jelas"

    OPEN_STATES = (State.NEW, State.OPEN, State.CHECKING)
    # Over once the order's money is decided; the others need a word of an officer.
    DECIDED_WITH_ORDER = (Attention.LATE, Attention.SHORT, Attention.LONG)

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="attempts", verbose_name="pembayaran"
    )
    account = models.ForeignKey(
        GatewayAccount, on_delete=models.PROTECT, related_name="attempts", verbose_name="akun"
    )
    number = models.PositiveSmallIntegerField("percobaan")
    reference = models.CharField("rujukan", max_length=32, unique=True)
    amount = models.PositiveBigIntegerField("jumlah (Rp)")
    state = models.CharField("keadaan", max_length=10, choices=State.choices, default=State.NEW)
    # The gateway's own name of it, once there is one.
    provider_id = models.CharField("nomor di penyedia", max_length=64, blank=True)
    address = models.CharField("halaman bayar", max_length=500, blank=True)
    channel = models.CharField("saluran", max_length=40, blank=True)
    note = models.CharField("keterangan", max_length=120, blank=True)
    created_at = models.DateTimeField("dibuat")
    ends_at = models.DateTimeField("berlaku sampai")
    paid_at = models.DateTimeField("uang masuk", null=True, blank=True)
    # When the gateway is asked next; null: no more.
    ask_at = models.DateTimeField("ditanyakan lagi", null=True, blank=True)
    asked = models.PositiveSmallIntegerField("kali ditanyakan", default=0)
    asked_at = models.DateTimeField("terakhir ditanyakan", null=True, blank=True)
    attention = models.CharField(
        "perlu diputuskan", max_length=10, choices=Attention.choices, blank=True
    )
    decision = models.CharField("keputusan", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diputuskan oleh",
    )  # fmt: skip
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)

    objects = GatewayAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "percobaan bayar"
        verbose_name_plural = "percobaan bayar"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["ask_at"], condition=Q(ask_at__isnull=False), name="gateway_attempt_to_ask"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "number"], name="gateway_attempt_number_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="gateway_attempt_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False),
                name="gateway_attempt_paid_has_moment",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def provider(self) -> str:
        return self.account.provider

    @property
    def is_decided(self) -> bool:
        """Whether what was odd about its money is settled. Reads the payment."""
        if self.attention in self.DECIDED_WITH_ORDER:
            return self.payment.state != Payment.State.REVIEW
        return self.decided_at is not None


class PaymentEventQuerySet(ScopedQuerySet):
    facility_path = "attempt__payment__facility"


class PaymentEvent(models.Model):
    """One piece of news from a gateway, applied once: unique by what the gateway calls it."""

    class Source(models.TextChoices):
        NOTICE = "notice", "Pemberitahuan"
        ASKED = "asked", "Ditanyakan"
        OFFICER = "officer", "Petugas"

    class Kind(models.TextChoices):
        """As orders/payments/provider.py reads the gateway's words."""

        PENDING = "pending", "Menunggu"
        DENIED = "denied", "Ditolak, boleh dicoba lagi"
        CHECKING = "checking", "Diperiksa penyedia"
        PAID = "paid", "Dibayar"
        ENDED = "ended", "Tidak jadi"
        MONEY_BACK = "money_back", "Uang ditarik kembali"
        UNKNOWN = "unknown", "Tidak dikenal"

    class Outcome(models.TextChoices):
        TAKEN = "taken", "Berlaku"
        STALE = "stale", "Sudah basi"
        TO_REVIEW = "review", "Perlu diputuskan"

    attempt = models.ForeignKey(
        GatewayAttempt, on_delete=models.PROTECT, related_name="events", verbose_name="percobaan"
    )
    key = models.CharField("tanda", max_length=200)
    kind = models.CharField("arti", max_length=12, choices=Kind.choices)
    status = models.CharField("kata penyedia", max_length=70)
    amount = models.PositiveBigIntegerField("jumlah (Rp)", null=True, blank=True)
    source = models.CharField("dari", max_length=8, choices=Source.choices)
    outcome = models.CharField("akibat", max_length=8, choices=Outcome.choices, blank=True)
    received_at = models.DateTimeField("diterima")

    objects = PaymentEventQuerySet.as_manager()

    class Meta:
        verbose_name = "kabar penyedia pembayaran"
        verbose_name_plural = "kabar penyedia pembayaran"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "key"], name="payment_event_once"),
        ]

    def __str__(self):
        return f"{self.attempt} {self.status}"

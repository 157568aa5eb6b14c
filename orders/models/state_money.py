"""Money that leaves the facility again: PNBP to the state, premi to the workers' savings.

No person is stored: a payout is a sum and a head count. Source: docs/rules/settlement.md.
"""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from catalog.dates import tanggal
from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.models import Facility, ProducerGroup

BILLING_CODE = r"^\d{15}$"
NTPN = r"^[A-Z0-9]{16}$"


class StateMoneyQuerySet(ScopedQuerySet):
    """Kanwil and Ditjenpas read the sums of a month (MonthlyClosing), not these rows."""


class StateDeposit(AuditedModel):
    """A deposit of PNBP through SIMPONI: a billing code, and once paid its NTPN.

    No link to SIMPONI: officers type the codes. A wrong one is voided, never edited or deleted.
    """

    watch = Watch("split", without=frozenset({"file_name"}))

    class State(models.TextChoices):
        BILLED = "billed", "Kode billing dibuat"
        PAID = "paid", "Disetor"
        VOID = "void", "Dibatalkan"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="deposits", verbose_name="UPT"
    )
    period = models.DateField("untuk bulan", help_text="Bulan penjualan yang PNBP-nya disetor.")
    state = models.CharField(
        "keadaan", max_length=10, choices=State.choices, default=State.BILLED, editable=False
    )
    billing_code = models.CharField(
        "kode billing", max_length=15, help_text="15 angka dari SIMPONI.",
        validators=[RegexValidator(BILLING_CODE, "Kode billing terdiri atas 15 angka.")],
    )  # fmt: skip
    billing_expires_on = models.DateField("kode berlaku sampai")
    amount = models.PositiveBigIntegerField("jumlah (Rp)")
    paid_on = models.DateField("disetor pada", null=True, blank=True)
    ntpn = models.CharField(
        "NTPN", max_length=16, blank=True, help_text="16 huruf besar dan angka dari bukti setor.",
        validators=[RegexValidator(NTPN, "NTPN terdiri atas 16 huruf besar dan angka.")],
    )  # fmt: skip
    ntb = models.CharField("NTB/NTP", max_length=20, blank=True)
    # Path in the private storage.
    file_name = models.CharField(max_length=80, blank=True, editable=False)
    note = models.CharField(
        "catatan", max_length=200, blank=True,
        help_text="Wajib bila jumlahnya melebihi PNBP terutang.",
    )  # fmt: skip
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False,
        related_name="+", verbose_name="dicatat oleh",
    )  # fmt: skip
    recorded_at = models.DateTimeField("dicatat", editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False,
        related_name="+", verbose_name="dibatalkan oleh",
    )  # fmt: skip
    voided_at = models.DateTimeField("dibatalkan", null=True, editable=False)
    void_reason = models.CharField("alasan batal", max_length=200, blank=True, editable=False)

    objects = StateMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "setoran PNBP"
        verbose_name_plural = "setoran PNBP"
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["facility", "paid_on"], name="deposit_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="deposit_amount_positive",
                violation_error_message="Jumlah harus lebih dari nol.",
            ),
            # Lengths only: SQLite knows patterns through Django alone, and a backup is checked
            # without it.
            models.CheckConstraint(
                condition=Exact(Length("billing_code"), 15), name="deposit_billing_code_form"
            ),
            models.CheckConstraint(
                condition=Q(ntpn="") | Q(Exact(Length("ntpn"), 16)), name="deposit_ntpn_form"
            ),
            models.CheckConstraint(
                condition=Q(state="billed", paid_on__isnull=True, ntpn="")
                | Q(state="paid", paid_on__isnull=False) & ~Q(ntpn="")
                | Q(state="void"),
                name="deposit_paid_has_ntpn",
                violation_error_message="Setoran yang sudah dibayar punya tanggal dan NTPN.",
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | Q(paid_on__lte=F("billing_expires_on")),
                name="deposit_paid_in_time",
                violation_error_message="Kode billing sudah kedaluwarsa pada hari itu.",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_reason=""), name="deposit_void_has_reason"
            ),
            models.UniqueConstraint(
                fields=["billing_code"],
                condition=~Q(state="void"),
                name="deposit_billing_code_once",
                violation_error_message="Kode billing ini sudah tercatat.",
            ),
            models.UniqueConstraint(
                fields=["ntpn"],
                condition=~Q(state="void") & ~Q(ntpn=""),
                name="deposit_ntpn_once",
                violation_error_message="NTPN ini sudah tercatat.",
            ),
        ]

    def __str__(self):
        return f"Setoran {self.billing_code}"

    @property
    def is_paid(self) -> bool:
        return self.state == self.State.PAID

    @property
    def is_open(self) -> bool:
        return self.state == self.State.BILLED


class PremiPayout(AuditedModel):
    """Premi handed out: a sum and to how many people, never to whom."""

    watch = Watch("split")

    class State(models.TextChoices):
        PAID = "paid", "Dibayarkan"
        VOID = "void", "Dibatalkan"

    class Way(models.TextChoices):
        SAVINGS = "savings", "Rekening tabungan"
        CARD = "card", "Kartu nontunai"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="payouts", verbose_name="UPT"
    )
    period = models.DateField("untuk bulan", help_text="Bulan penjualan yang preminya dibayarkan.")
    state = models.CharField(
        "keadaan", max_length=10, choices=State.choices, default=State.PAID, editable=False
    )
    group = models.ForeignKey(
        ProducerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="payouts",
        verbose_name="kelompok kerja", help_text="Kosong: untuk beberapa kelompok sekaligus.",
    )  # fmt: skip
    amount = models.PositiveBigIntegerField("jumlah (Rp)")
    head_count = models.PositiveIntegerField(
        "jumlah penerima", help_text="Banyaknya orang saja, tanpa nama."
    )
    way = models.CharField("cara", max_length=10, choices=Way.choices, default=Way.SAVINGS)
    paid_on = models.DateField("dibayarkan pada")
    note = models.CharField(
        "catatan", max_length=200, blank=True,
        help_text="Tanpa nama orang. Wajib bila jumlahnya melebihi premi terutang.",
    )  # fmt: skip
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False,
        related_name="+", verbose_name="dicatat oleh",
    )  # fmt: skip
    recorded_at = models.DateTimeField("dicatat", editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False,
        related_name="+", verbose_name="dibatalkan oleh",
    )  # fmt: skip
    voided_at = models.DateTimeField("dibatalkan", null=True, editable=False)
    void_reason = models.CharField("alasan batal", max_length=200, blank=True, editable=False)

    objects = StateMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "pembayaran premi"
        verbose_name_plural = "pembayaran premi"
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["facility", "paid_on"], name="payout_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payout_amount_positive",
                violation_error_message="Jumlah harus lebih dari nol.",
            ),
            models.CheckConstraint(
                condition=Q(head_count__gte=1),
                name="payout_has_people",
                violation_error_message="Jumlah penerima paling sedikit satu.",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_reason=""), name="payout_void_has_reason"
            ),
        ]

    def __str__(self):
        return f"Premi {tanggal(self.paid_on)}"

    @property
    def is_paid(self) -> bool:
        return self.state == self.State.PAID

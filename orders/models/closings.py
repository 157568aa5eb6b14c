"""The settlement of a facility, month by month, and what locks it. docs/rules/settlement.md."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.dates import bulan
from facilities.access import ScopedQuerySet
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet
from facilities.models import Facility

from .splits import PARTS, total_of

# Sums of a month, kept with the rows they are made of.
GOODS_SUMS = ("fee", "materials", *PARTS)
SUMS = (
    "goods", "returned", *GOODS_SUMS, "shipping", "rounding", "other_returned",
    "deposited", "premi_paid",
)  # fmt: skip


class MonthlyClosingQuerySet(ScopedQuerySet):
    officials_read = True

    def closed(self):
        return self.filter(closed_at__isnull=False)


class MonthlyClosing(models.Model):
    """The settlement of one facility and local month: its sums, and whether it is locked.

    goods: sold; returned: given back of it. fee (what channels kept), materials and the parts are
    net of refunds. shipping,
    rounding (kode unik) and other_returned lie outside the split. deposited, premi_paid: by the
    day they were paid. brought_*: what was owed from before, written when the month is closed.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="closings", verbose_name="UPT"
    )
    month = models.DateField("bulan", help_text="Hari pertama bulan itu.")
    goods = models.BigIntegerField("penjualan barang (Rp)", default=0)
    returned = models.BigIntegerField("dikembalikan (Rp)", default=0)
    fee = models.BigIntegerField("biaya kanal (Rp)", default=0)
    materials = models.BigIntegerField("biaya bahan (Rp)", default=0)
    premi = models.BigIntegerField("premi (Rp)", default=0)
    pnbp = models.BigIntegerField("PNBP (Rp)", default=0)
    capital = models.BigIntegerField("modal (Rp)", default=0)
    operations = models.BigIntegerField("operasional (Rp)", default=0)
    partner = models.BigIntegerField("mitra (Rp)", default=0)
    shipping = models.BigIntegerField("ongkos kirim (Rp)", default=0)
    rounding = models.BigIntegerField("kode unik (Rp)", default=0)
    other_returned = models.BigIntegerField("ongkos kirim dikembalikan (Rp)", default=0)
    deposited = models.BigIntegerField("PNBP disetor (Rp)", default=0)
    premi_paid = models.BigIntegerField("premi dibayarkan (Rp)", default=0)
    brought_pnbp = models.BigIntegerField("PNBP terutang awal (Rp)", null=True, blank=True)
    brought_premi = models.BigIntegerField("premi terutang awal (Rp)", null=True, blank=True)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="ditutup oleh",
    )  # fmt: skip

    objects = MonthlyClosingQuerySet.as_manager()

    class Meta:
        verbose_name = "bagi hasil bulanan"
        verbose_name_plural = "bagi hasil bulanan"
        ordering = ["-month", "facility"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "month"], name="closing_once_a_month"),
            models.CheckConstraint(
                condition=Q(goods=F("returned") + total_of(GOODS_SUMS)), name="closing_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(brought_pnbp__isnull=False, brought_premi__isnull=False),
                name="closing_keeps_what_was_owed",
            ),
        ]

    def __str__(self):
        return bulan(self.month)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def net(self) -> int:
        """Rupiah of goods sold, less what was given back."""
        return self.goods - self.returned

    @property
    def base_total(self) -> int:
        """Rupiah that were shared: without channels' fees, net of materials where the rule says so."""
        return self.net - self.fee - self.materials


class ClosingEvent(AppendOnlyModel):
    """A month was closed, or opened again by the operator with a reason. Append-only."""

    class Kind(models.TextChoices):
        CLOSED = "closed", "Ditutup"
        REOPENED = "reopened", "Dibuka kembali"

    closing = models.ForeignKey(MonthlyClosing, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("kejadian", max_length=10, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="oleh",
    )  # fmt: skip
    reason = models.CharField("alasan", max_length=300, blank=True)
    at = models.DateTimeField("waktu")
    # The sums as they stood, by name: a closed month must still show the same.
    figures = models.JSONField("angka", default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "riwayat penutupan"
        verbose_name_plural = "riwayat penutupan"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="reopened") | ~Q(reason=""),
                name="closing_reopened_has_reason",
                violation_error_message="Tulis alasan pembukaan kembali.",
            )
        ]

    def __str__(self):
        return self.get_kind_display()

"""Goods sold on the spot: one press at the till, and the shift of whoever stands there."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models import StockLocation
from facilities.access import ScopedQuerySet
from facilities.models import Facility

from .orders import Channel


class CashierShift(models.Model):
    """One turn at the till of one place: cash at the start, cash counted at the end.

    expected_cash: opening_cash and what was sold for cash, as it was when the shift was closed.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="cashier_shifts", verbose_name="UPT"
    )
    location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="cashier_shifts",
        verbose_name="tempat",
    )  # fmt: skip
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="dibuka oleh",
    )  # fmt: skip
    opened_at = models.DateTimeField("dibuka")
    opening_cash = models.PositiveBigIntegerField("uang awal (Rp)")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="ditutup oleh",
    )  # fmt: skip
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    expected_cash = models.PositiveBigIntegerField("uang menurut catatan (Rp)", null=True)
    counted_cash = models.PositiveBigIntegerField("uang dihitung (Rp)", null=True)
    difference_reason = models.CharField("penjelasan selisih", max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diperiksa oleh",
    )  # fmt: skip
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)
    check_note = models.CharField("catatan pemeriksa", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "giliran kasir"
        verbose_name_plural = "giliran kasir"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["location"],
                condition=Q(closed_at__isnull=True),
                name="shift_one_open_per_location",
                violation_error_message="Giliran di tempat ini masih terbuka.",
            ),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=True, closed_by__isnull=True, counted_cash__isnull=True,
                    expected_cash__isnull=True,
                )
                | Q(
                    closed_at__isnull=False, closed_by__isnull=False, counted_cash__isnull=False,
                    expected_cash__isnull=False,
                ),
                name="shift_closed_is_counted",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(counted_cash=F("expected_cash"))
                | ~Q(difference_reason=""),
                name="shift_difference_is_explained",
                violation_error_message="Jelaskan selisih uangnya.",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False, closed_at__isnull=False),
                name="shift_checked_after_closing",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | (~Q(checked_by=F("closed_by")) & ~Q(checked_by=F("opened_by"))),
                name="shift_checked_by_second_officer",
                violation_error_message="Giliran diperiksa oleh petugas kedua.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Giliran {self.location.name}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def difference(self) -> int:
        """Rupiah counted beyond what was expected; negative when some is missing."""
        return self.counted_cash - self.expected_cash if self.closed_at else 0

    @property
    def shortage(self) -> int:
        """Rupiah missing in the drawer, 0 when none is."""
        return max(0, -self.difference)


class DirectSaleQuerySet(ScopedQuerySet):
    facility_path = "location__facility"


class DirectSale(models.Model):
    """Goods of one place sold and paid in one act, with an order for each owner of the goods.

    What Checkout is for the site. key makes a second press, or a second arrival from a device,
    return the first sale; content_hash refuses the same key with other content. Of the facility
    whose place it is, also where goods of others are among them. Source: docs/rules/counter.md.
    """

    key = models.CharField(max_length=64, unique=True)
    content_hash = models.CharField(max_length=64)
    number = models.CharField("nomor nota", max_length=16, unique=True)
    location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="sales", verbose_name="tempat"
    )
    shift = models.ForeignKey(
        CashierShift, on_delete=models.PROTECT, null=True, blank=True, related_name="sales",
        verbose_name="giliran",
    )  # fmt: skip
    channel = models.CharField("jalur", max_length=10, choices=Channel.choices)
    # A Payment.Method, the same for all orders of the sale.
    method = models.CharField("cara bayar", max_length=15)
    total = models.PositiveBigIntegerField("total (Rp)")
    # What the buyer laid on the counter; null where no cash was.
    cash_received = models.PositiveBigIntegerField("uang diterima (Rp)", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="petugas",
    )  # fmt: skip
    sold_at = models.DateTimeField("dijual")
    voided_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="dibatalkan oleh",
    )  # fmt: skip
    void_reason = models.CharField("alasan batal", max_length=200, blank=True)

    objects = DirectSaleQuerySet.as_manager()

    class Meta:
        verbose_name = "penjualan langsung"
        verbose_name_plural = "penjualan langsung"
        ordering = ["-sold_at", "-pk"]
        indexes = [models.Index(fields=["shift", "-sold_at"], name="direct_sale_of_shift")]
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=0), name="direct_sale_total_positive"),
            models.CheckConstraint(
                condition=Q(cash_received__isnull=True) | Q(cash_received__gte=F("total")),
                name="direct_sale_cash_covers_total",
                violation_error_message="Uang yang diterima kurang dari total.",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="direct_sale_void_has_reason",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def place(self) -> str:
        """Where it was sold. Reads the location with its facility."""
        return str(self.location)

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def change(self) -> int:
        """Rupiah given back over the counter."""
        return 0 if self.cash_received is None else self.cash_received - self.total

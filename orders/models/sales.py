"""Sales counted once: the roll-up every report reads."""

from django.db import models

from catalog.models import Category
from facilities.access import ScopedQuerySet
from facilities.models import Facility

from .orders import BuyerKind, Channel


class SalesDayQuerySet(ScopedQuerySet):
    officials_read = True


class SalesDay(models.Model):
    """Sales of one facility on one local day, by channel, category and kind of buyer.

    Kept by orders/sales/ in the transaction that marks an order paid (day of paid_at in the
    facility's zone) or refunded (day of the refund). orders is counted in the category of the
    order's first line, so that sums over categories are right. revenue and refunds: goods only,
    in rupiah, without shipping and unique code.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="sales_days", verbose_name="UPT"
    )
    day = models.DateField("hari")
    channel = models.CharField("jalur", max_length=10, choices=Channel.choices)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", verbose_name="kategori"
    )
    buyer_kind = models.CharField("pembeli", max_length=10, choices=BuyerKind.choices)
    orders = models.PositiveIntegerField("pesanan", default=0)
    units = models.PositiveIntegerField("produk terjual", default=0)
    revenue = models.PositiveBigIntegerField("omzet (Rp)", default=0)
    refunds = models.PositiveBigIntegerField("pengembalian (Rp)", default=0)

    objects = SalesDayQuerySet.as_manager()

    class Meta:
        verbose_name = "penjualan harian"
        verbose_name_plural = "penjualan harian"
        ordering = ["-day"]
        indexes = [models.Index(fields=["day", "facility"], name="sales_day_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "day", "channel", "category", "buyer_kind"],
                name="sales_day_once",
            )
        ]

    def __str__(self):
        return f"{self.facility} {self.day}"

"""Sums made from the sales so that a report of years costs what one of days costs.

ProductDay is booked by the sale itself, like SalesDay. The cells are folded from both a moment
later (orders/sales/folding.py). Source: docs/decisions/0091-sums-of-sums.md.
"""

from django.db import models

from catalog.models import Category, Product
from facilities.access import ScopedQuerySet
from facilities.models import Facility

from .orders import BuyerKind, Channel


class RollUpQuerySet(ScopedQuerySet):
    officials_read = True


class ProductDay(models.Model):
    """Sales of one product on one local day of its facility, by channel and kind of buyer.

    category: as the lines were sold. orders: those whose first line this was, so that they add
    up. revenue and refunds: goods only, in rupiah. SalesDay is the sum of these rows.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="UPT"
    )
    day = models.DateField("hari")
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="product_days", db_index=False,
        verbose_name="produk",
    )  # fmt: skip
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", db_index=False,
        verbose_name="kategori",
    )  # fmt: skip
    channel = models.CharField("jalur", max_length=10, choices=Channel.choices)
    buyer_kind = models.CharField("pembeli", max_length=10, choices=BuyerKind.choices)
    orders = models.PositiveIntegerField("pesanan", default=0)
    units = models.PositiveIntegerField("produk terjual", default=0)
    revenue = models.PositiveBigIntegerField("omzet (Rp)", default=0)
    refunds = models.PositiveBigIntegerField("pengembalian (Rp)", default=0)

    objects = RollUpQuerySet.as_manager()

    class Meta:
        verbose_name = "penjualan harian produk"
        verbose_name_plural = "penjualan harian produk"
        indexes = [
            models.Index(fields=["day", "facility"], name="product_day_by_day"),
            models.Index(fields=["product", "day"], name="product_day_of_product"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "day", "product", "category", "channel", "buyer_kind"],
                name="product_day_once",
            )
        ]

    def __str__(self):
        return f"{self.product} {self.day}"


class SalesDayMark(models.Model):
    """A facility's day that changed and is not in the cells yet: one row per booking.

    Never shared and never updated, so no sale waits for another or for the folding.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="UPT"
    )
    day = models.DateField("hari")

    objects = RollUpQuerySet.as_manager()

    class Meta:
        verbose_name = "hari penjualan yang berubah"
        verbose_name_plural = "hari penjualan yang berubah"

    def __str__(self):
        return f"{self.facility} {self.day}"


class Period(models.TextChoices):
    """How long a cell is; start is its first day."""

    DAY = "day", "hari"
    MONTH = "month", "bulan"
    YEAR = "year", "tahun"


class By(models.TextChoices):
    """What a cell is told apart by: nothing, one of three, or each of the three at once."""

    ALL = "all", "semua"
    CATEGORY = "category", "kategori"
    CHANNEL = "channel", "jalur"
    BUYER_KIND = "buyer_kind", "pembeli"
    EACH = "each", "ketiganya"


class Cell(models.Model):
    """Sums of a day, month or year. What the cell is not told apart by stands as 0 or ""."""

    period = models.CharField("jangka", max_length=5, choices=Period.choices)
    start = models.DateField("mulai")
    by = models.CharField("menurut", max_length=10, choices=By.choices)
    # No foreign key: 0 stands for all, so that the key holds no NULL.
    category_key = models.PositiveBigIntegerField("kategori", default=0)
    channel = models.CharField("jalur", max_length=10, blank=True, default="")
    buyer_kind = models.CharField("pembeli", max_length=10, blank=True, default="")
    orders = models.PositiveIntegerField("pesanan", default=0)
    units = models.PositiveBigIntegerField("produk terjual", default=0)
    revenue = models.PositiveBigIntegerField("omzet (Rp)", default=0)
    refunds = models.PositiveBigIntegerField("pengembalian (Rp)", default=0)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.period} {self.start} {self.by}"


class SalesCell(Cell):
    """Sums of one facility: its days in all, its months and years by everything."""

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="UPT"
    )

    objects = RollUpQuerySet.as_manager()

    class Meta:
        verbose_name = "jumlah penjualan"
        verbose_name_plural = "jumlah penjualan"
        indexes = [
            models.Index(fields=["period", "by", "start", "facility"], name="sales_cell_by_time")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "facility", "period", "by", "start", "category_key", "channel", "buyer_kind",
                ],
                name="sales_cell_once",
            )
        ]  # fmt: skip


class NationCell(Cell):
    """Sums of all facilities: days, months and years by everything."""

    class Meta:
        verbose_name = "jumlah penjualan nasional"
        verbose_name_plural = "jumlah penjualan nasional"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "by", "start", "category_key", "channel", "buyer_kind"],
                name="nation_cell_once",
            )
        ]


class ProductCell(models.Model):
    """Sums of one product in a month or a year, by the category it was sold in.

    In all (by "all"), by channel, and by kind of buyer; what it is not told apart by stands as "".
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="UPT"
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="+", verbose_name="produk"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", db_index=False,
        verbose_name="kategori",
    )  # fmt: skip
    period = models.CharField("jangka", max_length=5, choices=Period.choices)
    start = models.DateField("mulai")
    by = models.CharField("menurut", max_length=10, choices=By.choices, default=By.ALL)
    channel = models.CharField("jalur", max_length=10, blank=True, default="")
    buyer_kind = models.CharField("pembeli", max_length=10, blank=True, default="")
    units = models.PositiveBigIntegerField("produk terjual", default=0)
    revenue = models.PositiveBigIntegerField("omzet (Rp)", default=0)
    refunds = models.PositiveBigIntegerField("pengembalian (Rp)", default=0)

    objects = RollUpQuerySet.as_manager()

    class Meta:
        verbose_name = "jumlah penjualan produk"
        verbose_name_plural = "jumlah penjualan produk"
        indexes = [
            models.Index(fields=["period", "by", "start", "channel"], name="product_cell_by_cut")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "facility", "period", "by", "start", "product", "category", "channel",
                    "buyer_kind",
                ],
                name="product_cell_of_cut_once",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.product} {self.start}"

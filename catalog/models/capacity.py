"""How much work the groups have taken on. Rows here change only through catalog/capacity/."""

from django.db import models
from django.db.models import F, Q

from catalog.dates import bulan
from facilities.access import ScopedQuerySet
from facilities.models import ProducerGroup

from .stock import Source
from .variants import Variant


class CapacityMonthQuerySet(ScopedQuerySet):
    facility_path = "group__facility"


class CapacityMonth(models.Model):
    """Work units of one group in one month; made when the first of them is booked.

    taken is the sum of its open uses. From the present month on, capacity is the group's own.
    """

    group = models.ForeignKey(
        ProducerGroup, on_delete=models.PROTECT, related_name="capacity_months",
        verbose_name="kelompok kerja",
    )  # fmt: skip
    month = models.DateField("bulan", help_text="Hari pertama bulan itu.")
    capacity = models.PositiveIntegerField("kapasitas")
    taken = models.PositiveIntegerField("terisi", default=0)

    objects = CapacityMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "kapasitas bulan"
        verbose_name_plural = "kapasitas per bulan"
        ordering = ["-month", "group"]
        constraints = [
            models.UniqueConstraint(fields=["group", "month"], name="capacity_month_once"),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity")),
                name="capacity_taken_within_capacity",
            ),
        ]

    def __str__(self):
        return f"{self.group}, {bulan(self.month)}"


class CapacityUseQuerySet(ScopedQuerySet):
    facility_path = "month__group__facility"


class CapacityUse(models.Model):
    """Work booked for one order line in one month; open until the order lets go of it.

    A line larger than any month has several, one per month. Work that is done keeps its units:
    the month has spent them.
    """

    month = models.ForeignKey(
        CapacityMonth, on_delete=models.PROTECT, related_name="uses", verbose_name="bulan"
    )
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="capacity_uses", verbose_name="varian"
    )
    units = models.PositiveIntegerField("satuan kerja")
    ready_on = models.DateField("siap sekitar")
    source_type = models.CharField("sumber", max_length=10, choices=Source.choices)
    source_id = models.CharField("nomor sumber", max_length=40)
    source_line = models.CharField("baris sumber", max_length=20, default="1")
    created_at = models.DateTimeField("sejak")
    released_at = models.DateTimeField("dilepas", null=True, blank=True)

    objects = CapacityUseQuerySet.as_manager()

    class Meta:
        verbose_name = "pekerjaan dipesan"
        verbose_name_plural = "pekerjaan dipesan"
        ordering = ["-created_at", "source_id", "source_line"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "source_line", "month"],
                name="capacity_use_source_once",
            ),
            models.CheckConstraint(condition=Q(units__gte=1), name="capacity_use_units_positive"),
        ]

    def __str__(self):
        return f"{self.units} satuan kerja, {self.variant}"

"""What a facility types once a month or a year: counts of people and goals, never a person.

Source: docs/rules/monthly-figures.md.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch

from .facilities import Facility

# A finger on the wrong key, not a facility: the largest of the country holds a few thousand.
MOST_PEOPLE = 50_000
MOST_HARVEST = 10_000_000
MOST_RUPIAH = 1_000_000_000_000


class TypedModel(AuditedModel):
    """What an officer typed: who and when, and a number that grows with every change."""

    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name="diisi oleh",
    )  # fmt: skip
    typed_at = models.DateTimeField("diisi", null=True, blank=True, editable=False)
    # Two officers with the same form open: the second is told instead of overwriting the first.
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.version += 1
        super().save(*args, **kwargs)


class WorkforceReportQuerySet(ScopedQuerySet):
    """Kanwil and Ditjenpas read the sums of /laporan/, which hide groups under five people."""


class WorkforceReport(TypedModel):
    """One facility and month, at its end: how many live, work and learn there. Counts only.

    working: at giatja or UMKM work on the last day. assimilating and assimilating_working are the
    two parts of the LAKIP indicator. programmes, trained, certificates: finished in the month.
    harvest_*: None where nothing is grown.
    """

    watch = Watch("figures", without=frozenset({"version", "typed_by", "typed_at"}))

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="workforce_reports", verbose_name="UPT"
    )
    month = models.DateField("bulan", help_text="Hari pertama bulan itu.")
    residents = models.PositiveIntegerField(
        "penghuni", help_text="Warga binaan pada hari terakhir bulan itu; di bapas, klien."
    )
    working = models.PositiveIntegerField(
        "WBP bekerja", help_text="Yang bekerja di kegiatan kerja atau UMKM pada akhir bulan."
    )
    assimilating = models.PositiveIntegerField(
        "peserta asimilasi", default=0, help_text="Pada akhir bulan."
    )
    assimilating_working = models.PositiveIntegerField(
        "peserta asimilasi yang bekerja dan produktif", default=0,
        help_text="Untuk LAKIP: dibagi dengan peserta asimilasi.",
    )  # fmt: skip
    programmes = models.PositiveIntegerField(
        "pelatihan selesai (paket)", default=0, help_text="Pelatihan yang berakhir bulan itu."
    )
    trained = models.PositiveIntegerField(
        "selesai pelatihan (orang)", default=0, help_text="Banyaknya orang saja, tanpa nama."
    )
    certificates = models.PositiveIntegerField("sertifikat diterbitkan", default=0)
    harvest_kg = models.PositiveIntegerField(
        "hasil panen (kg)", null=True, blank=True, help_text="Kosongkan bila UPT tidak bertani."
    )
    harvest_pieces = models.PositiveIntegerField(
        "hasil panen (butir atau ekor)", null=True, blank=True,
        help_text="Misalnya telur. Kosongkan bila tidak ada.",
    )  # fmt: skip

    objects = WorkforceReportQuerySet.as_manager()

    class Meta:
        verbose_name = "angka bulanan"
        verbose_name_plural = "angka bulanan"
        ordering = ["-month", "facility"]
        indexes = [models.Index(fields=["month", "facility"], name="workforce_by_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "month"],
                name="workforce_once_a_month",
                violation_error_message="Angka bulan ini sudah ada; ubah yang sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(residents__lte=MOST_PEOPLE, trained__lte=MOST_PEOPLE),
                name="workforce_within_bounds",
                violation_error_message="Jumlah orang paling banyak 50.000.",
            ),
            models.CheckConstraint(
                condition=Q(working__lte=F("residents"), assimilating__lte=F("residents")),
                name="workforce_within_residents",
                violation_error_message="Yang bekerja atau berasimilasi tidak lebih dari penghuni.",
            ),
            models.CheckConstraint(
                condition=Q(assimilating_working__lte=F("assimilating")),
                name="workforce_productive_within_assimilating",
                violation_error_message="Yang produktif tidak lebih dari peserta asimilasi.",
            ),
        ]

    def __str__(self):
        return date_format(self.month, "F Y")

    def save(self, *args, **kwargs):
        self.month = self.month.replace(day=1)
        super().save(*args, **kwargs)


class YearlyTargetQuerySet(ScopedQuerySet):
    officials_read = True


class YearlyTarget(TypedModel):
    """What a facility is to reach in a year; empty where nobody set it."""

    watch = Watch("figures", without=frozenset({"version", "typed_by", "typed_at"}))

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="yearly_targets", verbose_name="UPT"
    )
    year = models.PositiveSmallIntegerField("tahun")
    pnbp = models.PositiveBigIntegerField(
        "target PNBP (Rp)", null=True, blank=True, help_text="Menurut DIPA atau surat penetapan."
    )
    revenue = models.PositiveBigIntegerField("target omzet (Rp)", null=True, blank=True)
    working = models.PositiveIntegerField("target WBP bekerja", null=True, blank=True)

    objects = YearlyTargetQuerySet.as_manager()

    class Meta:
        verbose_name = "target tahunan"
        verbose_name_plural = "target tahunan"
        ordering = ["-year", "facility"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "year"],
                name="target_once_a_year",
                violation_error_message="Target tahun ini sudah ada; ubah yang sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2020, year__lte=2100),
                name="target_year_within_bounds",
                violation_error_message="Tahun antara 2020 dan 2100.",
            ),
            models.CheckConstraint(
                condition=Q(pnbp__isnull=True) | Q(pnbp__lte=MOST_RUPIAH),
                name="target_pnbp_within_bounds",
                violation_error_message="Target PNBP paling banyak Rp1.000.000.000.000.",
            ),
            models.CheckConstraint(
                condition=Q(revenue__isnull=True) | Q(revenue__lte=MOST_RUPIAH),
                name="target_revenue_within_bounds",
                violation_error_message="Target omzet paling banyak Rp1.000.000.000.000.",
            ),
            models.CheckConstraint(
                condition=Q(working__isnull=True) | Q(working__lte=MOST_PEOPLE),
                name="target_working_within_bounds",
                violation_error_message="Target WBP bekerja paling banyak 50.000.",
            ),
        ]

    def __str__(self):
        return f"Target {self.year}"

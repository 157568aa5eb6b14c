"""With whom a facility works: partners, their agreements, and training held with them."""

from django.db import models
from django.db.models import F, Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch

from .facilities import Facility
from .workforce import MOST_PEOPLE


class PartnerQuerySet(ScopedQuerySet):
    officials_read = True


class Partner(AuditedModel):
    """Mitra kerja: a firm, office or cooperative that gives material, orders, a place or lessons."""

    watch = Watch("figures")

    class Kind(models.TextChoices):
        COMPANY = "company", "Perusahaan"
        COOPERATIVE = "coop", "Koperasi atau UMKM"
        OFFICE = "office", "Instansi pemerintah"
        SCHOOL = "school", "Lembaga pelatihan atau pendidikan"
        FOUNDATION = "found", "Yayasan atau komunitas"
        OTHER = "other", "Lainnya"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="partners", verbose_name="UPT"
    )
    name = models.CharField(
        "nama lembaga", max_length=120, help_text="Nama lembaganya, bukan nama orang."
    )
    kind = models.CharField("jenis", max_length=8, choices=Kind.choices)
    note = models.CharField("keterangan", max_length=200, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "mitra kerja"
        verbose_name_plural = "mitra kerja"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"],
                name="partner_name_in_facility",
                violation_error_message="Mitra dengan nama ini sudah ada.",
            )
        ]

    def __str__(self):
        return self.name


class AgreementQuerySet(ScopedQuerySet):
    facility_path = "partner__facility"
    officials_read = True

    def valid_between(self, first, last):
        """Agreements that hold on at least one day of the span."""
        return self.filter(Q(until=None) | Q(until__gte=first), valid_from__lte=last)


class Agreement(AuditedModel):
    """Perjanjian kerja sama (PKS): from when to when, what for, and whether goods go abroad."""

    watch = Watch("figures", part_of="partner")

    class Kind(models.TextChoices):
        ORDERS = "orders", "Pesanan atau produksi"
        MATERIAL = "material", "Bahan dan alat"
        SELLING = "selling", "Pemasaran atau titip jual"
        TRAINING = "training", "Pelatihan"
        OTHER = "other", "Lainnya"

    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="agreements", verbose_name="mitra"
    )
    number = models.CharField("nomor PKS", max_length=60, blank=True)
    kind = models.CharField("tentang", max_length=8, choices=Kind.choices)
    valid_from = models.DateField("berlaku mulai")
    until = models.DateField(
        "berlaku sampai", null=True, blank=True, help_text="Kosong: sampai diakhiri."
    )
    is_export = models.BooleanField("hasilnya diekspor", default=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "perjanjian"
        verbose_name_plural = "perjanjian"
        ordering = ["-valid_from", "pk"]
        indexes = [models.Index(fields=["valid_from", "until"], name="agreement_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("valid_from")),
                name="agreement_ends_after_it_begins",
                violation_error_message="Tanggal berakhir mendahului tanggal mulai.",
            )
        ]

    def __str__(self):
        return self.number or self.get_kind_display()


class ProgrammeQuerySet(ScopedQuerySet):
    """Kanwil and Ditjenpas read sums in /laporan/, which hide groups under five people."""


class Programme(AuditedModel):
    """Pelatihan: one training with its kind, days, partner and head counts."""

    watch = Watch("figures")

    class Kind(models.TextChoices):
        SEWING = "sewing", "Jahit dan tata busana"
        COOKING = "cooking", "Tata boga"
        CRAFT = "craft", "Kerajinan dan batik"
        WOOD = "wood", "Kayu dan mebel"
        METAL = "metal", "Las dan logam"
        BUILDING = "building", "Bangunan"
        FARMING = "farming", "Pertanian, peternakan, perikanan"
        SERVICE = "service", "Jasa (pangkas, cuci, servis)"
        DIGITAL = "digital", "Komputer dan pemasaran daring"
        OTHER = "other", "Lainnya"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="programmes", verbose_name="UPT"
    )
    name = models.CharField("nama pelatihan", max_length=120)
    kind = models.CharField("bidang", max_length=8, choices=Kind.choices)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="programmes",
        verbose_name="mitra", help_text="Kosong: diselenggarakan UPT sendiri.",
    )  # fmt: skip
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("selesai")
    people = models.PositiveIntegerField(
        "jumlah peserta", help_text="Banyaknya orang saja, tanpa nama."
    )
    certificates = models.PositiveIntegerField("sertifikat", default=0)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "pelatihan"
        verbose_name_plural = "pelatihan"
        ordering = ["-ends_on", "pk"]
        indexes = [models.Index(fields=["facility", "ends_on"], name="programme_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_begins",
                violation_error_message="Tanggal selesai mendahului tanggal mulai.",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE),
                name="programme_has_people",
                violation_error_message="Jumlah peserta paling sedikit satu.",
            ),
            models.CheckConstraint(
                condition=Q(certificates__lte=F("people")),
                name="programme_certificates_within_people",
                violation_error_message="Sertifikat tidak lebih banyak daripada peserta.",
            ),
        ]

    def __str__(self):
        return self.name

"""Who makes it: facilities, their producer groups and gallery rooms."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch

from .places import Regency, RegionalOffice, Zone

# A smaller group could point at a person. Source: docs/rules/privacy.md.
SMALLEST_PUBLIC_GROUP = 5
LARGEST_CAPACITY = 1_000_000  # work units per month


class FacilityQuerySet(ScopedQuerySet):
    facility_path = ""
    officials_read = True

    def public(self):
        """Facilities shown on the site."""
        return self.filter(is_public=True)


class Facility(AuditedModel):
    """UPT Pemasyarakatan: one unit that makes and sells. Money and goods belong to one unit."""

    watch = Watch(
        "setting",
        topics={
            **dict.fromkeys(("is_public", "is_selling", "resumes_on"), "state"),
            **dict.fromkeys(
                ("accepts_bank_transfer", "accepts_pay_at_pickup", "bank_name",
                 "bank_account_number", "bank_account_holder"),
                "money",
            ),
        },
    )  # fmt: skip

    class Kind(models.TextChoices):
        LAPAS = "lapas", "Lapas"
        LAPAS_PEREMPUAN = "lapas_perempuan", "Lapas Perempuan"
        LAPAS_NARKOTIKA = "lapas_narkotika", "Lapas Narkotika"
        LAPAS_PEMUDA = "lapas_pemuda", "Lapas Pemuda"
        LAPAS_TERBUKA = "lapas_terbuka", "Lapas Terbuka"
        LAPAS_KHUSUS = "lapas_khusus", "Lapas Khusus"
        RUTAN = "rutan", "Rutan"
        LPKA = "lpka", "LPKA"
        BAPAS = "bapas", "Bapas"

    class Motif(models.TextChoices):
        KAWUNG = "kawung", "Kawung"
        PARANG = "parang", "Parang"
        ANYAM = "anyam", "Anyam"

    code = models.CharField("kode", max_length=10, unique=True)
    # Stands in the number of every paper; docs/rules/documents.md.
    document_code = models.CharField(
        "kode surat", max_length=10, unique=True,
        validators=[RegexValidator(r"^[A-Z0-9-]+$", "Hanya huruf besar, angka, dan tanda hubung.")],
        help_text="Bagian dari nomor surat, misalnya AMB pada KUI/AMB/2026/11/0001.",
    )  # fmt: skip
    slug = models.SlugField(
        "alamat pendek", max_length=60, unique=True, help_text="Tanpa kelas: kelas dapat berubah."
    )
    name = models.CharField("nama resmi", max_length=100)
    short_name = models.CharField("nama pendek", max_length=60)
    kind = models.CharField("jenis", max_length=20, choices=Kind.choices)
    facility_class = models.CharField("kelas", max_length=5, blank=True)
    city = models.CharField("kota", max_length=40)
    regency = models.ForeignKey(
        Regency, on_delete=models.PROTECT, related_name="facilities", verbose_name="kabupaten/kota"
    )
    regional_office = models.ForeignKey(
        RegionalOffice, on_delete=models.PROTECT, related_name="facilities", verbose_name="Kanwil"
    )
    timezone = models.CharField("zona waktu", max_length=20, choices=Zone.choices)
    address = models.CharField("alamat", max_length=200, blank=True)
    postal_code = models.CharField("kode pos", max_length=5, blank=True)
    phone = PhoneNumberField("telepon", blank=True)
    whatsapp = PhoneNumberField("WhatsApp", blank=True)
    email = models.EmailField("surel", blank=True)
    known_for = models.CharField("dikenal karena", max_length=200, blank=True)
    about = models.TextField("cerita singkat", blank=True)
    motif = models.CharField(
        "motif", max_length=10, choices=Motif.choices, default=Motif.KAWUNG,
        help_text="Corak tenun yang menandai halaman UPT ini.",
    )  # fmt: skip
    opening_hours = models.CharField(
        "jam buka galeri", max_length=120, blank=True, help_text="Misalnya Senin–Jumat 09.00–15.00."
    )
    is_public = models.BooleanField("tampil di situs", default=True)
    is_selling = models.BooleanField("menerima pesanan", default=True)
    # The day a pause ends; facilities/pausing.py sets both, the worker ends it.
    resumes_on = models.DateField(
        "menerima pesanan lagi mulai", null=True, blank=True, editable=False
    )

    accepts_bank_transfer = models.BooleanField("terima transfer bank", default=True)
    accepts_pay_at_pickup = models.BooleanField("terima bayar di galeri", default=True)
    bank_name = models.CharField("bank", max_length=40, blank=True)
    bank_account_number = models.CharField("nomor rekening", max_length=30, blank=True)
    bank_account_holder = models.CharField("atas nama", max_length=80, blank=True)
    payment_hours = models.PositiveSmallIntegerField(
        "batas bayar (jam)", default=24, help_text="Untuk barang yang tahan lama."
    )
    perishable_payment_hours = models.PositiveSmallIntegerField(
        "batas bayar barang segar (jam)", default=2
    )

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = "UPT"
        verbose_name_plural = "UPT"
        ordering = ["short_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(payment_hours__gte=1, perishable_payment_hours__gte=1),
                name="facility_payment_hours_at_least_one",
                violation_error_message="Batas bayar paling sedikit satu jam.",
            ),
            models.CheckConstraint(
                condition=Q(resumes_on__isnull=True) | Q(is_selling=False),
                name="facility_resumes_only_from_a_pause",
                violation_error_message="UPT ini sedang dijeda: lanjutkan lewat tombolnya.",
            ),
        ]

    def __str__(self):
        return self.short_name

    def save(self, *args, **kwargs):
        # Two places apart can share a town, so the whole code stands in until a shorter is chosen.
        self.document_code = self.document_code or self.code
        if self.is_selling:
            self.resumes_on = None
        super().save(*args, **kwargs)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return Zone(self.timezone).label

    def local_day(self, at: datetime):
        """The facility's calendar day at this moment."""
        return timezone.localdate(at, self.zone)


class ProducerGroupQuerySet(ScopedQuerySet):
    officials_read = True

    def public(self):
        """Groups that may be named in public: five people or more."""
        return self.filter(is_active=True, member_count__gte=SMALLEST_PUBLIC_GROUP)


class ProducerGroup(AuditedModel):
    """Kelompok kerja (pokja): the public maker. A head count, never a list of people."""

    watch = Watch("setting")

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="producer_groups", verbose_name="UPT"
    )
    name = models.CharField("nama", max_length=80)
    craft = models.CharField("keterampilan", max_length=80, blank=True)
    about = models.TextField(
        "tentang kelompok", blank=True, help_text="Tanpa nama, inisial, atau cerita perkara."
    )
    member_count = models.PositiveSmallIntegerField(
        "jumlah anggota", default=0,
        help_text="Kelompok baru disebut di situs bila anggotanya lima orang atau lebih.",
    )  # fmt: skip
    # Changed through catalog.capacity.set_monthly: months that are booked have to follow.
    monthly_capacity = models.PositiveIntegerField(
        "kapasitas per bulan (satuan kerja)", null=True, blank=True,
        help_text="Untuk barang yang dibuat bila dipesan. Kosong: tidak dibatasi. "
        "0: tidak menerima pekerjaan baru; yang sudah dipesan tetap dikerjakan.",
    )  # fmt: skip
    is_active = models.BooleanField("aktif", default=True)

    objects = ProducerGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "kelompok kerja"
        verbose_name_plural = "kelompok kerja"
        ordering = ["facility", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"],
                name="producer_group_name_in_facility",
                violation_error_message="Kelompok dengan nama ini sudah ada.",
            ),
            # Six months of it are added up in the database.
            models.CheckConstraint(
                condition=Q(monthly_capacity__isnull=True)
                | Q(monthly_capacity__lte=LARGEST_CAPACITY),
                name="producer_group_capacity_within_bounds",
                violation_error_message="Kapasitas paling banyak 1.000.000 satuan kerja.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.facility}"

    @property
    def is_public(self) -> bool:
        return self.is_active and self.member_count >= SMALLEST_PUBLIC_GROUP


class GalleryQuerySet(ScopedQuerySet):
    officials_read = True


class Gallery(AuditedModel):
    """A shop room. It may show goods of several facilities: their stock there stays theirs."""

    watch = Watch("setting")

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="galleries", verbose_name="UPT pengelola"
    )
    name = models.CharField("nama", max_length=80)
    address = models.CharField("alamat", max_length=200, blank=True)
    opening_hours = models.CharField("jam buka", max_length=120, blank=True)
    is_public = models.BooleanField("tampil di situs", default=True)

    objects = GalleryQuerySet.as_manager()

    class Meta:
        verbose_name = "ruang galeri"
        verbose_name_plural = "ruang galeri"
        ordering = ["facility", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"],
                name="gallery_name_in_facility",
                violation_error_message="Galeri dengan nama ini sudah ada.",
            )
        ]

    def __str__(self):
        return self.name

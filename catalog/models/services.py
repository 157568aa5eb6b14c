"""Skill services (jasa): what a facility does for visitors, listed with its tariff."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from catalog import dates
from catalog.dates import tanggal
from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.models import Facility

from .products import Publication

# As they stand in closed_weekdays: ISO numbers.
WEEKDAYS = [(str(number), name) for number, name in enumerate(dates.WEEKDAYS, start=1)]


class ServiceQuerySet(ScopedQuerySet):
    officials_read = True

    def public(self):
        """Services the gallery lists. Internal ones are never listed."""
        return self.filter(status=Publication.LIVE, facility__is_public=True).exclude(
            audience=Service.Audience.INTERNAL
        )


class Service(AuditedModel):
    """A service with a tariff range in rupiah, a place and who may come."""

    watch = Watch(
        "product",
        topics=dict.fromkeys(("price_min", "price_max"), "price") | {"status": "state"},
        without=frozenset({"slug", "goods"}),
    )

    class Craft(models.TextChoices):
        CAR_WASH = "cuci-kendaraan", "Cuci kendaraan"
        SEWING = "jahit", "Jahit"
        CARPENTRY = "pertukangan", "Pertukangan"
        BARBER = "cukur", "Cukur rambut"
        WELDING = "las", "Las"
        SALON = "salon", "Salon"
        LAUNDRY = "laundry", "Binatu"
        CATERING = "katering", "Katering"
        PRINTING = "sablon", "Sablon"
        ARTS = "seni", "Seni"
        MASSAGE = "pijat", "Pijat"

    class Place(models.TextChoices):
        SAE = "sae", "Sarana asimilasi dan edukasi (SAE)"
        GALLERY = "galeri", "Galeri"
        WORKSHOP = "bengkel", "Bengkel kerja"

    class Audience(models.TextChoices):
        PUBLIC = "umum", "Umum"
        OFFICERS = "petugas", "Petugas dan keluarga"
        INTERNAL = "internal", "Hanya di dalam"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="services", verbose_name="UPT"
    )
    code = models.CharField("kode", max_length=16, unique=True)
    name = models.CharField("nama jasa", max_length=80)
    slug = models.SlugField("alamat pendek", max_length=90, editable=False)
    craft = models.CharField("jenis", max_length=20, choices=Craft.choices)
    description = models.TextField("keterangan", blank=True)
    price_min = models.PositiveBigIntegerField("tarif mulai (Rp)")
    price_max = models.PositiveBigIntegerField("tarif sampai (Rp)")
    price_unit = models.CharField("per", max_length=12)
    duration_minutes = models.PositiveSmallIntegerField("lama (menit)", null=True, blank=True)
    booking_required = models.BooleanField("perlu janji", default=False)
    place = models.CharField("tempat", max_length=10, choices=Place.choices)
    audience = models.CharField(
        "untuk siapa", max_length=10, choices=Audience.choices, default=Audience.PUBLIC
    )
    status = models.CharField(
        "keadaan", max_length=12, choices=Publication.choices, default=Publication.DRAFT
    )
    # Booking by day; docs/rules/services.md.
    places_per_day = models.PositiveSmallIntegerField(
        "tempat per hari", default=0,
        help_text="Berapa pemesan paling banyak dalam satu hari. 0: tanpa janji lewat situs.",
    )  # fmt: skip
    lead_days = models.PositiveSmallIntegerField(
        "paling cepat (hari)", default=1, help_text="1: mulai besok. 0: boleh hari ini."
    )
    closed_weekdays = models.CharField(
        "hari tutup", max_length=7, default="67", blank=True,
        help_text="Hari yang tidak melayani setiap minggu.",
    )  # fmt: skip
    guard_needed = models.BooleanField(
        "perlu pengawalan",
        default=False,
        help_text="Petugas harus menyiapkan pengawal sebelum memastikan janji.",
    )
    drop_off = models.BooleanField(
        "barang dititipkan",
        default=False,
        help_text="Barang pemesan ditinggal, dikerjakan, lalu diambil: jahit, reparasi.",
    )
    # The goods its priced jobs are booked as: never listed, never in stock (catalog/billing.py).
    goods = models.OneToOneField(
        "catalog.Product", on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="billed_service", verbose_name="barang pembukuan",
    )  # fmt: skip

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "jasa"
        verbose_name_plural = "jasa"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_min__gt=0) & Q(price_max__gte=F("price_min")),
                name="service_tariff_in_order",
                violation_error_message="Tarif sampai tidak boleh di bawah tarif mulai.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.slug = slugify(self.name)[:90] or "jasa"
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("catalog:service_detail", args=[self.slug, self.pk])

    @property
    def is_for_everyone(self) -> bool:
        return self.audience == self.Audience.PUBLIC

    @property
    def takes_bookings(self) -> bool:
        """Whether a day can be chosen; otherwise one asks and is answered."""
        return self.places_per_day > 0

    @property
    def closed_weekday_names(self) -> list[str]:
        """`["Sabtu", "Minggu"]`."""
        return [label for number, label in WEEKDAYS if number in self.closed_weekdays]

    @property
    def duration_in_words(self) -> str:
        """`30 menit`, `2 jam`, `1 jam 30 menit`, `3 hari`; empty when not stated."""
        minutes = self.duration_minutes or 0
        if minutes >= 24 * 60:
            return f"sekitar {-(-minutes // (24 * 60))} hari"
        hours, rest = divmod(minutes, 60)
        parts = [f"{hours} jam"] * bool(hours) + [f"{rest} menit"] * bool(rest)
        return " ".join(parts)


class ServiceRowQuerySet(ScopedQuerySet):
    facility_path = "service__facility"
    officials_read = True


class ServiceClosedDay(AuditedModel):
    """A single day on which a service rests: a holiday, an inspection."""

    watch = Watch("product", part_of="service")

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="closed_days", verbose_name="jasa"
    )
    day = models.DateField("tanggal")
    reason = models.CharField("alasan", max_length=60, blank=True)

    objects = ServiceRowQuerySet.as_manager()

    class Meta:
        verbose_name = "tanggal tutup"
        verbose_name_plural = "tanggal tutup"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "day"],
                name="service_closed_day_once",
                violation_error_message="Tanggal ini sudah ditutup.",
            )
        ]

    def __str__(self):
        return f"{self.service}, {tanggal(self.day)}"


class ServiceDay(models.Model):
    """Places of one service on one day; made when the first is taken, changed only through
    catalog/service_days.py.

    taken: open bookings of that day. places: of the service when the last one was taken.
    """

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="days", verbose_name="jasa"
    )
    day = models.DateField("tanggal")
    places = models.PositiveSmallIntegerField("tempat")
    taken = models.PositiveSmallIntegerField("terisi", default=0)

    objects = ServiceRowQuerySet.as_manager()

    class Meta:
        verbose_name = "hari jasa"
        verbose_name_plural = "hari jasa"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["service", "day"], name="service_day_once"),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("places")),
                name="service_day_taken_within_places",
            ),
        ]

    def __str__(self):
        return f"{self.service}, {tanggal(self.day)}"

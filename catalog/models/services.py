"""Skill services (jasa): what a facility does for visitors, listed with its tariff."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.models import Facility

from .products import Publication


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
        without=frozenset({"slug"}),
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
    def duration_in_words(self) -> str:
        """`30 menit`, `2 jam`, `1 jam 30 menit`, `3 hari`; empty when not stated."""
        minutes = self.duration_minutes or 0
        if minutes >= 24 * 60:
            return f"sekitar {-(-minutes // (24 * 60))} hari"
        hours, rest = divmod(minutes, 60)
        parts = [f"{hours} jam"] * bool(hours) + [f"{rest} menit"] * bool(rest)
        return " ".join(parts)

"""The facility's own table of shipping costs. Source: docs/rules/shipping.md."""

from django.db import models
from django.db.models import F, Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.models import Facility


class DeliveryZone(models.TextChoices):
    """How far the address is from the facility."""

    SAME_REGENCY = "same_regency", "Kabupaten/kota yang sama"
    SAME_PROVINCE = "same_province", "Provinsi yang sama"
    SAME_ISLANDS = "same_islands", "Gugus pulau yang sama"
    ELSEWHERE = "elsewhere", "Lainnya"


class ShippingRate(AuditedModel):
    """Cost in rupiah: first kilogram, then each further one (chargeable, rounded up)."""

    watch = Watch("shipping")

    class Service(models.TextChoices):
        COURIER = "courier", "Kurir"
        LOCAL = "local", "Antar Dalam Kota"

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="shipping_rates", verbose_name="UPT"
    )
    service = models.CharField("layanan", max_length=10, choices=Service.choices)
    zone = models.CharField("zona", max_length=15, choices=DeliveryZone.choices)
    first_kg = models.PositiveIntegerField("kg pertama (Rp)")
    next_kg = models.PositiveIntegerField("kg berikutnya (Rp)")
    min_days = models.PositiveSmallIntegerField("paling cepat (hari)", default=1)
    max_days = models.PositiveSmallIntegerField("paling lama (hari)", default=3)
    is_active = models.BooleanField("dipakai", default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tarif ongkos kirim"
        verbose_name_plural = "tarif ongkos kirim"
        ordering = ["facility", "service", "zone"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "service", "zone"],
                name="shipping_rate_once",
                violation_error_message="Tarif untuk layanan dan zona ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(max_days__gte=F("min_days")),
                name="shipping_rate_days_in_order",
                violation_error_message="Paling lama tidak boleh di bawah paling cepat.",
            ),
            models.CheckConstraint(
                condition=~Q(service="local") | Q(zone="same_regency"),
                name="shipping_rate_local_within_regency",
                violation_error_message="Antar Dalam Kota hanya untuk kabupaten/kota yang sama.",
            ),
        ]

    def __str__(self):
        return f"{self.get_service_display()}, {self.get_zone_display()}"

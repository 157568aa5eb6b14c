"""How the goods of an order reach the shopper."""

from django.db import models

from facilities.models import Gallery

from .orders import Order


def carrier_name(courier: str, service: str) -> str:
    """`JNE`, `REG` -> `JNE REG`; `Pos Indonesia`, `Pos Reguler` -> `Pos Reguler`."""
    if not courier or not service:
        return courier or service
    is_named = service.casefold().split()[0] == courier.casefold().split()[0]
    return service if is_named else f"{courier} {service}"


class Shipment(models.Model):
    """How the goods of one order reach the shopper."""

    class Method(models.TextChoices):
        PICKUP = "pickup", "Ambil di Galeri"
        COURIER = "courier", "Kurir"
        LOCAL = "local", "Antar Dalam Kota"
        CARGO = "cargo", "Kargo"

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="shipment")
    method = models.CharField("cara", max_length=10, choices=Method.choices)
    gallery = models.ForeignKey(
        Gallery, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="galeri",
    )  # fmt: skip
    zone = models.CharField("zona", max_length=15, blank=True)
    chargeable_kg = models.PositiveIntegerField("berat dihitung (kg)", default=0)
    eta = models.CharField("perkiraan", max_length=40, blank=True)
    # What the shopper chose (a courier's service), then who really carried it.
    courier = models.CharField("kurir", max_length=40, blank=True)
    service = models.CharField("layanan kurir", max_length=40, blank=True)
    tracking_number = models.CharField("nomor resi", max_length=40, blank=True)
    shipped_at = models.DateTimeField("dikirim", null=True, blank=True)

    class Meta:
        verbose_name = "pengiriman"
        verbose_name_plural = "pengiriman"

    def __str__(self):
        return self.get_method_display()

    @property
    def carrier(self) -> str:
        """Courier and service as one writes them; empty while nobody is named."""
        return carrier_name(self.courier, self.service)

    @property
    def is_pickup(self) -> bool:
        return self.method == self.Method.PICKUP

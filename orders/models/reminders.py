"""What shoppers were reminded of, so that nobody is reminded twice."""

from django.db import models

from .orders import Order


class Reminder(models.Model):
    """One reminder of one kind about one order; its row is made with its letter."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", "Batas bayar sudah dekat"
        PICKUP = "pickup", "Barang menunggu diambil"
        INVOICE = "invoice", "Tagihan jatuh tempo"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField("jenis", max_length=10, choices=Kind.choices)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "pengingat"
        verbose_name_plural = "pengingat"
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], name="reminder_once_per_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.order}"

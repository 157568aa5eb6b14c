"""Tills at booths and galleries that sign in with a key of their own."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch

from .facilities import Facility
from .people import User


class BoothDeviceQuerySet(ScopedQuerySet):
    def in_use(self, at: datetime):
        """Devices whose key opens the till at this moment."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class BoothDevice(AuditedModel):
    """A phone or tablet that sells for one facility. Only the digest of its key is stored.

    account: what it does is done in the name of this account, which has the role of a device.
    """

    watch = Watch("access", without=frozenset({"key_digest", "seen_at"}))

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="booth_devices", verbose_name="UPT"
    )
    name = models.CharField(
        "nama perangkat", max_length=60, help_text="Misalnya Tablet stan, Pameran Ambon."
    )
    account = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="device", verbose_name="akun"
    )
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("berlaku sampai")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="dibuat oleh",
    )  # fmt: skip
    made_at = models.DateTimeField("dibuat")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    seen_at = models.DateTimeField("terakhir masuk", null=True, blank=True)

    objects = BoothDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = "perangkat stan"
        verbose_name_plural = "perangkat stan"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"],
                condition=Q(revoked_at__isnull=True),
                name="booth_device_name_in_use_once",
                violation_error_message="Perangkat dengan nama ini sudah ada. Cabut dahulu yang lama.",
            )
        ]

    def __str__(self):
        return self.name

    def is_in_use(self, at: datetime) -> bool:
        """Whether its key opens the till at this moment."""
        return self.revoked_at is None and at < self.expires_at

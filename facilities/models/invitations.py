"""Invitations: an account begins with the level above, never by itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.audited import AuditedModel, Watch

from .facilities import Facility
from .people import Membership
from .places import RegionalOffice


class Invitation(AuditedModel):
    """A role offered by link. The link is signed, not stored; it works once and for seven days."""

    watch = Watch("access", hidden=frozenset({"email"}))

    role = models.CharField("jabatan", max_length=20, choices=Membership.Role.choices)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations",
        verbose_name="UPT",
    )  # fmt: skip
    regional_office = models.ForeignKey(
        RegionalOffice, on_delete=models.PROTECT, null=True, blank=True,
        related_name="invitations", verbose_name="Kanwil",
    )  # fmt: skip
    email = models.EmailField("surel", blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="diundang oleh",
    )  # fmt: skip
    invited_at = models.DateTimeField("diundang")
    expires_at = models.DateTimeField("berlaku sampai")
    accepted_at = models.DateTimeField("diterima", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ditarik", null=True, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="akun",
    )  # fmt: skip

    class Meta:
        verbose_name = "undangan"
        verbose_name_plural = "undangan"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_one_way",
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.place}"

    @property
    def place(self) -> str:
        return str(self.facility or self.regional_office or "Ditjenpas")

    def audit_facility_id(self):
        return self.facility_id

    def is_open(self, at) -> bool:
        """Whether its link still works."""
        return not self.accepted_at and not self.withdrawn_at and at < self.expires_at

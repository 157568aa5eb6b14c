"""The second key to an officer's account: an app that shows six digits, and codes on paper."""

from django.db import models

from facilities.audited import AuditedModel, Watch
from facilities.encrypted import EncryptedField

from .people import User


class SecondFactor(AuditedModel):
    """The authenticator app of one account. Of no use until it has been confirmed with a code."""

    watch = Watch(
        "access",
        without=frozenset({"secret", "last_step", "failures", "failed_at"}),
        part_of="user",
    )

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = EncryptedField()  # base 32, as apps take it
    confirmed_at = models.DateTimeField("dipasang", null=True, blank=True)
    # The step of 30 seconds whose code was used last: no code works twice.
    last_step = models.BigIntegerField(default=-1)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "kode masuk"
        verbose_name_plural = "kode masuk"

    def __str__(self):
        return f"Kode masuk {self.user}"

    def audit_facility_id(self):
        return self.user.audit_facility_id()


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is gone. Only its digest is stored; each works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField("dipakai", null=True, blank=True)

    class Meta:
        verbose_name = "kode pemulihan"
        verbose_name_plural = "kode pemulihan"
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self):
        return f"Kode pemulihan {self.user}"

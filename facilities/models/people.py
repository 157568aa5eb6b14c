"""Accounts of officers and the roles they hold. No inmate and no shopper has an account."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet, scope_of
from facilities.audited import AuditedModel, AuditedQuerySet, Watch

from .facilities import Facility
from .places import RegionalOffice


class OfficerManager(UserManager.from_queryset(AuditedQuerySet)):
    use_in_migrations = False


class User(AuditedModel, AbstractUser):
    """An officer's account."""

    watch = Watch("access", without=frozenset({"last_login"}), hidden=frozenset({"password"}))

    objects = OfficerManager()

    class Meta(AbstractUser.Meta):
        verbose_name = "akun petugas"
        verbose_name_plural = "akun petugas"

    def audit_facility_id(self):
        """The facility of an account that works at one; of others the operator reads the trail."""
        places = set(self.memberships.values_list("facility_id", flat=True)) if self.pk else set()
        return places.pop() if len(places) == 1 else None


class MembershipQuerySet(ScopedQuerySet):
    def visible_to(self, user, *, subject=""):
        """An officer sees the roles of the own facility; officials see none but their own."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(Q(facility__in=scope.facility_ids) | Q(user=user.pk))


class Membership(AuditedModel):
    """The role one account holds: at one facility, at one Kanwil, or at Ditjenpas."""

    watch = Watch("access", part_of="user")

    class Role(models.TextChoices):
        FACILITY_HEAD = "facility_head", "Kepala UPT"
        FACILITY_MANAGER = "facility_manager", "Kasi Giatja"
        FACILITY_STAFF = "facility_staff", "Staf Bimbingan Kerja"
        TREASURER = "treasurer", "Bendahara Penerimaan"
        REGIONAL_VIEWER = "regional_viewer", "Pejabat Kanwil"
        NATIONAL_VIEWER = "national_viewer", "Pejabat Ditjenpas"
        BOOTH_DEVICE = "booth_device", "Perangkat Stan"

    FACILITY_ROLES = (
        Role.FACILITY_HEAD,
        Role.FACILITY_MANAGER,
        Role.FACILITY_STAFF,
        Role.TREASURER,
        Role.BOOTH_DEVICE,
    )

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name="akun"
    )
    role = models.CharField("jabatan", max_length=20, choices=Role.choices)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships",
        verbose_name="UPT",
    )  # fmt: skip
    regional_office = models.ForeignKey(
        RegionalOffice, on_delete=models.PROTECT, null=True, blank=True,
        related_name="memberships", verbose_name="Kanwil",
    )  # fmt: skip
    is_active = models.BooleanField("aktif", default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "jabatan"
        verbose_name_plural = "jabatan"
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(
                        role__in=[
                            "facility_head",
                            "facility_manager",
                            "facility_staff",
                            "treasurer",
                            "booth_device",
                        ],
                        facility__isnull=False,
                        regional_office__isnull=True,
                    )
                    | Q(
                        role="regional_viewer",
                        facility__isnull=True,
                        regional_office__isnull=False,
                    )
                    | Q(
                        role="national_viewer",
                        facility__isnull=True,
                        regional_office__isnull=True,
                    )
                ),
                name="membership_role_fits_place",
                violation_error_message=(
                    "Jabatan di UPT memerlukan UPT, jabatan Kanwil memerlukan Kanwil, "
                    "jabatan Ditjenpas tidak memerlukan keduanya."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "facility"],
                condition=Q(facility__isnull=False),
                name="membership_once_per_facility",
                violation_error_message="Akun ini sudah memegang jabatan itu.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "regional_office"],
                condition=Q(regional_office__isnull=False),
                name="membership_once_per_office",
                violation_error_message="Akun ini sudah memegang jabatan itu.",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(facility__isnull=True, regional_office__isnull=True),
                name="membership_once_nationally",
                violation_error_message="Akun ini sudah memegang jabatan itu.",
            ),
        ]

    def __str__(self):
        place = self.facility or self.regional_office or "Ditjenpas"
        return f"{self.get_role_display()}, {place}"

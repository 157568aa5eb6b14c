"""Where things are: provinces, regencies and the regional offices above the facilities."""

from django.db import models

from facilities.access import ScopedQuerySet, scope_of
from facilities.audited import AuditedModel, Watch


class Zone(models.TextChoices):
    """The three zones of Indonesia, by their IANA names. Source: docs/rules/time.md."""

    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class RegionalOfficeQuerySet(ScopedQuerySet):
    def visible_to(self, user, *, subject=""):
        scope = scope_of(user)
        if scope.everything or scope.national:
            return self
        return self.filter(pk__in=scope.regional_office_ids)


class RegionalOffice(AuditedModel):
    """Kanwil Ditjenpas. There are 33, not one per province."""

    watch = Watch("setting")

    name = models.CharField("nama", max_length=80, unique=True)
    slug = models.SlugField("alamat pendek", max_length=80, unique=True)

    objects = RegionalOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "Kanwil"
        verbose_name_plural = "Kanwil"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Province(models.Model):
    """One of the 38 provinces. code is Kemendagri's; bps_code differs in Papua: never mix them."""

    code = models.CharField("kode Kemendagri", max_length=2, unique=True)
    bps_code = models.CharField("kode BPS", max_length=2, unique=True)
    name = models.CharField("nama", max_length=60, unique=True)
    short_name = models.CharField("nama pendek", max_length=40, unique=True)
    slug = models.SlugField("alamat pendek", max_length=60, unique=True)
    island_group = models.CharField("gugus pulau", max_length=40)
    timezone = models.CharField("zona waktu", max_length=20, choices=Zone.choices)
    regional_office = models.ForeignKey(
        RegionalOffice, on_delete=models.PROTECT, related_name="provinces", verbose_name="Kanwil"
    )

    class Meta:
        verbose_name = "provinsi"
        verbose_name_plural = "provinsi"
        ordering = ["code"]

    def __str__(self):
        return self.short_name


class Regency(models.Model):
    """One of the 514 regencies and cities, by Kemendagri's code, e.g. 81.71 Kota Ambon."""

    class Kind(models.TextChoices):
        KOTA = "kota", "Kota"
        KABUPATEN = "kabupaten", "Kabupaten"

    code = models.CharField("kode Kemendagri", max_length=5, unique=True)
    kind = models.CharField("jenis", max_length=10, choices=Kind.choices)
    name = models.CharField("nama", max_length=60, help_text="Lengkap, misalnya Kota Ambon.")
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="regencies", verbose_name="provinsi"
    )

    class Meta:
        verbose_name = "kabupaten atau kota"
        verbose_name_plural = "kabupaten dan kota"
        ordering = ["province", "name"]
        constraints = [
            models.UniqueConstraint(fields=["province", "name"], name="regency_name_in_province")
        ]

    def __str__(self):
        return self.name

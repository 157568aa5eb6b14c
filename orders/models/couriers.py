"""Courier services asked for their rates, what they answered, and where parcels are followed."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.encrypted import EncryptedField
from facilities.models import Facility

COURIER_CODES = re.compile(r"^[a-z]{2,12}(,[a-z]{2,12})*\Z")
RESI = "{resi}"
postal_code = RegexValidator(r"^[0-9]{5}\Z", "Kode pos terdiri atas 5 angka.")


def check_courier_codes(value: str) -> None:
    if not COURIER_CODES.match(value):
        raise ValidationError("Tulis kode kurir dengan koma, misalnya jne,pos,sicepat.")


def check_tracking_address(value: str) -> None:
    """An https address with {resi} once, after the host, and no other braces."""
    rest = value.replace(RESI, "", 1)
    if not re.match(r"^https://[a-z0-9.-]+\.[a-z]{2,}(:\d+)?/", value) or value.count(RESI) != 1:
        raise ValidationError("Tulis alamat lengkap (https://…) dengan {resi} satu kali.")
    if re.search(r"[{}<>\"'\s\\^`|]", rest):
        raise ValidationError("Alamat ini memuat tanda yang tidak boleh ada.")


class CourierAccountQuerySet(ScopedQuerySet):
    def in_use(self):
        """Accounts that may be asked: switched on, with a key and a place to send from."""
        return self.filter(is_active=True).exclude(api_key="")


class CourierAccount(AuditedModel):
    """The facility's account at a service that knows the couriers' rates. One per facility.

    Without one the facility's own table holds. Source: docs/rules/shipping.md, courier services.
    """

    watch = Watch("shipping", hidden=frozenset({"api_key"}))

    class Provider(models.TextChoices):
        RAJAONGKIR = "rajaongkir", "RajaOngkir (Komerce)"
        BITESHIP = "biteship", "Biteship"

    facility = models.OneToOneField(
        Facility, on_delete=models.CASCADE, related_name="courier_account", verbose_name="UPT",
        error_messages={"unique": "UPT ini sudah memiliki akun kurir."},
    )  # fmt: skip
    provider = models.CharField("layanan", max_length=12, choices=Provider.choices)
    api_key = EncryptedField(
        "kunci API",
        help_text="Disimpan tersandi dan tidak ditampilkan lagi. Kosongkan agar tetap; tulis - "
        "untuk menghapusnya.",
    )
    couriers = models.CharField(
        "kurir", max_length=80, default="jne,pos,sicepat", validators=[check_courier_codes],
        help_text="Kode kurir menurut layanan itu, dipisah koma, misalnya jne,jnt,pos,sicepat.",
    )  # fmt: skip
    origin_postal_code = models.CharField(
        "kode pos pengirim", max_length=5, blank=True, validators=[postal_code],
        help_text="Kosongkan bila sama dengan kode pos UPT.",
    )  # fmt: skip
    is_active = models.BooleanField("dipakai", default=True)

    objects = CourierAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "akun kurir"
        verbose_name_plural = "akun kurir"
        ordering = ["facility"]

    def __str__(self):
        return f"{self.get_provider_display()}, {self.facility}"

    @property
    def origin(self) -> str:
        """Postal code the parcels leave from; empty when nobody has written one."""
        return self.origin_postal_code or self.facility.postal_code

    @property
    def courier_codes(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.couriers.split(","))))


class CourierHealthQuerySet(ScopedQuerySet):
    facility_path = "account__facility"


class CourierHealth(models.Model):
    """How the account's service has been answering: the circuit breaker, shared by all processes.

    failures: one after the other; paused_until: not asked before then.
    """

    account = models.OneToOneField(CourierAccount, on_delete=models.CASCADE, related_name="health")
    failures = models.PositiveSmallIntegerField("gagal berturut-turut", default=0)
    paused_until = models.DateTimeField("dijeda sampai", null=True, blank=True)
    answered_at = models.DateTimeField("terakhir menjawab", null=True, blank=True)
    failed_at = models.DateTimeField("terakhir gagal", null=True, blank=True)
    problem = models.CharField("sebab", max_length=160, blank=True)

    objects = CourierHealthQuerySet.as_manager()

    class Meta:
        verbose_name = "keadaan layanan kurir"
        verbose_name_plural = "keadaan layanan kurir"

    def __str__(self):
        return f"{self.account}: {self.problem or 'menjawab'}"


class CourierQuote(models.Model):
    """What a service answered to one question, kept for a day. services: rows as in
    orders/shipping/quotes.py, none when no courier goes there; city: of the address, as the
    service names it."""

    provider = models.CharField(max_length=12, choices=CourierAccount.Provider.choices)
    origin = models.CharField(max_length=5)
    destination = models.CharField(max_length=5)
    kg = models.PositiveIntegerField()
    couriers = models.CharField(max_length=80)
    services = models.JSONField(default=list)
    city = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "tarif kurir tersimpan"
        verbose_name_plural = "tarif kurir tersimpan"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "origin", "destination", "kg", "couriers"],
                name="courier_quote_once",
            ),
            models.CheckConstraint(condition=Q(kg__gte=1), name="courier_quote_weighs"),
        ]

    def __str__(self):
        return f"{self.provider} {self.origin} → {self.destination}, {self.kg} kg"


class CourierPlace(models.Model):
    """What a service calls a postal code, so that it is looked up once and not for every parcel."""

    provider = models.CharField(max_length=12, choices=CourierAccount.Provider.choices)
    postal_code = models.CharField(max_length=5)
    reference = models.CharField(max_length=20)
    city = models.CharField(max_length=80, blank=True)
    found_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "tempat menurut layanan kurir"
        verbose_name_plural = "tempat menurut layanan kurir"
        constraints = [
            models.UniqueConstraint(fields=["provider", "postal_code"], name="courier_place_once")
        ]

    def __str__(self):
        return f"{self.postal_code} {self.city}"


class TrackingLink(AuditedModel):
    """Where a courier shows the way of a parcel. Their sites change, so it is a row, not code."""

    watch = Watch("shipping")

    courier = models.CharField("kurir", max_length=40, unique=True, help_text="Misalnya JNE.")
    other_names = models.CharField(
        "nama lain", max_length=120, blank=True,
        help_text="Dipisah koma, misalnya JNE Express, Jalur Nugraha Ekakurir.",
    )  # fmt: skip
    address = models.CharField(
        "alamat lacak", max_length=200, validators=[check_tracking_address],
        help_text="Alamat halaman lacak dengan {resi} di tempat nomor resi, misalnya "
        "https://kurir.contoh/lacak?resi={resi}",
    )  # fmt: skip
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        verbose_name = "tautan lacak"
        verbose_name_plural = "tautan lacak"
        ordering = ["courier"]

    def __str__(self):
        return self.courier

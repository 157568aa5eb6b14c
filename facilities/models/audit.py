"""The audit trail: who changed what, when, from what to what. Append-only."""

from django.conf import settings
from django.db import models

from facilities.access import ScopedQuerySet
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet

from .facilities import Facility


class Topic(models.TextChoices):
    """What a change is about, as an officer looks for it."""

    PRICE = "price", "Harga dan biaya"
    PRODUCT = "product", "Isi produk"
    STATE = "state", "Penayangan"
    MONEY = "money", "Cara bayar dan rekening"
    SPLIT = "split", "Bagi hasil dan setoran"
    SHIPPING = "shipping", "Ongkos kirim"
    ACCESS = "access", "Akun dan akses"
    SETTING = "setting", "Pengaturan"
    FIGURES = "figures", "Angka bulanan dan target"


class AuditEntryQuerySet(AppendOnlyQuerySet, ScopedQuerySet):
    """Entries without a facility are the operator's to read."""


class AuditEntry(AppendOnlyModel):
    """One change of one row. Nothing about shoppers: no row of theirs is recorded here."""

    class Act(models.TextChoices):
        CREATED = "created", "Dibuat"
        CHANGED = "changed", "Diubah"
        REMOVED = "removed", "Dihapus"
        HAPPENED = "happened", "Terjadi"

    # The trail outlives what it speaks of, so nothing is tied to it and nothing goes with it.
    facility = models.ForeignKey(
        Facility, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+",
        db_constraint=False, db_index=False, verbose_name="UPT",
    )  # fmt: skip
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True,
        related_name="+", db_constraint=False, db_index=False, verbose_name="oleh",
    )  # fmt: skip
    actor = models.CharField("pelaku", max_length=150)
    at = models.DateTimeField("waktu")
    act = models.CharField("kejadian", max_length=8, choices=Act.choices)
    topic = models.CharField("perihal", max_length=10, choices=Topic.choices)
    # "catalog.variant:12", and the row whose page shows it too, "catalog.product:7".
    object_key = models.CharField("baris", max_length=60)
    page_key = models.CharField("halaman", max_length=60)
    kind = models.CharField("jenis", max_length=60)
    name = models.CharField("nama", max_length=200)
    # [field as the officer reads it, before, after]; dates and moments as {"on"|"at": ISO text}.
    changes = models.JSONField("perubahan", default=list)
    # Everything above in small letters: one column to look through.
    words = models.TextField("kata pencarian", editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "jejak perubahan"
        verbose_name_plural = "jejak perubahan"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["facility", "-at", "-id"], name="audit_of_facility"),
            models.Index(fields=["page_key", "-at"], name="audit_of_page"),
        ]

    def __str__(self):
        return f"{self.get_act_display()}: {self.name}"

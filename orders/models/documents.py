"""Papers of an order, and the counter behind their numbers. Source: docs/rules/documents.md."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.history import AppendOnlyError
from facilities.models import Facility

from .money import Receipt
from .orders import Order


class DocumentKind(models.TextChoices):
    """The value is the first part of the number."""

    TAGIHAN = "TAG", "Tagihan"
    KUITANSI = "KUI", "Kuitansi"
    NOTA = "NOT", "Nota"
    SURAT_JALAN = "SJ", "Surat Jalan"
    PENAWARAN = "PEN", "Surat Penawaran"
    SURAT_PESANAN = "SP", "Surat Pesanan"
    BAST = "BAST", "Berita Acara Serah Terima"


class DocumentCounter(models.Model):
    """The last serial given out per facility, kind and year; locked by the issue that raises it."""

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="+", verbose_name="UPT"
    )
    kind = models.CharField("jenis", max_length=4, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField("tahun")
    last = models.PositiveIntegerField("nomor terakhir")

    class Meta:
        verbose_name = "nomor surat terakhir"
        verbose_name_plural = "nomor surat terakhir"
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "kind", "year"], name="document_counter_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.year}: {self.last}"


class DocumentQuerySet(ScopedQuerySet):
    def valid(self):
        """Papers that were not voided."""
        return self.filter(voided_at=None)

    def delete(self):
        raise AppendOnlyError


class Document(models.Model):
    """A paper as it was issued: all its facts are a copy, so later edits never change it.

    Never deleted: a wrong one is voided and its number stays used. buyer: the personal part of the
    copy, blanked by retention. revision: rises when what is printed changes (voided, blanked), so
    that a file drawn before is not kept.
    """

    Kind = DocumentKind

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="documents", verbose_name="UPT"
    )
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="documents", verbose_name="pesanan"
    )
    # A kuitansi is for one arrival of money; the other papers are for the whole order.
    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="documents",
        verbose_name="uang masuk",
    )  # fmt: skip
    kind = models.CharField("jenis", max_length=4, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("tahun")
    serial = models.PositiveIntegerField("nomor urut")
    number = models.CharField("nomor", max_length=40, unique=True)
    # What stands in the QR code: whoever holds the paper may check it, nobody can guess another.
    code = models.CharField("kode periksa", max_length=12, unique=True, editable=False)
    amount = models.PositiveBigIntegerField("nilai (Rp)", null=True, blank=True)
    facts = models.JSONField("isi", editable=False)
    buyer = models.JSONField("pembeli", default=dict, editable=False)
    issued_at = models.DateTimeField("diterbitkan")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diterbitkan oleh",
    )  # fmt: skip
    voided_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="dibatalkan oleh",
    )  # fmt: skip
    void_reason = models.CharField("alasan pembatalan", max_length=200, blank=True)
    revision = models.PositiveSmallIntegerField(default=0, editable=False)
    # The PDF in the private storage and its SHA-256; empty until it is asked for.
    file_name = models.CharField(max_length=60, blank=True, editable=False)
    sha256 = models.CharField("sidik berkas", max_length=64, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "dokumen"
        verbose_name_plural = "dokumen"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "kind", "year", "serial"], name="document_serial_once"
            ),
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(voided_at=None, receipt=None),
                name="document_one_valid_per_order",
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(voided_at=None), name="document_one_per_receipt"
            ),
            models.CheckConstraint(
                condition=Q(kind="KUI", receipt__isnull=False)
                | (~Q(kind="KUI") & Q(receipt__isnull=True)),
                name="document_receipt_for_kuitansi",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="document_voided_has_who_and_why",
                violation_error_message="Tulis alasan pembatalan.",
            ),
            models.CheckConstraint(condition=Q(serial__gte=1), name="document_serial_from_one"),
        ]

    def __str__(self):
        return self.number

    def delete(self, *args, **kwargs):
        raise AppendOnlyError

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

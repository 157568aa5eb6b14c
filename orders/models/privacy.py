"""What a shopper asks about the own data, and by when it is done. docs/rules/privacy.md."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet

from .orders import Checkout, Order

# What of the contact a shopper may ask to correct, as it is called in a sentence.
CONTACT_LABELS = {
    "recipient": "nama penerima",
    "phone": "nomor WhatsApp",
    "email": "surel",
    "street": "alamat",
    "village": "kelurahan atau desa",
    "district": "kecamatan",
    "postal_code": "kode pos",
    "landmark": "patokan",
}


class PrivacyRequestQuerySet(ScopedQuerySet):
    facility_path = "order__facility"

    def open(self):
        """Requests that are not carried out yet."""
        return self.filter(state__in=PrivacyRequest.OPEN_STATES)


class PrivacyRequest(models.Model):
    """One request about the contact data of a checkout, asked through the link of one order.

    wanted: the corrected fields of Checkout by name, emptied as soon as it is decided; fields:
    their names alone, which stay.
    """

    class Kind(models.TextChoices):
        CORRECTION = "perbaiki", "Perbaikan data"
        ERASURE = "hapus", "Penghapusan data"

    class State(models.TextChoices):
        ASKED = "asked", "Menunggu Petugas"
        ACCEPTED = "accepted", "Disetujui, Menunggu Waktunya"
        DONE = "done", "Selesai"
        REFUSED = "refused", "Ditolak"
        WITHDRAWN = "withdrawn", "Ditarik Pembeli"

    OPEN_STATES = (State.ASKED, State.ACCEPTED)

    checkout = models.ForeignKey(
        Checkout, on_delete=models.PROTECT, related_name="privacy_requests",
        verbose_name="belanja",
    )  # fmt: skip
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="privacy_requests", verbose_name="pesanan"
    )
    kind = models.CharField("permintaan", max_length=10, choices=Kind.choices)
    state = models.CharField("keadaan", max_length=10, choices=State.choices, default=State.ASKED)
    wanted = models.JSONField("data baru", default=dict, blank=True)
    fields = models.JSONField("isian", default=list, blank=True)
    asked_at = models.DateTimeField("diminta")
    due_at = models.DateTimeField("paling lambat")
    answer = models.CharField("jawaban petugas", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="dijawab oleh",
    )  # fmt: skip
    decided_at = models.DateTimeField("dijawab", null=True, blank=True)
    done_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan data pribadi"
        verbose_name_plural = "permintaan data pribadi"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["checkout", "kind"],
                condition=Q(state__in=["asked", "accepted"]),
                name="privacy_request_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="privacy_refused_has_answer",
                violation_error_message="Tulis alasan penolakan.",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="privacy_done_has_moment",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.order}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_erasure(self) -> bool:
        return self.kind == self.Kind.ERASURE

"""Which ways to pay a facility offers besides transfer and the gallery's till."""

from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.models import Facility


class PaymentSetup(AuditedModel):
    """One per facility. A facility without a row offers none of these ways."""

    watch = Watch("money")

    facility = models.OneToOneField(
        Facility, on_delete=models.CASCADE, related_name="payment_setup", verbose_name="UPT"
    )
    accepts_qris = models.BooleanField("terima QRIS", default=False)
    qris_payload = models.CharField(
        "isi kode QRIS", max_length=512, blank=True,
        help_text="Teks di dalam kode QRIS statis milik UPT, mulai dengan 000201.",
    )  # fmt: skip
    accepts_cod = models.BooleanField("terima bayar saat diantar", default=False)
    cod_limit = models.PositiveBigIntegerField(
        "batas nilai bayar saat diantar (Rp)", default=500_000,
        help_text="Total pesanan di atas batas ini harus dibayar di muka.",
    )  # fmt: skip
    accepts_after_handover = models.BooleanField("instansi boleh bayar setelah BAST", default=False)
    after_handover_days = models.PositiveSmallIntegerField(
        "batas bayar instansi (hari sejak serah terima)", default=14
    )
    down_payment_percent = models.PositiveSmallIntegerField(
        "uang muka instansi (%)", default=0, help_text="0 berarti tidak ditawarkan."
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "cara bayar"
        verbose_name_plural = "cara bayar"
        constraints = [
            models.CheckConstraint(
                condition=Q(down_payment_percent__lt=100),
                name="payment_setup_percent_is_a_part",
                violation_error_message="Uang muka harus di bawah 100 persen.",
            ),
            models.CheckConstraint(
                condition=Q(accepts_qris=False) | ~Q(qris_payload=""),
                name="payment_setup_qris_has_payload",
                violation_error_message="Isi kode QRIS sebelum menyalakannya.",
            ),
        ]

    def __str__(self):
        return f"Cara bayar {self.facility}"

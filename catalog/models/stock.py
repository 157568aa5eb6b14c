"""How much there is: a ledger. Rows here change only through catalog/stock.py."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet
from facilities.models import Facility, Gallery, ProducerGroup

from .variants import Variant


class StockLocation(AuditedModel):
    """A place where goods lie. Web orders take from the facility's one online location."""

    watch = Watch("setting")

    class Kind(models.TextChoices):
        WORKSHOP = "bengkel", "Bengkel kerja"
        GALLERY = "galeri", "Galeri"
        SAE = "sae", "SAE"
        EXHIBITION = "pameran", "Stan pameran"
        CONSIGNMENT = "titipan", "Titipan"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="stock_locations", verbose_name="UPT"
    )
    kind = models.CharField("jenis", max_length=10, choices=Kind.choices)
    name = models.CharField("nama", max_length=60)
    gallery = models.ForeignKey(
        Gallery, on_delete=models.PROTECT, null=True, blank=True,
        related_name="stock_locations", verbose_name="ruang galeri",
    )  # fmt: skip
    is_online = models.BooleanField(
        "untuk pesanan situs", default=False, help_text="Satu tempat per UPT."
    )
    takes_guests = models.BooleanField(
        "menerima barang UPT lain", default=False,
        help_text="UPT lain di Kanwil yang sama dapat memindahkan barangnya ke sini.",
    )  # fmt: skip
    is_active = models.BooleanField("dipakai", default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tempat stok"
        verbose_name_plural = "tempat stok"
        ordering = ["facility", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"],
                name="stock_location_name_in_facility",
                violation_error_message="Tempat dengan nama ini sudah ada.",
            ),
            models.UniqueConstraint(
                fields=["facility"],
                condition=Q(is_online=True),
                name="stock_location_one_online",
                violation_error_message="UPT ini sudah punya tempat untuk pesanan situs.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.facility}"


class VariantOwnedQuerySet(ScopedQuerySet):
    # The owner of goods is the variant's facility, wherever they lie.
    facility_path = "variant__product__facility"


class StockLevel(models.Model):
    """Pieces of one variant at one location. on_hand is the sum of its movements."""

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="stock_levels", verbose_name="varian"
    )
    location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="levels", verbose_name="tempat"
    )
    on_hand = models.PositiveIntegerField("ada", default=0)
    reserved = models.PositiveIntegerField("dipesan", default=0)

    objects = VariantOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "stok"
        verbose_name_plural = "stok"
        ordering = ["variant", "location"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "location"], name="stock_level_once"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")),
                name="stock_reserved_within_on_hand",
            ),
        ]

    def __str__(self):
        return f"{self.variant} di {self.location.name}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class Source(models.TextChoices):
    """What a stock row answers to; with its id and line it is unique, so nothing counts twice."""

    ORDER = "order", "Pesanan"
    BATCH = "batch", "Hasil produksi"
    DESK = "desk", "Petugas"
    TRANSFER = "transfer", "Pemindahan"
    COUNT = "count", "Opname"
    DEMO = "demo", "Data contoh"


class ProductionBatch(models.Model):
    """Goods finished together, as far as they lie at one location.

    remaining counts what of them has not left it yet (first to expire leaves first) and is the
    sum of their movements. expires_on is the last day they may be sold. Goods taken elsewhere
    keep their code and dates in a row of that location: moved, not produced a second time.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="batches", verbose_name="varian"
    )
    location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="batches", verbose_name="tempat"
    )
    producer_group = models.ForeignKey(
        ProducerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="batches",
        verbose_name="kelompok kerja",
    )  # fmt: skip
    code = models.CharField("kode produksi", max_length=30)
    produced_on = models.DateField("tanggal produksi")
    expires_on = models.DateField("baik sebelum", null=True, blank=True)
    good_quantity = models.PositiveIntegerField("jumlah baik", default=0)
    rejected_quantity = models.PositiveIntegerField("jumlah gagal", default=0)
    moved_quantity = models.PositiveIntegerField(
        "pindahan masuk", default=0, help_text="Datang dari tempat lain dengan kode yang sama."
    )
    remaining = models.PositiveIntegerField("tersisa")
    # Null: not stated. Of the good and the rejected pieces together; only where they were made.
    material_cost = models.PositiveBigIntegerField("biaya bahan (Rp)", null=True, blank=True)

    objects = VariantOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "hasil produksi"
        verbose_name_plural = "hasil produksi"
        ordering = ["-produced_on", "-pk"]
        indexes = [
            # What lies somewhere now, among years of batches that are gone.
            models.Index(
                fields=["variant", "location"], condition=Q(remaining__gt=0), name="batch_lying"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "location", "code"],
                name="batch_code_at_location",
                violation_error_message="Kode produksi ini sudah dipakai.",
            ),
            models.CheckConstraint(
                condition=Q(remaining__lte=F("good_quantity") + F("moved_quantity")),
                name="batch_remaining_within_arrived",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("produced_on")),
                name="batch_expires_after_production",
                violation_error_message="Tanggal baik sebelum tidak boleh mendahului produksi.",
            ),
        ]

    def __str__(self):
        return f"{self.code}, {self.variant}"

    @property
    def is_undone(self) -> bool:
        """Whether it was typed by mistake and taken back whole: nothing was made."""
        return not (self.good_quantity or self.rejected_quantity or self.moved_quantity)


class MovementQuerySet(AppendOnlyQuerySet, VariantOwnedQuerySet):
    """The ledger: a mistake is answered by a reversing movement (catalog.stock.reverse)."""


class StockMovement(AppendOnlyModel):
    """One line of the ledger: append-only, signed quantity, with its reason and source."""

    class Kind(models.TextChoices):
        RECEIVE = "receive", "Terima hasil produksi"
        SHIP = "ship", "Keluar untuk pesanan"
        SELL = "sell", "Terjual langsung"
        RETURN = "return", "Kembali dari pembeli"
        TRANSFER_OUT = "transfer_out", "Pindah keluar"
        TRANSFER_IN = "transfer_in", "Pindah masuk"
        CORRECT = "correct", "Koreksi hitungan"
        DAMAGE = "damage", "Rusak atau hilang"
        EXPIRE = "expire", "Kedaluwarsa"
        SAMPLE = "sample", "Contoh"
        REVERSE = "reverse", "Pembatalan gerak"

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="movements", verbose_name="varian"
    )
    location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="movements", verbose_name="tempat"
    )
    kind = models.CharField("jenis", max_length=12, choices=Kind.choices)
    quantity = models.IntegerField("jumlah", help_text="Bertanda: masuk +, keluar −.")
    source_type = models.CharField("sumber", max_length=10, choices=Source.choices)
    source_id = models.CharField("nomor sumber", max_length=40)
    source_line = models.CharField("baris sumber", max_length=20, default="1")
    batch = models.ForeignKey(
        ProductionBatch, on_delete=models.PROTECT, null=True, blank=True,
        related_name="movements", verbose_name="hasil produksi",
    )  # fmt: skip
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by",
        verbose_name="membatalkan",
    )  # fmt: skip
    reason = models.CharField("alasan", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="oleh",
    )  # fmt: skip
    at = models.DateTimeField("waktu")

    objects = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = "gerak stok"
        verbose_name_plural = "gerak stok"
        ordering = ["-at", "-pk"]
        indexes = [
            # The last one of a level is found at once, however long its history.
            models.Index(fields=["variant", "location", "id"], name="movement_last_at_level"),
            models.Index(fields=["-at", "-id"], name="movement_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "source_line", "kind"],
                name="movement_source_once",
            ),
            models.CheckConstraint(condition=~Q(quantity=0), name="movement_quantity_not_zero"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.quantity:+d} {self.variant}"


class Reservation(models.Model):
    """Pieces set aside for one order line; open until released or shipped."""

    class Outcome(models.TextChoices):
        RELEASED = "released", "Dilepas"
        SHIPPED = "shipped", "Keluar"

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="reservations", verbose_name="varian"
    )
    location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="reservations", verbose_name="tempat"
    )
    quantity = models.PositiveIntegerField("jumlah")
    source_type = models.CharField("sumber", max_length=10, choices=Source.choices)
    source_id = models.CharField("nomor sumber", max_length=40)
    source_line = models.CharField("baris sumber", max_length=20, default="1")
    created_at = models.DateTimeField("sejak")
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    outcome = models.CharField("akhir", max_length=10, choices=Outcome.choices, blank=True)

    objects = VariantOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "stok dipesan"
        verbose_name_plural = "stok dipesan"
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["variant", "location"],
                condition=Q(closed_at__isnull=True),
                name="reservation_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "source_line"], name="reservation_source_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="reservation_quantity_positive"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="reservation_closed_with_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.variant}"

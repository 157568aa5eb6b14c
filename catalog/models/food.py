"""What the law asks of a packaged food's label. Source: docs/rules/food.md."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from catalog import food
from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch

from .products import Product


class FoodLabelQuerySet(ScopedQuerySet):
    facility_path = "product__facility"
    officials_read = True


class FoodLabel(AuditedModel):
    """Label of one food product. Numbers are typed from the certificate, never invented."""

    watch = Watch("product", part_of="product")

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, related_name="food_label", verbose_name="produk"
    )
    ingredients = models.TextField(
        "komposisi", blank=True, help_text="Mulai dari bahan yang paling banyak."
    )
    net_weight_grams = models.PositiveIntegerField("berat bersih (gram)", null=True, blank=True)
    shelf_life_days = models.PositiveSmallIntegerField("masa simpan (hari)", null=True, blank=True)
    allergens = models.CharField("alergen", max_length=120, blank=True)
    storage = models.CharField("cara simpan", max_length=120, blank=True)
    pirt_no = models.CharField(
        "nomor P-IRT", max_length=40, blank=True,
        help_text="15 angka, misalnya 1234567890123-45. Tidak perlu bila masa simpan di bawah 7 hari.",
    )  # fmt: skip
    bpom_no = models.CharField(
        "nomor BPOM", max_length=20, blank=True,
        validators=[RegexValidator(r"^(MD|ML)\d{12,15}$", "Nomor BPOM: MD atau ML lalu 12 sampai 15 angka.")],
    )  # fmt: skip
    halal_no = models.CharField(
        "nomor sertifikat halal", max_length=24, blank=True,
        validators=[RegexValidator(r"^ID\d{14,20}$", "Nomor sertifikat halal: ID lalu 14 sampai 20 angka.")],
    )  # fmt: skip
    halal_issued_on = models.DateField("tanggal terbit halal", null=True, blank=True)
    registration_kind = models.CharField("jenis izin lain", max_length=40, blank=True)
    registration_number = models.CharField("nomor izin lain", max_length=40, blank=True)

    objects = FoodLabelQuerySet.as_manager()

    class Meta:
        verbose_name = "label pangan"
        verbose_name_plural = "label pangan"

    def __str__(self):
        return f"Label {self.product}"

    def clean_fields(self, exclude=None):
        food.normalise_numbers(self)
        super().clean_fields(exclude)

    def clean(self):
        food.check_label(self, timezone.localdate())

    @property
    def shows_halal(self) -> bool:
        return food.shows_halal(self)

"""What one buys of a product: its own SKU, price, weight and size."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch

from .products import Product, ProductPhoto, Publication

is_barcode = RegexValidator(
    r"\A[A-Za-z0-9-]{4,32}\Z", "Tulis 4 sampai 32 huruf, angka, atau garis, tanpa spasi."
)


class VariantQuerySet(ScopedQuerySet):
    facility_path = "product__facility"
    officials_read = True

    def orderable(self):
        """Variants that may be put in a cart; whether there is stock is asked when ordering."""
        return self.filter(
            is_active=True,
            product__status=Publication.LIVE,
            product__facility__is_public=True,
            product__facility__is_selling=True,
            product__resumes_on__isnull=True,
        )


class Variant(AuditedModel):
    """What one buys: its own SKU, price, weight and size. A product has at least one."""

    watch = Watch(
        "product",
        topics=dict.fromkeys(("price", "material_cost"), "price") | {"is_active": "state"},
        part_of="product",
    )

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="variants", verbose_name="produk"
    )
    sku = models.CharField("SKU", max_length=24, unique=True)
    barcode = models.CharField(
        "kode batang", max_length=32, blank=True, validators=[is_barcode],
        help_text="Hanya bila kemasannya sudah punya kode batang, misalnya EAN. Bila kosong, label memakai SKU.",
    )  # fmt: skip
    name = models.CharField(
        "pilihan", max_length=60, blank=True,
        help_text="Misalnya Besar, 36 cm. Kosong bila hanya satu.",
    )  # fmt: skip
    price = models.PositiveBigIntegerField("harga (Rp)")
    # Null: not stated; the split then counts it as nothing and says so (docs/rules/settlement.md).
    material_cost = models.PositiveBigIntegerField(
        "biaya bahan per satuan (Rp)", null=True, blank=True,
        help_text="Hanya untuk bagi hasil, tidak tampil di situs. Kosong bila belum dihitung.",
    )  # fmt: skip
    weight_grams = models.PositiveIntegerField("berat terbungkus (gram)")
    length_cm = models.PositiveSmallIntegerField("panjang (cm)", null=True, blank=True)
    width_cm = models.PositiveSmallIntegerField("lebar (cm)", null=True, blank=True)
    height_cm = models.PositiveSmallIntegerField("tinggi (cm)", null=True, blank=True)
    photo = models.ForeignKey(
        ProductPhoto, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="foto",
    )  # fmt: skip
    made_to_order = models.BooleanField("dibuat bila dipesan", default=False)
    lead_time_days = models.PositiveSmallIntegerField("lama pengerjaan (hari)", default=0)
    work_units = models.PositiveSmallIntegerField(
        "satuan kerja", default=1,
        help_text="Bagian kapasitas bulanan kelompok kerja yang dipakai satu barang.",
    )  # fmt: skip
    min_quantity = models.PositiveIntegerField("pesanan paling sedikit", default=1)
    is_active = models.BooleanField("dijual", default=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = "varian"
        verbose_name_plural = "varian"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "name"],
                name="variant_name_in_product",
                violation_error_message="Pilihan dengan nama ini sudah ada.",
            ),
            models.UniqueConstraint(
                fields=["barcode"],
                condition=~Q(barcode=""),
                name="variant_barcode_once",
                violation_error_message="Kode batang ini sudah dipakai barang lain.",
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0),
                name="variant_price_positive",
                violation_error_message="Harga harus lebih dari nol.",
            ),
            models.CheckConstraint(
                condition=Q(weight_grams__gt=0),
                name="variant_weight_positive",
                violation_error_message="Berat harus lebih dari nol.",
            ),
            models.CheckConstraint(
                condition=Q(min_quantity__gte=1),
                name="variant_min_quantity_positive",
                violation_error_message="Pesanan paling sedikit satu.",
            ),
            models.CheckConstraint(
                condition=Q(work_units__gte=1),
                name="variant_work_units_positive",
                violation_error_message="Satuan kerja paling sedikit satu.",
            ),
            models.CheckConstraint(
                condition=Q(made_to_order=False) | Q(lead_time_days__gte=1),
                name="variant_made_to_order_has_lead_time",
                violation_error_message="Isi lama pengerjaan untuk barang yang dibuat bila dipesan.",
            ),
        ]

    def __str__(self):
        return f"{self.product}, {self.name}" if self.name else str(self.product)

    @property
    def least_total(self) -> int:
        """Rupiah for the smallest number of pieces one may order."""
        return self.price * self.min_quantity

"""What is shown: products and their pictures."""

from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from catalog.pictures.fields import PhotoField
from catalog.pictures.renditions import photo_path
from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.models import Facility, ProducerGroup

from .categories import Category

PLAIN_UNIT = "buah"


class Publication(models.TextChoices):
    """Where a product or service stands on its way to the public."""

    DRAFT = "draf", "Draf"
    SUBMITTED = "diajukan", "Diajukan"
    LIVE = "tayang", "Tayang"
    ARCHIVED = "diarsipkan", "Diarsipkan"


class ProductQuerySet(ScopedQuerySet):
    officials_read = True

    def public(self):
        """Products the gallery shows."""
        return self.filter(status=Publication.LIVE, facility__is_public=True)

    def orderable(self):
        """Products of facilities that take orders now; stock is asked per variant."""
        return self.public().filter(facility__is_selling=True, resumes_on__isnull=True)

    def goods(self):
        """Things one can hold: without what priced work is booked as (catalog/billing.py)."""
        return self.filter(billed_service=None)

    def returned(self):
        """Sent back by a reviewer and not submitted again since."""
        return self.filter(status=Publication.DRAFT, returned_at__isnull=False)


class Product(AuditedModel):
    """A thing for sale. Price, weight and stock belong to its variants."""

    watch = Watch(
        "product",
        topics=dict.fromkeys(("status", "review_note", "resumes_on"), "state"),
        without=frozenset({"slug", "sold_count", "price_from", "price_to"}),
    )

    class Fulfilment(models.TextChoices):
        COURIER = "courier", "Dikirim kurir"
        CARGO = "cargo", "Dikirim kargo"
        LOCAL = "local", "Ambil atau antar dalam kota"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="products", verbose_name="UPT"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="products", verbose_name="kategori"
    )
    producer_group = models.ForeignKey(
        ProducerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="products",
        verbose_name="kelompok kerja",
    )  # fmt: skip
    name = models.CharField("nama produk", max_length=80)
    slug = models.SlugField("alamat pendek", max_length=90, editable=False)
    summary = models.CharField("keterangan singkat", max_length=200, blank=True)
    description = models.TextField(
        "cerita produk", blank=True, help_text="Bahan, cara membuat, kegunaan. Tanpa nama orang."
    )
    material = models.CharField("bahan", max_length=120, blank=True)
    technique = models.CharField("teknik", max_length=80, blank=True)
    care = models.CharField("perawatan", max_length=200, blank=True)
    unit = models.CharField("satuan", max_length=12, default=PLAIN_UNIT)
    is_food = models.BooleanField("pangan", default=False)
    fulfilment = models.CharField(
        "pengiriman", max_length=10, choices=Fulfilment.choices, default=Fulfilment.COURIER
    )
    status = models.CharField(
        "keadaan", max_length=12, choices=Publication.choices, default=Publication.DRAFT
    )
    ekatalog_url = models.CharField(
        "alamat di e-Katalog", max_length=200, blank=True,
        validators=[URLValidator(["https"], message="Tulis alamat lengkap yang diawali https://.")],
        help_text="Bila produk ini tayang di e-Katalog LKPP, sendiri atau lewat mitra.",
    )  # fmt: skip
    # What a reviewer asked for, when, and from which office: kept until the product is live again.
    review_note = models.CharField("catatan pemeriksa", max_length=300, blank=True)
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True, editable=False)
    returned_by = models.CharField("dikembalikan oleh", max_length=100, blank=True, editable=False)
    # Paused while it is set; catalog/pausing.py takes it away on that day.
    resumes_on = models.DateField("dijual lagi mulai", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("tayang sejak", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    updated_at = models.DateTimeField("diubah", auto_now=True)

    # Kept for lists: lowest and highest price of active variants (refresh_prices), and pieces
    # ever sold (orders.sales, in the transaction of the sale).
    price_from = models.PositiveBigIntegerField("harga mulai", default=0, editable=False)
    price_to = models.PositiveBigIntegerField("harga sampai", default=0, editable=False)
    sold_count = models.PositiveIntegerField("terjual", default=0, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "produk"
        verbose_name_plural = "produk"
        ordering = ["name"]
        indexes = [
            models.Index(fields=["status", "-published_at"], name="product_newest"),
            models.Index(fields=["status", "price_from"], name="product_by_price"),
            models.Index(fields=["status", "-sold_count"], name="product_best_selling"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"],
                name="product_name_in_facility",
                violation_error_message="UPT ini sudah punya produk dengan nama itu.",
            ),
            models.CheckConstraint(
                condition=~Q(status="tayang") | Q(published_at__isnull=False),
                name="product_live_has_moment",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        self.name_address()
        if update_fields is None and not self._state.adding:
            # A sale may have counted pieces since this row was read: they are not written back.
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            update_fields = names - {"sold_count"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("catalog:product_detail", args=[self.slug, self.pk])

    def name_address(self) -> None:
        """The part of the address that follows the name; `save` does it, bulk writes call it."""
        self.slug = slugify(self.name)[:90] or "produk"

    @property
    def is_live(self) -> bool:
        return self.status == Publication.LIVE

    @property
    def is_paused(self) -> bool:
        """Whether its facility sells it only from a later day on."""
        return self.resumes_on is not None

    @property
    def goes_by_courier(self) -> bool:
        return self.fulfilment == self.Fulfilment.COURIER

    @property
    def goes_by_cargo(self) -> bool:
        return self.fulfilment == self.Fulfilment.CARGO

    @property
    def shown_unit(self) -> str:
        """The unit where a price names it: a plain piece goes without saying."""
        return "" if self.unit == PLAIN_UNIT else self.unit

    @property
    def has_price_range(self) -> bool:
        return self.price_to > self.price_from

    def refresh_prices(self) -> None:
        """Copy the lowest and highest active variant price to the list fields."""
        prices = self.variants.filter(is_active=True).aggregate(
            low=models.Min("price"), high=models.Max("price")
        )
        self.price_from, self.price_to = prices["low"] or 0, prices["high"] or 0
        Product.objects.filter(pk=self.pk).update(
            price_from=self.price_from, price_to=self.price_to
        )


class ProductPhotoQuerySet(ScopedQuerySet):
    facility_path = "product__facility"
    officials_read = True

    def shown(self):
        """Photos the gallery shows: looked at for faces, none found, and put into words."""
        return self.filter(has_face=False).exclude(alt="")

    def unfinished(self):
        """Photos that wait for an officer: no words yet, not looked at, or with a face."""
        return self.exclude(has_face=False) | self.filter(alt="")


class ProductPhoto(AuditedModel):
    """A picture of the goods, never of a person. The first one is the cover."""

    watch = Watch(
        "product", without=frozenset({"width", "height", "is_processed"}), part_of="product"
    )

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="photos", verbose_name="produk"
    )
    image = PhotoField(
        "foto", upload_to=photo_path, aspect_ratios=[None],
        width_field="width", height_field="height",
        help_text="JPG, PNG, atau WebP. Barangnya saja, tanpa orang.",
    )  # fmt: skip
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        "keterangan gambar", max_length=200, blank=True,
        help_text="Apa yang terlihat, untuk pembaca yang tidak dapat melihatnya.",
    )  # fmt: skip
    # Null: nobody has looked yet. Only a photo without a face is ever shown.
    has_face = models.BooleanField("wajah terlihat", null=True, default=None)
    # Of the master's bytes: the same picture is taken once, however often it is sent.
    digest = models.CharField(max_length=32, blank=True, editable=False)
    position = models.PositiveSmallIntegerField("urutan", default=0)
    is_processed = models.BooleanField("ukuran lain sudah dibuat", default=False, editable=False)

    objects = ProductPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "foto"
        verbose_name_plural = "foto"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "digest"],
                condition=~Q(digest=""),
                name="product_photo_once",
                violation_error_message="Foto ini sudah ada.",
            )
        ]

    def __str__(self):
        return self.alt or f"Foto {self.position + 1}"

    def save(self, *args, **kwargs):
        if self.image and not self.image._committed:
            self.is_processed = False
        # The queue hears of a new picture when the row that shows it is there as well.
        with transaction.atomic():
            super().save(*args, **kwargs)

    @property
    def is_shown(self) -> bool:
        """Whether the gallery shows it; the same as `shown()`."""
        return self.has_face is False and bool(self.alt)

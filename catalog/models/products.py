"""What is shown: categories, products, their variants and pictures."""

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from catalog.pictures.fields import PhotoField
from catalog.pictures.renditions import photo_path
from facilities.access import ScopedQuerySet, scope_of
from facilities.audited import AuditedModel, Watch
from facilities.models import Facility, ProducerGroup

PLAIN_UNIT = "buah"

is_barcode = RegexValidator(
    r"\A[A-Za-z0-9-]{4,32}\Z", "Tulis 4 sampai 32 huruf, angka, atau garis, tanpa spasi."
)


class Publication(models.TextChoices):
    """Where a product or service stands on its way to the public."""

    DRAFT = "draf", "Draf"
    SUBMITTED = "diajukan", "Diajukan"
    LIVE = "tayang", "Tayang"
    ARCHIVED = "diarsipkan", "Diarsipkan"


class Category(AuditedModel):
    """Two levels: groups (parent empty) and the categories products belong to."""

    watch = Watch("setting")

    class Goods(models.TextChoices):
        """What kind of thing it is: the product form asks for what such a thing needs."""

        PLAIN = "umum", "Umum"
        FOOD = "pangan", "Pangan: dengan label"
        CLOTHES = "pakaian", "Pakaian: dengan ukuran S sampai XXL"
        FURNITURE = "mebel", "Mebel: dengan panjang, lebar, dan tinggi"

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="kelompok", limit_choices_to={"parent": None},
    )  # fmt: skip
    name = models.CharField("nama", max_length=60)
    slug = models.SlugField("alamat pendek", max_length=60, unique=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)
    goods = models.CharField(
        "isian produknya", max_length=10, choices=Goods.choices, default=Goods.PLAIN,
        help_text="Menentukan apa yang ditanyakan di formulir produk kategori ini.",
    )  # fmt: skip

    class Meta:
        verbose_name = "kategori"
        verbose_name_plural = "kategori"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")) | Q(parent__isnull=True),
                name="category_not_its_own_parent",
                violation_error_message="Kategori tidak boleh menjadi kelompoknya sendiri.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("catalog:category_detail", args=[self.slug])


class ProductQuerySet(ScopedQuerySet):
    officials_read = True

    def public(self):
        """Products the gallery shows."""
        return self.filter(status=Publication.LIVE, facility__is_public=True)

    def orderable(self):
        """Products of facilities that take orders now; stock is asked per variant."""
        return self.public().filter(facility__is_selling=True, resumes_on__isnull=True)

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


class FeatureQuerySet(ScopedQuerySet):
    facility_path = "product__facility"
    officials_read = True

    def visible_to(self, user, *, subject=""):
        if scope_of(user).is_official:
            return self
        return super().visible_to(user, subject=subject)


class Feature(AuditedModel):
    """One Day One Prison's Product: which product a day belongs to."""

    watch = Watch("state")

    day = models.DateField("hari", unique=True)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="features", verbose_name="produk"
    )
    headline = models.CharField("judul", max_length=80, blank=True)

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = "produk hari ini"
        verbose_name_plural = "produk hari ini"
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day}: {self.product}"

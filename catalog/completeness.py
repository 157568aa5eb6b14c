"""What a product page still lacks, the same in the list, in its filter and on the form.

Each check is one condition in the database, so a list asks about all its rows at once.
Source: docs/rules/products.md.
"""

from dataclasses import dataclass

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from catalog.models import Category, FoodLabel, Product, ProductPhoto, Variant

ON_SALE = Variant.objects.filter(product=OuterRef("pk"), is_active=True)
PHOTOS = ProductPhoto.objects.filter(product=OuterRef("pk"))
FULL_LABEL = FoodLabel.objects.filter(
    product=OuterRef("pk"), net_weight_grams__isnull=False, shelf_life_days__isnull=False
).exclude(ingredients="")
HAS_VARIANT, HAS_PHOTO = Q(Exists(ON_SALE)), Q(Exists(PHOTOS))
UNMEASURED = Q(length_cm=None) | Q(width_cm=None) | Q(height_cm=None)
CLOTHES, FURNITURE = Category.Goods.CLOTHES, Category.Goods.FURNITURE


@dataclass(frozen=True)
class Check:
    """One thing a product should have.

    sentence: what the officer does about it; lacks: true of a row without it; needed_by: of which
    products it is asked, all when None; stops: nothing goes live without it; place: where on the
    form it is filled in.
    """

    key: str
    label: str
    sentence: str
    lacks: Q
    place: str
    needed_by: Q | None = None
    stops: bool = False


CHECKS = (
    Check("varian", "harga", "Isi paling sedikit satu varian yang dijual.",
          ~HAS_VARIANT, "variants-group", stops=True),
    Check("keterangan", "keterangan", "Isi keterangan singkat atau cerita produk.",
          Q(summary="", description=""), "id_summary", stops=True),
    Check("foto", "foto", "Tambahkan paling sedikit satu foto.",
          ~HAS_PHOTO, "foto"),
    Check("alt", "keterangan foto", "Tulis apa yang terlihat pada setiap foto.",
          Q(Exists(PHOTOS.filter(alt=""))), "foto", HAS_PHOTO, stops=True),
    Check("wajah", "foto tanpa wajah",
          "Jawab pada setiap foto apakah ada wajah; potong, ganti, atau hapus yang berwajah.",
          Q(Exists(PHOTOS.exclude(has_face=False))), "foto", HAS_PHOTO, stops=True),
    Check("cerita", "cerita", "Tulis cerita produk: bahan, cara membuat, kegunaan.",
          Q(description=""), "id_description"),
    Check("kelompok", "kelompok kerja", "Pilih kelompok kerja yang membuatnya.",
          Q(producer_group=None), "id_producer_group"),
    Check("bahan", "bahan", "Sebutkan bahannya.",
          Q(material=""), "id_material", Q(is_food=False)),
    Check("label", "label pangan", "Lengkapi label: komposisi, berat bersih, dan masa simpan.",
          ~Q(Exists(FULL_LABEL)), "food_label-group", Q(is_food=True)),
    Check("ukuran", "ukuran", "Isi panjang, lebar, dan tinggi setiap varian.",
          Q(Exists(ON_SALE.filter(UNMEASURED))), "variants-group",
          Q(category__goods=FURNITURE) & HAS_VARIANT),
    Check("pilihan", "pilihan ukuran", "Beri nama ukuran pada setiap varian, misalnya M atau L.",
          Q(Exists(ON_SALE.filter(name=""))), "variants-group", Q(category__goods=CLOTHES)),
    Check("biaya", "biaya bahan", "Isi biaya bahan setiap varian: bagi hasil memakainya.",
          Q(Exists(ON_SALE.filter(material_cost=None))), "variants-group", HAS_VARIANT),
)  # fmt: skip
BY_KEY = {check.key: check for check in CHECKS}


@dataclass(frozen=True)
class Report:
    """How far a product is. total: how many things are asked of this kind of product."""

    total: int
    missing: tuple[Check, ...]

    @property
    def done(self) -> int:
        return self.total - len(self.missing)

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def stopping(self) -> list[str]:
        """Sentences of what keeps the product from the public."""
        return [check.sentence for check in self.missing if check.stops]


def with_completeness(products: QuerySet[Product]) -> QuerySet[Product]:
    """The same products with what `report` reads, still in one query."""
    columns = {}
    for check in CHECKS:
        columns[f"lacks_{check.key}"] = _yes_or_no(_lacking(check))
        if check.needed_by is not None:
            columns[f"needs_{check.key}"] = _yes_or_no(check.needed_by)
    return products.annotate(**columns)


def lacking(products: QuerySet[Product], key: str) -> QuerySet[Product]:
    """Those of the products that lack the thing of this check. Raises KeyError."""
    return products.filter(_lacking(BY_KEY[key]))


def counted(products: QuerySet[Product]) -> dict[str, int]:
    """How many of the products lack each thing, by the key of its check. One query."""
    counts = {check.key: Count("pk", filter=_lacking(check)) for check in CHECKS}
    return products.order_by().aggregate(**counts)


def report(product: Product) -> Report:
    """What this product lacks; one query unless it came from `with_completeness`."""
    if not hasattr(product, f"lacks_{CHECKS[0].key}"):
        product = with_completeness(Product.objects.all()).get(pk=product.pk)
    asked = [check for check in CHECKS if getattr(product, f"needs_{check.key}", True)]
    missing = tuple(check for check in asked if getattr(product, f"lacks_{check.key}"))
    return Report(len(asked), missing)


def _lacking(check: Check) -> Q:
    return check.lacks if check.needed_by is None else check.needed_by & check.lacks


def _yes_or_no(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())

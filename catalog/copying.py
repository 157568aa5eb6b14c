"""A new product begun from one there is: the same text, variants and label, as a draft.

Source: docs/rules/products.md. What belongs to one product alone stays behind: its address, state,
sales, stock, SKU, barcode and the numbers of its permits.
"""

from django.db import IntegrityError, transaction

from catalog import photos
from catalog.models import FoodLabel, Product, Variant
from catalog.sku import save_numbered

# Each field of the three models stands in one of these lists or is left behind by name;
# tests/catalog/test_copying.py fails on a field that stands in none.
PRODUCT_FIELDS = (
    "facility", "category", "producer_group", "summary", "description", "material", "technique",
    "care", "unit", "is_food", "fulfilment",
)  # fmt: skip
VARIANT_FIELDS = (
    "name", "price", "material_cost", "weight_grams", "length_cm", "width_cm", "height_cm",
    "made_to_order", "lead_time_days", "work_units", "min_quantity", "is_active", "position",
)  # fmt: skip
LABEL_FIELDS = (
    "ingredients", "net_weight_grams", "shelf_life_days", "allergens", "storage",
)  # fmt: skip
LONGEST_NAME = Product._meta.get_field("name").max_length


class NameTakenError(Exception):
    """The facility has a product of this name; str() tells the officer."""


def free_name(product: Product) -> str:
    """A name for the copy that the facility does not use yet: `Tas (salinan)`, `Tas (salinan 2)`."""
    taken = set(Product.objects.filter(facility=product.facility_id).values_list("name", flat=True))
    for number in range(1, len(taken) + 2):
        ending = f" (salinan {number})" if number > 1 else " (salinan)"
        name = product.name[: LONGEST_NAME - len(ending)].rstrip() + ending
        if name not in taken:
            return name
    raise AssertionError("more names than products")


def copy_product(*, product: Product, name: str, with_photos: bool) -> Product:
    """Save a draft with the product's text, variants and label, under new SKUs.

    with_photos: also copies of the photos that the gallery shows, each in files of its own.
    Raises NameTakenError.
    """
    shown = list(product.photos.shown()) if with_photos else []
    with photos.duplicates(shown) as files, transaction.atomic():
        try:
            with transaction.atomic():
                copy = Product.objects.create(name=name, **_taken(product, PRODUCT_FIELDS))
        except IntegrityError:
            # The only rule of the row that a copy can break; also when the button is pressed twice.
            raise NameTakenError("UPT ini sudah punya produk dengan nama itu.") from None
        pictures = photos.attach(product=copy, files=files)
        for variant in product.variants.all():
            photo = pictures.get(variant.photo_id)
            save_numbered(Variant(product=copy, photo=photo, **_taken(variant, VARIANT_FIELDS)))
        label = FoodLabel.objects.filter(product=product).first()
        if label:
            FoodLabel.objects.create(product=copy, **_taken(label, LABEL_FIELDS))
        copy.refresh_prices()
    return copy


def _taken(row, names) -> dict:
    return {name: getattr(row, name) for name in names}

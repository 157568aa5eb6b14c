"""Four kinds of goods, and what the product form asks of each. Source: docs/rules/products.md."""

from collections.abc import Sequence

from catalog.models import Category, Product, Variant
from catalog.sku import save_numbered

Goods = Category.Goods
# Parts of the form that not every kind needs: material, technique and care; measures of the
# variants; the tick "pangan"; the food label; sizes as ticks.
CRAFT, MEASURES, TICK, LABEL, SIZES = "craft", "measures", "tick", "label", "sizes"
PARTS = (CRAFT, MEASURES, TICK, LABEL, SIZES)
ASKED = {
    Goods.PLAIN: (CRAFT, MEASURES, TICK),
    Goods.FOOD: (LABEL,),
    Goods.CLOTHES: (CRAFT, SIZES),
    Goods.FURNITURE: (CRAFT, MEASURES),
}
CLOTHING_SIZES = ("S", "M", "L", "XL", "XXL", "Semua ukuran")
# What a variant takes over from the first one of its product.
COPIED = (
    "price",
    "material_cost",
    "weight_grams",
    "length_cm",
    "width_cm",
    "height_cm",
    "made_to_order",
    "lead_time_days",
    "work_units",
    "min_quantity",
)


def left_out(goods: str) -> tuple[str, ...]:
    """The parts that are not asked of this kind."""
    return tuple(part for part in PARTS if part not in ASKED[goods])


def is_food(goods: str, *, ticked: bool) -> bool:
    """Whether it is food: its kind says so; only of plain goods the officer says it."""
    return ticked if goods == Goods.PLAIN else goods == Goods.FOOD


def usual_fulfilment(goods: str) -> str:
    """How such goods mostly reach the buyer, as a first proposal."""
    is_bulky = goods == Goods.FURNITURE
    return Product.Fulfilment.CARGO if is_bulky else Product.Fulfilment.COURIER


def add_sizes(*, product: Product, sizes: Sequence[str]) -> list[Variant]:
    """Variants for the sizes the product does not have yet, each like its first variant.

    A first variant without a name becomes the first of the sizes. Returns the new ones. The
    product needs a variant already.
    """
    known = list(product.variants.all())
    have = {variant.name.casefold() for variant in known}
    wanted = [size for size in sizes if size.casefold() not in have]
    first = known[0]
    if wanted and not first.name:
        first.name = wanted.pop(0)
        first.save(update_fields=["name"])
    likeness = {name: getattr(first, name) for name in COPIED}
    last = max(variant.position for variant in known)
    added = []
    for position, size in enumerate(wanted, start=last + 1):
        variant = Variant(product=product, name=size, position=position, **likeness)
        save_numbered(variant)
        added.append(variant)
    return added

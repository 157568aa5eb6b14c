"""The goods of the demo: 23 categories, 199 products with their variants and food labels."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import F
from django.utils.text import slugify

from catalog.models import Category, FoodLabel, Product, Publication, Variant
from facilities.models import Facility, ProducerGroup
from facilities.places import rows_of

from .costs import material_cost_of
from .words import allergens_of, care_of, storage_of, story_of

HERE = Path(__file__).resolve().parent

# Which group of a facility makes the goods of a category (facilities/demo/groups.csv).
# Furniture is several times the work of anything else.
WORK_UNITS = {"mebel-kayu": 3, "mebel-logam": 3, "mebel-rotan": 3}
GROUP_OF_CATEGORY = {
    "anyaman": "Pokja Anyaman",
    "ukiran-kayu": "Pokja Kriya Kayu",
    "aksesori": "Pokja Kriya",
    "suvenir": "Pokja Kriya",
    "batik": "Pokja Batik",
    "tenun-sasirangan": "Pokja Wastra",
    "pakaian": "Pokja Jahit",
    "tas-dompet": "Pokja Jahit",
    "rajut-sulam": "Pokja Rajut dan Sulam",
    "mebel-kayu": "Pokja Mebel",
    "mebel-rotan": "Pokja Mebel",
    "mebel-logam": "Pokja Las",
    "alat-kebersihan": "Pokja Rumah Tangga",
    "dapur": "Pokja Rumah Tangga",
    "rumah-tangga-lain": "Pokja Sabut Kelapa",
    "minyak-herbal": "Pokja Penyulingan",
    "roti-kue": "Pokja Bakery",
    "camilan": "Pokja Tata Boga",
    "minuman-bumbu": "Pokja Tata Boga",
    "sayur-buah": "Pokja Tani",
    "tanaman": "Pokja Tani",
    "ikan-ternak": "Pokja Ikan dan Ternak",
    "bahan-bangunan": "Pokja Beton",
}
FOOD, CLOTHES, FURNITURE = Category.Goods.FOOD, Category.Goods.CLOTHES, Category.Goods.FURNITURE
# What the product form asks for; all others are plain goods.
GOODS_OF_CATEGORY = {
    "roti-kue": FOOD,
    "camilan": FOOD,
    "minuman-bumbu": FOOD,
    "sayur-buah": FOOD,
    "ikan-ternak": FOOD,
    "pakaian": CLOTHES,
    "mebel-kayu": FURNITURE,
    "mebel-rotan": FURNITURE,
    "mebel-logam": FURNITURE,
}


def load_categories() -> None:
    """Add the groups and their categories, in the order of the file."""
    groups: dict[str, Category] = {}
    categories = []
    for position, row in enumerate(rows_of(HERE / "categories.csv"), start=1):
        slug, name = row["group_code"], row["group_name"]
        if slug not in groups:
            groups[slug] = Category.objects.create(slug=slug, name=name, position=position)
        categories.append(
            Category(
                slug=row["category_code"],
                name=row["category_name"],
                parent=groups[slug],
                position=position,
                goods=GOODS_OF_CATEGORY.get(row["category_code"], Category.Goods.PLAIN),
            )
        )
    Category.objects.bulk_create(categories)


def load_products(*, at: datetime) -> int:
    """Add categories and products, live since some day of the year before `at`.

    Returns how many products. Facilities and groups must be there, products not yet.
    """
    load_categories()
    rows = rows_of(HERE / "products.csv")
    products = _add_products(rows, at)
    _add_variants(rows, products)
    _add_food_labels(rows, products)
    return len(rows)


def _add_products(rows, at):
    facilities = {facility.code: facility for facility in Facility.objects.all()}
    categories = {category.slug: category for category in Category.objects.all()}
    groups = {
        (group.facility.code, group.name): group
        for group in ProducerGroup.objects.select_related("facility")
    }
    moments = published_moments(rows, at=at)
    products = Product.objects.bulk_create(
        Product(
            facility=facilities[row["facility_code"]],
            category=categories[row["category"]],
            producer_group=groups.get((row["facility_code"], GROUP_OF_CATEGORY[row["category"]])),
            name=row["name"],
            slug=slugify(row["name"])[:90],
            summary=row["short_description"],
            description=story_of(row, facility=facilities[row["facility_code"]].short_name),
            material=row["material"],
            technique=row["technique"],
            care=care_of(row),
            unit=row["unit"],
            is_food=row["is_food"] == "1",
            fulfilment=row["fulfilment"],
            # Furniture is what offices buy there; the addresses are examples and lead nowhere.
            ekatalog_url=(
                f"https://katalog.contoh.id/{row['sku'].lower()}"
                if row["category"].startswith("mebel")
                else ""
            ),
            status=Publication.LIVE,
            published_at=moment,
        )
        for row, moment in zip(rows, moments, strict=True)
    )
    Product.objects.update(
        created_at=F("published_at") - timedelta(days=2), updated_at=F("published_at")
    )
    return {row["sku"]: product for row, product in zip(rows, products, strict=True)}


def published_moments(rows: Sequence[Mapping[str, str]], *, at: datetime) -> list[datetime]:
    """Most products are nearly a year old, some came since, thirteen within the last month.

    Those that came later are photographed: they stand first in every list of new things.
    """
    dice = random.Random(199)
    pictured = {row["sku"] for row in rows_of(HERE / "product_pictures.csv")}
    moments, seen = [], 0
    for row in rows:
        days = dice.uniform(345, 364)
        if row["sku"] in pictured:
            seen += 1
            if seen % 9 == 4:
                days = dice.uniform(1, 28)
            elif seen % 3 == 1:
                days = dice.uniform(40, 300)
        moments.append(at - timedelta(days=days))
    return moments


def _add_variants(rows, products):
    choices = defaultdict(list)
    for choice in rows_of(HERE / "variants.csv"):
        choices[choice["sku"]].append(choice)
    variants = []
    for row in rows:
        for position, choice in enumerate(choices[row["sku"]] or [{}]):
            variants.append(_variant_of(row, choice, products[row["sku"]], position))
    Variant.objects.bulk_create(variants)
    for product in products.values():
        prices = [variant.price for variant in variants if variant.product is product]
        product.price_from, product.price_to = min(prices), max(prices)
    Product.objects.bulk_update(products.values(), ["price_from", "price_to"])


def _variant_of(row, choice, product, position):
    """One choice of a product; without choices the product's own facts make its only variant."""
    price = int(choice.get("price", row["price"]))
    return Variant(
        product=product,
        sku=f"{row['sku']}-{choice['suffix']}" if choice else row["sku"],
        name=choice.get("name", ""),
        price=price,
        material_cost=material_cost_of(row, price=price),
        weight_grams=int(choice.get("weight_g", row["weight_g"])),
        length_cm=int(row["length_cm"]),
        width_cm=int(row["width_cm"]),
        height_cm=int(row["height_cm"]),
        made_to_order=row["made_to_order"] == "1",
        lead_time_days=int(row["lead_time_days"]),
        work_units=WORK_UNITS.get(row["category"], 1),
        min_quantity=int(row["min_order_qty"]),
        position=position,
    )


def _add_food_labels(rows, products):
    """Labels without any permit number: those are typed from a certificate, never made up."""
    FoodLabel.objects.bulk_create(
        FoodLabel(
            product=products[row["sku"]],
            ingredients=row["ingredients"],
            net_weight_grams=int(row["net_weight_g"]) if row["net_weight_g"] else None,
            shelf_life_days=int(row["shelf_life_days"]) if row["shelf_life_days"] else None,
            allergens=allergens_of(row["ingredients"]),
            storage=storage_of(row),
        )
        for row in rows
        if row["is_food"] == "1"
    )


def stock_by_sku() -> dict[str, int]:
    """Pieces ready for web orders, by SKU, as the facts give them; choices share them."""
    shares = defaultdict(list)
    for choice in rows_of(HERE / "variants.csv"):
        shares[choice["sku"]].append((choice["suffix"], int(choice["share"])))
    pieces = {}
    for row in rows_of(HERE / "products.csv"):
        quantity = int(row["stock_qty"])
        if row["sku"] not in shares:
            pieces[row["sku"]] = quantity
        for suffix, percent in shares[row["sku"]]:
            pieces[f"{row['sku']}-{suffix}"] = round(quantity * percent / 100)
    return pieces

"""What search engines and chat previews read beside the page (schema.org as JSON-LD)."""

import json

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalog.availability import Code
from catalog.models import Product, ProductPhoto
from catalog.pictures import sources

SHARE_WIDTH = 1200
SITE_PICTURE = "img/bagikan.jpg"
# As in Django's json_script.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

SCHEMA_AVAILABILITY = {
    Code.READY: "InStock",
    Code.FEW: "LimitedAvailability",
    Code.MADE_TO_ORDER: "PreOrder",
    Code.PAUSED: "OutOfStock",
    Code.BACK_SOON: "OutOfStock",
    Code.SOLD_OUT: "OutOfStock",
}


def absolute(address: str) -> str:
    """The address on the site's own host, never on the host a visitor asked for."""
    return address if "://" in address else settings.SITE_URL.rstrip("/") + address


def share_picture(photo: ProductPhoto) -> tuple[str, int, int]:
    """(absolute address, width, height) of a JPEG about 1200 px wide; the master when the sizes
    are not made yet."""
    jpegs = dict(sources(photo, SHARE_WIDTH)).get("JPEG")
    if not jpegs:
        return absolute(photo.image.url), photo.width, photo.height
    width, address = jpegs[-1]
    return absolute(address), width, round(width * photo.height / photo.width)


def site() -> dict:
    """The site itself, with its search."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Galeri UMKM Pemasyarakatan",
        "url": absolute(reverse("catalog:home")),
        "inLanguage": "id",
        "potentialAction": {
            "@type": "SearchAction",
            "target": absolute(reverse("catalog:product_list")) + "?q={search_term_string}",
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(crumbs: list[tuple[str, str]]) -> dict:
    """The trail as BreadcrumbList; the last step, the page itself, needs no address."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": label}
            | ({"item": absolute(address)} if address else {})
            for position, (label, address) in enumerate(crumbs, start=1)
        ],
    }


def product(shown: Product, photos: list[ProductPhoto]) -> dict:
    """Product with one Offer per variant. shown: from `catalog.cards.cards`."""
    address = absolute(shown.get_absolute_url())
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": address + "#produk",
        "name": shown.name,
        "url": address,
        "category": shown.category.name,
        "brand": {"@type": "Organization", "name": shown.facility.short_name},
        # Without a photo the picture of the site, as chat previews show it.
        "image": [share_picture(photo)[0] for photo in photos] or [absolute(static(SITE_PICTURE))],
        "offers": [_offer(variant, address) for variant in shown.shown_variants],
    }
    if shown.summary or shown.description:
        data["description"] = shown.summary or shown.description
    if shown.material:
        data["material"] = shown.material
    if len(shown.shown_variants) == 1:
        data["sku"] = shown.shown_variants[0].sku
    return data


def _offer(variant, address: str) -> dict:
    state = SCHEMA_AVAILABILITY[variant.availability.code]
    offer = {
        "@type": "Offer",
        "sku": variant.sku,
        "price": str(variant.price),
        "priceCurrency": "IDR",
        "availability": f"https://schema.org/{state}",
        "itemCondition": "https://schema.org/NewCondition",
        "url": address,
        "seller": {"@type": "Organization", "name": variant.product.facility.name},
    }
    return offer | ({"name": variant.name} if variant.name else {})


def as_script(*blocks: dict) -> SafeString:
    """JSON that may stand inside <script>: `<`, `>` and `&` are written as escapes."""
    data = blocks[0] if len(blocks) == 1 else list(blocks)
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308 -- escaped in the line above

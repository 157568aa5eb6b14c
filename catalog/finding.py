"""Finding one thing on the shelf: by the code on it, or by words of its name.

For desks and counters. Search of the shop is in catalog/search. Source: docs/rules/stock.md.
"""

import re
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve

from catalog.models import Product, Variant
from catalog.search import Query, matching
from catalog.search.query import Word
from catalog.search.words import fold, key, terms

LONGEST_TEXT = 200
MOST_WORDS = 6
# How many rows a phone can show before one should type another word.
MOST_FOUND = 20


def find(variants: QuerySet[Variant], text: str, *, most: int = MOST_FOUND) -> list[Variant]:
    """What the officer means: the one thing with this code, or else what its words name.

    variants: the rows the person may see, e.g. `Variant.objects.visible_to(user)` of a facility.
    text: typed or scanned: SKU, barcode, the address on a shelf label, or words of the name.
    most: at most that many; empty when nothing fits or nothing was typed. One to four queries.
    """
    exact = by_code(variants, text)
    return [exact] if exact else list(by_words(variants, text)[:most])


def by_code(variants: QuerySet[Variant], text: str) -> Variant | None:
    """The one variant with this barcode or SKU (capitals do not matter), or None.

    A code from a package counts with and without the zero that some readers put before it. The
    address of a product, as on our own shelf labels, counts when it leads to one variant.
    """
    code = _cleaned(text)
    if not code:
        return None
    if found := variants.filter(_has_code(code)).order_by("pk").first():
        return found
    if product := _product_of(code):
        only = list(variants.filter(product=product, is_active=True)[:2])
        return only[0] if len(only) == 1 else None
    return None


def by_words(variants: QuerySet[Variant], text: str) -> QuerySet[Variant]:
    """Variants in which every word stands somewhere: name, choice, SKU or barcode; by name.

    Parts of words do ("keri" finds keripik). When nothing fits as it is written, other spellings
    and forms of the words count too (kripik, krupuk udang). Nothing typed finds nothing.
    """
    code = _cleaned(text)
    if product := _product_of(code):
        return _by_name(variants.filter(product=product))
    words = code.split()[:MOST_WORDS]
    if not words:
        return variants.none()
    condition = Q()
    for word in words:
        condition &= _stands_in(word)
    found = _by_name(variants.filter(condition))
    return found if found.exists() else _by_name(_sounding_like(variants, code))


def _cleaned(text: str) -> str:
    return " ".join(text.replace("\0", " ")[:LONGEST_TEXT].split())


def _has_code(code: str) -> Q:
    barcodes = {code}
    if re.fullmatch(r"[0-9]{12}", code):
        barcodes.add(f"0{code}")  # UPC-A, as some readers give an EAN-13 that starts with zero
    elif re.fullmatch(r"0[0-9]{12}", code):
        barcodes.add(code[1:])
    return Q(sku__iexact=code) | Q(barcode__in=barcodes)


def _product_of(text: str) -> int | None:
    """The key of the product that an address of the shop names, or None. The host is not asked."""
    if not text.startswith(("http://", "https://")):
        return None
    try:
        match = resolve(urlsplit(text).path)
    except (ValueError, Resolver404):
        return None
    pk = match.kwargs.get("pk", 0) if match.view_name == "catalog:product_detail" else 0
    return pk if 0 < pk < 2**63 else None


def _stands_in(word: str) -> Q:
    return (
        Q(product__name__icontains=word)
        | Q(name__icontains=word)
        | Q(sku__icontains=word)
        | Q(barcode__icontains=word)
    )


def _sounding_like(variants: QuerySet[Variant], text: str) -> QuerySet[Variant]:
    """Each word as written, or as the shop's search hears it."""
    words = fold(text)[:MOST_WORDS]
    if not words:
        return variants.none()
    condition = Q()
    for word in words:
        heard = Query((Word(word, frozenset(terms(word)), start=key(word)),))
        condition &= _stands_in(word) | Q(product__in=matching(Product.objects.all(), heard))
    return variants.filter(condition)


def _by_name(variants: QuerySet[Variant]) -> QuerySet[Variant]:
    return variants.order_by("product__name", "position", "pk")

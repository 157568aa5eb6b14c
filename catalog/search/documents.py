"""Keeps the search documents and words in step with the products."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.db import transaction
from django.db.models import QuerySet

from catalog.models import Product, SearchDocument, SearchWord
from catalog.search.words import fold, key, terms_of
from catalog.version import bump_version

_CHUNK = 500
_LONGEST_WORD = 80


def index(products: QuerySet[Product]) -> int:
    """Write the documents of these products, and their words. Returns how many products."""
    rows = products.select_related("category__parent", "facility__regency__province").order_by("pk")
    count = 0
    for chunk in _chunks(rows.iterator(chunk_size=_CHUNK)):
        texts = [_texts(product) for product in chunk]
        SearchDocument.objects.bulk_create(
            [_document(product, text) for product, text in zip(chunk, texts, strict=True)],
            update_conflicts=True,
            unique_fields=["product"],
            update_fields=["name_terms", "kind_terms", "place_terms", "terms"],
        )
        _learn(text for parts in texts for part in parts for text in part)
        count += len(chunk)
    return count


@transaction.atomic
def rebuild() -> int:
    """Write all documents anew and forget words that no product has any more."""
    SearchWord.objects.all().delete()
    SearchDocument.objects.all().delete()
    count = index(Product.objects.all())
    bump_version()
    return count


def _texts(product: Product) -> tuple[tuple[str, ...], ...]:
    """The product's texts: name, kind, place, the rest. No maker's name: see rules/privacy.md."""
    category, facility = product.category, product.facility
    group = category.parent.name if category.parent else ""
    province = facility.regency.province
    return (
        (product.name,),
        (category.name, group, product.material, product.technique),
        (
            facility.short_name,
            facility.name,
            facility.get_kind_display(),
            # The offices' own short name for a women's prison.
            "LPP" if facility.kind == facility.Kind.LAPAS_PEREMPUAN else "",
            facility.city,
            facility.regency.name,
            province.name,
            province.short_name,
            *_joined(facility.city),
        ),
        (product.summary,),
    )


def _joined(place: str) -> Iterator[str]:
    """Palangka Raya is written Palangkaraya as well."""
    return (a + b for a, b in pairwise(fold(place)))


def _document(product: Product, texts) -> SearchDocument:
    name, kind, place, rest = (terms_of(*part) for part in texts)
    return SearchDocument(
        product=product,
        name_terms=" ".join(sorted(name)),
        kind_terms=" ".join(sorted(kind)),
        place_terms=" ".join(sorted(place)),
        terms=" ".join(sorted(name | kind | place | rest)),
    )


def _learn(texts: Iterable[str]) -> None:
    """Add new words. A word spelled in two ways keeps the spelling that came first."""
    words: dict[str, str] = {}
    for text in texts:
        for word in fold(text):
            # A number is never a slip of another one.
            if len(word) <= _LONGEST_WORD and not word.isdigit():
                words.setdefault(key(word), word)
    SearchWord.objects.bulk_create(
        [SearchWord(key=known, word=word) for known, word in sorted(words.items())],
        ignore_conflicts=True,
    )


def _chunks(products: Iterable[Product]) -> Iterator[list[Product]]:
    chunk: list[Product] = []
    for product in products:
        chunk.append(product)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

"""What changes only with the catalogue: names for the facets and words for the search.

Read with one query and kept in each process for as long as the catalogue's mark stays the same.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Coalesce

from catalog import billing
from catalog.models import Category, SearchWord
from catalog.search import Vocabulary
from catalog.version import current_version
from facilities.models import Facility, Province


@dataclass(frozen=True)
class Label:
    """Name and address part of a row; above: the id of the group or province it belongs to."""

    pk: int
    slug: str
    name: str
    above: int


@dataclass(frozen=True)
class Lexicon:
    """Labels by id, in the order to show them, and the vocabulary of the search."""

    categories: dict[int, Label] = field(default_factory=dict)
    facilities: dict[int, Label] = field(default_factory=dict)
    provinces: dict[int, Label] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))

    def groups(self) -> list[Label]:
        return [label for label in self.categories.values() if not label.above]

    def children(self, group: Label) -> list[Label]:
        return [label for label in self.categories.values() if label.above == group.pk]

    def category(self, slug: str) -> Label | None:
        return next((label for label in self.categories.values() if label.slug == slug), None)


_known: tuple[str, Lexicon] | None = None


def lexicon() -> Lexicon:
    """The lexicon of the catalogue's present version."""
    global _known
    if connection.in_atomic_block:  # tests: nothing read here may outlive the transaction
        return _read()
    mark, known = current_version(), _known
    if known is None or known[0] != mark:
        known = _known = (mark, _read())
    return known[1]


def _read() -> Lexicon:
    found: dict[str, dict[int, Label]] = {"category": {}, "facility": {}, "province": {}}
    words = {}
    # Categories in the order of their places, then by name; the rest in the order of names.
    for kind, pk, _, slug, name, above in sorted(_rows(), key=lambda row: (row[2], row[4])):
        if kind == "word":
            words[slug] = name
        else:
            found[kind][pk] = Label(pk, slug, name, above)
    return Lexicon(found["category"], found["facility"], found["province"], Vocabulary(words))


def _rows():
    def rows(kind, queryset, place, slug, name, above):
        return queryset.order_by().values_list(
            Value(kind), "pk", _number(place), F(slug), F(name), _number(above)
        )

    return rows(
        "category",
        Category.objects.exclude(slug__in=billing.SLUGS),
        F("position"),
        "slug",
        "name",
        Coalesce("parent_id", 0),
    ).union(
        rows(
            "facility",
            Facility.objects.public(),
            Value(0),
            "slug",
            "short_name",
            F("regency__province_id"),
        ),
        rows("province", Province.objects.all(), Value(0), "slug", "short_name", Value(0)),
        rows("word", SearchWord.objects.all(), Value(0), "key", "word", Value(0)),
        all=True,
    )


def _number(expression):
    return Coalesce(expression, 0, output_field=BigIntegerField())

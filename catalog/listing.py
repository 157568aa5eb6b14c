"""One page of the catalogue: searched, filtered, sorted, with everything its template shows.

At most five queries for any number of products: the lexicon (when the catalogue changed), the rows
of the facets, and three for the cards. Source: docs/rules/search.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from catalog import capacity, search
from catalog.cards import cards
from catalog.facets import Choice, Facet, Row, definitions, facets, filtered, known_choices
from catalog.lexicon import Label, Lexicon
from catalog.models import Product, Variant
from catalog.stock import ready_levels

PARAMS = ("q", "kategori", "upt", "provinsi", "harga", "stok", "kirim", "urut", "hal")
PAGE_SIZE = 24
SUGGESTED = 4

BEST_MATCH, NEWEST = "cocok", "terbaru"
# value in the address -> (label, order in the database)
SORTS = {
    BEST_MATCH: ("Paling cocok", ("-published_at", "-pk")),
    NEWEST: ("Terbaru", ("-published_at", "-pk")),
    "terlaris": ("Paling banyak dibeli", ("-sold_count", "-published_at", "-pk")),
    "murah": ("Harga terendah", ("price_from", "-published_at", "-pk")),
    "mahal": ("Harga tertinggi", ("-price_from", "-published_at", "-pk")),
}


@dataclass(frozen=True)
class Link:
    """A choice that leads to another address of the same list. address: "" for the present one."""

    label: str
    address: str


@dataclass
class Listing:
    """What `browse` found; `products` are dressed for cards."""

    path: str
    names: Lexicon
    within: Label | None
    text: str
    query: search.Query
    is_near: bool
    chosen: Mapping[str, frozenset[str]]
    sort: str
    facets: list[Facet]
    found_without_filters: int
    page: Page
    products: list[Product]
    suggested: list[Product]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def is_plain(self) -> bool:
        """Whether nothing was searched or filtered: the page that search engines may keep."""
        return not self.text and not self.chosen and self.sort == NEWEST

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """(value, label, is present) for the select; the usual order has no value."""
        usual = self._usual_sort
        return [
            ("" if value == usual else value, label, value == self.sort)
            for value, (label, _) in SORTS.items()
            if value != BEST_MATCH or self.query
        ]

    @cached_property
    def chosen_choices(self) -> list[tuple[str, Choice]]:
        return [(facet.param, choice) for facet in self.facets for choice in facet.chosen]

    @property
    def chips(self) -> list[Link]:
        """One per chosen choice, leading to the list without it."""
        return [
            Link(choice.label, self._address(without=(param, choice.value)))
            for param, choice in self.chosen_choices
        ]

    @property
    def address_without_filters(self) -> str:
        return self._address(chosen={})

    @property
    def address(self) -> str:
        return self._address(page=self.page.number)

    @property
    def previous_address(self) -> str:
        return self._address(page=self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_address(self) -> str:
        return self._address(page=self.page.number + 1) if self.page.has_next() else ""

    @property
    def pages(self) -> list[Link]:
        """Page numbers with gaps; a gap has neither number nor address."""
        numbers = self.page.paginator.get_elided_page_range(
            self.page.number, on_each_side=1, on_ends=1
        )
        return [
            Link(str(number), "" if number == self.page.number else self._address(page=number))
            if isinstance(number, int)
            else Link("", "")
            for number in numbers
        ]

    @property
    def near_words(self) -> list[Link]:
        """Searches with a known word in place of one nobody knows."""
        words = [word.text for word in self.query.words]
        links = []
        for unknown in self.query.unknown:
            for known in self.names.vocabulary.near(unknown):
                text = " ".join(known if word == unknown else word for word in words)
                links.append(Link(text, f"{self.path}?{urlencode({'q': text})}"))
        return links

    @property
    def _usual_sort(self) -> str:
        return BEST_MATCH if self.query else NEWEST

    def _address(self, *, page: int = 1, without=None, chosen=None) -> str:
        chosen = self.chosen if chosen is None else chosen
        pairs = [("q", self.text)] if self.text else []
        pairs += [
            (param, value)
            for param, values in chosen.items()
            for value in sorted(values)
            if (param, value) != without
        ]
        if self.sort != self._usual_sort:
            pairs.append(("urut", self.sort))
        if page > 1:
            pairs.append(("hal", str(page)))
        return f"{self.path}?{urlencode(sorted(pairs))}" if pairs else self.path


def browse(path: str, given: QueryDict, names: Lexicon, within: Label | None = None) -> Listing:
    """Read an address of the catalogue.

    given: its query, of which only PARAMS matter and unknown values are ignored; within: the
    category or group the page belongs to, of names (`catalog.lexicon`).
    """
    text = given.get("q", "")[:100]
    query = search.understand(text, names.vocabulary)
    sort = given.get("urut", "")
    if sort not in SORTS or (sort == BEST_MATCH and not query):
        sort = BEST_MATCH if query else NEWEST
    rows, is_near = _found(_public(names, within), query, sort)
    found = definitions(names, within)
    chosen = known_choices(found, dict(given.lists()))
    kept = filtered(rows, found, chosen)
    page = Paginator(kept, PAGE_SIZE).get_page(given.get("hal"))
    return Listing(
        path=path,
        names=names,
        within=within,
        text=text if query else "",
        query=query,
        is_near=is_near,
        chosen=chosen,
        sort=sort,
        facets=facets(rows, found, chosen),
        found_without_filters=len(rows),
        page=page,
        products=_dressed([row.pk for row in page]),
        suggested=[] if kept else _suggested(rows),
    )


def _public(names: Lexicon, within: Label | None) -> QuerySet[Product]:
    products = Product.objects.public()
    if within is None:
        return products
    return products.filter(category__in=[within.pk, *(c.pk for c in names.children(within))])


def _found(products: QuerySet[Product], query: search.Query, sort: str) -> tuple[list[Row], bool]:
    """Rows of the search in the order asked for, and whether they answer it only nearly."""
    ready = ready_levels().filter(
        variant__product=OuterRef("pk"),
        variant__product__facility__is_selling=True,
        variant__product__resumes_on__isnull=True,
        variant__is_active=True,
    )
    made_to_order = capacity.able(
        Variant.objects.filter(
            product=OuterRef("pk"),
            product__facility__is_selling=True,
            product__resumes_on__isnull=True,
            is_active=True,
        )
    )
    columns = (
        "pk",
        "category_id",
        "facility_id",
        "price_from",
        "fulfilment",
        Exists(ready),
        Exists(made_to_order),
    )
    products = products.order_by(*SORTS[sort][1])
    if not query:
        return [Row(*values) for values in products.values_list(*columns)], False
    terms = ("name_terms", "kind_terms", "place_terms", "terms")
    found = [
        (search.score(query, *values[len(columns) :]), Row(*values[: len(columns)]))
        for values in search.matching(products, query).values_list(
            *columns, *(f"search_document__{name}" for name in terms)
        )
    ]
    found, is_near = search.best(query, found)
    if sort == BEST_MATCH:
        found.sort(key=search.by_match)
    return [row for _, row in found], is_near


def _dressed(pks: list[int]) -> list[Product]:
    """These products as cards, in this order."""
    by_pk = {product.pk: product for product in cards(Product.objects.filter(pk__in=pks))}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def _suggested(rows: list[Row]) -> list[Product]:
    """What to show instead of nothing: what the filters hid, or what is new."""
    if rows:
        return _dressed([row.pk for row in rows[:SUGGESTED]])
    return cards(Product.objects.orderable().order_by("-published_at", "-pk")[:SUGGESTED])

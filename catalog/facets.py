"""Filters of the catalogue with their counts.

Within a facet several choices mean "or", across facets "and"; the count beside a choice says how
many products it would show together with the choices of the other facets.
Source: docs/rules/search.md, facets.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from catalog.lexicon import Label, Lexicon
from catalog.models import Product
from catalog.money import rupiah

# Upper ends of the price bands in whole rupiah; the last band is open.
PRICE_ENDS = (50_000, 150_000, 500_000, 2_000_000)
# How many choices of a long facet are shown before "lihat semua".
SHOWN_CHOICES = 8


class Row(NamedTuple):
    """One product as the facets see it."""

    pk: int
    category: int
    facility: int
    price: int
    fulfilment: str
    is_ready: bool
    is_made_to_order: bool


@dataclass(frozen=True)
class Choice:
    """One box to tick. value: as it stands in the address."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter. folded: choices behind "lihat semua"."""

    param: str
    label: str
    choices: list[Choice]
    folded: list[Choice]
    is_open: bool

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice in (*self.choices, *self.folded) if choice.is_chosen]


@dataclass(frozen=True)
class Definition:
    """How a facet reads rows. labels: value -> label, in order; values: the values of one row.

    by_count: show the most frequent choices first and fold the rest.
    """

    param: str
    label: str
    labels: Mapping[str, str]
    values: Callable[[Row], Iterable[str]]
    is_open: bool = True
    by_count: bool = False


def definitions(names: Lexicon, within: Label | None) -> list[Definition]:
    """The facets of the whole catalogue, or of one category (group) when within is given."""
    return [
        *_category(names, within),
        _facility(names),
        _province(names),
        Definition(
            "stok",
            "Ketersediaan",
            {"ada": "Siap kirim", "pesan": "Dibuat setelah dipesan"},
            lambda row: ("ada",) * row.is_ready + ("pesan",) * row.is_made_to_order,
        ),
        _price(),
        _delivery(),
    ]


def _category(names: Lexicon, within: Label | None) -> list[Definition]:
    if within is None:
        shown = names.groups()
        slugs = {
            pk: (label.slug, names.categories[label.above].slug) if label.above else (label.slug,)
            for pk, label in names.categories.items()
        }
        label = "Keterampilan"
    elif within.above:
        return []
    else:
        shown = names.children(within)
        slugs = {label.pk: (label.slug,) for label in shown}
        label = "Jenis"
    # A category below a group may be named in the address: it is known, but not offered.
    known = {item.slug: item.name for item in shown}
    known |= {item.slug: item.name for item in names.categories.values()} if not within else {}
    offered = {item.slug for item in shown}
    return [
        Definition(
            "kategori", label, _Offered(known, offered), lambda row: slugs.get(row.category, ())
        )
    ]


class _Offered(dict):
    """Labels of which only some are offered when not chosen."""

    def __init__(self, labels: Mapping[str, str], offered: set[str]):
        super().__init__(labels)
        self.offered = offered


def _facility(names: Lexicon) -> Definition:
    slugs = {pk: (label.slug,) for pk, label in names.facilities.items()}
    labels = {label.slug: label.name for label in names.facilities.values()}
    return Definition(
        "upt", "UPT", labels, lambda row: slugs.get(row.facility, ()), is_open=False, by_count=True
    )


def _province(names: Lexicon) -> Definition:
    slugs = {
        pk: (names.provinces[label.above].slug,)
        for pk, label in names.facilities.items()
        if label.above in names.provinces
    }
    labels = {label.slug: label.name for label in names.provinces.values()}
    return Definition(
        "provinsi", "Provinsi", labels, lambda row: slugs.get(row.facility, ()), by_count=True
    )


def _price() -> Definition:
    starts = (0, *PRICE_ENDS)
    bands = [f"{low}-{high}" for low, high in zip(starts, (*PRICE_ENDS, ""), strict=True)]
    labels = {bands[0]: f"Di bawah {rupiah(PRICE_ENDS[0])}"}
    for band, low, high in zip(bands[1:], PRICE_ENDS, PRICE_ENDS[1:], strict=False):
        labels[band] = f"{rupiah(low)}–{rupiah(high)}"
    labels[bands[-1]] = f"{rupiah(PRICE_ENDS[-1])} ke atas"
    return Definition(
        "harga",
        "Harga",
        labels,
        lambda row: (bands[bisect_right(PRICE_ENDS, row.price)],),
        is_open=False,
    )


def _delivery() -> Definition:
    values = {
        Product.Fulfilment.COURIER.value: ("kurir",),
        Product.Fulfilment.CARGO.value: ("kargo",),
        Product.Fulfilment.LOCAL.value: ("ambil",),
    }
    labels = {
        "kurir": Product.Fulfilment.COURIER.label,
        "kargo": Product.Fulfilment.CARGO.label,
        "ambil": Product.Fulfilment.LOCAL.label,
    }
    return Definition(
        "kirim", "Pengiriman", labels, lambda row: values[row.fulfilment], is_open=False
    )


def known_choices(
    found: Iterable[Definition], given: Mapping[str, Iterable[str]]
) -> dict[str, frozenset[str]]:
    """The choices of an address that exist; unknown ones are ignored."""
    chosen = {d.param: frozenset(given.get(d.param, ())) & d.labels.keys() for d in found}
    return {param: values for param, values in chosen.items() if values}


def filtered(
    rows: list[Row], found: Iterable[Definition], chosen: Mapping[str, frozenset[str]]
) -> list[Row]:
    """Rows that answer every facet in which something is chosen."""
    for definition in found:
        if wanted := chosen.get(definition.param):
            values = definition.values
            rows = [row for row in rows if not wanted.isdisjoint(values(row))]
    return rows


def facets(
    rows: list[Row], found: list[Definition], chosen: Mapping[str, frozenset[str]]
) -> list[Facet]:
    """Every facet with the counts of its choices. rows: all that the search found."""
    passing_all = filtered(rows, found, chosen)
    result = []
    for definition in found:
        wanted = chosen.get(definition.param, frozenset())
        # A facet's own choices must not hide its other choices.
        others = {param: values for param, values in chosen.items() if param != definition.param}
        base = filtered(rows, found, others) if wanted else passing_all
        counts = Counter(value for row in base for value in definition.values(row))
        facet = _facet(definition, counts, wanted)
        if facet.choices:
            result.append(facet)
    return result


def _facet(definition: Definition, counts: Counter, wanted: frozenset[str]) -> Facet:
    offered = getattr(definition.labels, "offered", definition.labels.keys())
    choices = [
        Choice(value, label, counts[value], value in wanted)
        for value, label in definition.labels.items()
        if value in wanted or (counts[value] and value in offered)
    ]
    folded = []
    if definition.by_count:
        choices.sort(key=lambda choice: (not choice.is_chosen, -choice.count, choice.label))
        keep = max(SHOWN_CHOICES, len(wanted))
        choices, folded = choices[:keep], sorted(choices[keep:], key=lambda c: c.label)
    return Facet(
        definition.param, definition.label, choices, folded, definition.is_open or bool(wanted)
    )

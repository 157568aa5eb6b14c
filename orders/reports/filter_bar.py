"""What stands above a report to narrow it: plain links and one form, whole without script."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qsl

from catalog.dates import MONTHS
from orders.models.orders import BuyerKind, Channel

from .filters import Filters
from .finding import MOST, Found, places_matching
from .reach import Reach
from .spans import NAMED

YEARS = 5  # this one and those before it that can be chosen by a press
CHIPS = ("minggu-ini", "bulan-ini", "triwulan-ini", "tahun-ini")


@dataclass(frozen=True)
class Choice:
    """Something to choose: where it leads, or its value in a form, and whether it is chosen."""

    label: str
    value: str
    is_chosen: bool = False
    about: str = ""


@dataclass(frozen=True)
class Year:
    """A year to choose from: itself, its quarters and months; those to come are missing."""

    whole: Choice
    quarters: tuple[Choice, ...]
    months: tuple[Choice, ...]


@dataclass(frozen=True)
class FilterBar:
    """The bar of one report.

    hidden: words of the address that a form keeps; chosen: what narrows it, each with the address
    without it; trail: the larger places it lies in; places: what the typed name of a place
    matched, to choose from.
    """

    filters: Filters
    chips: tuple[Choice, ...] = ()
    years: tuple[Year, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    channels: tuple[Choice, ...] = ()
    buyers: tuple[Choice, ...] = ()
    chosen: tuple[tuple[str, str, str], ...] = ()
    trail: tuple[Choice, ...] = ()
    finds_places: bool = False
    places: tuple[Choice, ...] = ()
    has_more_places: bool = False
    start: str = ""
    end: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def other_errors(self) -> list[str]:
        """What is wrong in words of the address that no field of this bar shows."""
        shown = {"rentang", "dari", "sampai"} if self.chips else set()
        shown |= {"tempat", "upt", "kanwil", "provinsi"} if self.finds_places else set()
        fields = (("kategori", self.groups), ("jalur", self.channels), ("pembeli", self.buyers))
        shown |= {name for name, choices in fields if choices}
        return [error for name, error in self.errors.items() if name not in shown]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose."""
        return not (self.chips or self.groups or self.channels or self.finds_places)


def filter_bar(
    filters: Filters, whole: Reach, *, narrows: tuple[str, ...], found: list[Found] | None = None
) -> FilterBar:
    """The bar for a report. whole: all the reader may see; found: places matching what was typed.

    narrows: what the page heeds, of rentang, kategori, jalur and pembeli.
    """
    span = filters.span
    has_span = "rentang" in narrows
    typed = {*narrows} - {"rentang"} | ({"dari", "sampai"} if has_span else set())
    return FilterBar(
        filters=filters,
        chips=tuple(_span(filters, name, NAMED[name]) for name in CHIPS) if has_span else (),
        years=tuple(_years(filters)) if has_span else (),
        hidden=tuple(row for row in parse_qsl(filters.query()) if row[0] not in typed),
        groups=tuple(_groups(filters)) if "kategori" in narrows else (),
        channels=_options(Channel, filters.channel) if "jalur" in narrows else (),
        buyers=_options(BuyerKind, filters.buyer_kind) if "pembeli" in narrows else (),
        chosen=tuple(_chosen(filters, whole, narrows)),
        trail=tuple(_trail(filters, whole)),
        finds_places=whole.is_many,
        places=tuple(
            Choice(one.label, filters.query(**one.words), about=one.about)
            for one in (found or [])[:MOST]
        ),
        has_more_places=len(found or []) > MOST,
        start=_typed(filters, "dari", span.start),
        end=_typed(filters, "sampai", span.end),
        errors=filters.errors,
    )


def look_up(whole: Reach, typed: str, errors: dict[str, str]) -> list[Found]:
    """Places matching what was typed; says in errors when there are none."""
    found = places_matching(whole, typed) if typed.strip() else []
    if typed.strip() and not found:
        errors["tempat"] = f"Tidak ada UPT atau Kanwil Anda yang cocok dengan “{typed.strip()}”."
    return found


def _span(filters: Filters, name: str, label: str) -> Choice:
    return Choice(label, filters.query(rentang=name), filters.span.name == name)


def _years(filters: Filters) -> list[Year]:
    today = filters.today
    years = []
    for year in range(today.year, today.year - YEARS, -1):
        months = [
            _span(filters, f"{year}-{month:02}", MONTHS[month - 1][:3])
            for month in range(1, 13)
            if date(year, month, 1) <= today
        ]
        quarters = [
            _span(filters, f"{year}-T{quarter}", ("I", "II", "III", "IV")[quarter - 1])
            for quarter in range(1, 5)
            if date(year, quarter * 3 - 2, 1) <= today
        ]
        years.append(Year(_span(filters, str(year), str(year)), tuple(quarters), tuple(months)))
    return years


def _groups(filters: Filters) -> list[tuple[str, tuple[Choice, ...]]]:
    """Groups with their categories; a group itself stands first, for all of it."""
    rows = list(filters.categories.values())
    groups = []
    for group in (row for row in rows if row.parent_id is None):
        inside = [row for row in rows if row.parent_id == group.pk]
        all_of = Choice(f"{group.name}, semua", group.slug, filters.category == group)
        choices = [Choice(row.name, row.slug, filters.category == row) for row in inside]
        groups.append((group.name, (all_of, *choices)))
    return groups


def _options(choices, chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(label, value, value == chosen) for value, label in choices.choices)


def _chosen(filters: Filters, whole: Reach, narrows: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """(label, value, address without it), of what the page heeds."""
    rows = []
    if filters.reach != whole and filters.reach.query:
        rows.append(("Tempat", filters.reach.label, filters.query(upt="", kanwil="")))
    if filters.category and "kategori" in narrows:
        rows.append(("Kategori", filters.category.name, filters.query(kategori="")))
    if filters.channel and "jalur" in narrows:
        rows.append(("Jalur", Channel(filters.channel).label, filters.query(jalur="")))
    if filters.buyer_kind and "pembeli" in narrows:
        rows.append(("Pembeli", BuyerKind(filters.buyer_kind).label, filters.query(pembeli="")))
    if filters.product:
        rows.append(("Produk", filters.product.name, filters.query(produk="")))
    return rows


def _trail(filters: Filters, whole: Reach) -> list[Choice]:
    """All the reader may see, then the Kanwil of the facility."""
    reach = filters.reach
    if not reach.query or not whole.is_many:
        return []
    trail = [Choice(whole.label, filters.query(upt="", kanwil=""))]
    office = reach.facility.regional_office if reach.facility else None
    if office and (whole.nation or (office.pk in whole.office_ids and len(whole.office_ids) > 1)):
        trail.append(Choice(office.name, filters.query(kanwil=office.slug)))
    return trail


def _typed(filters: Filters, key: str, day: date) -> str:
    """What was typed stays when it is wrong."""
    wrong = {"rentang", "dari", "sampai"} & filters.errors.keys()
    return filters.typed.get(key, "") if wrong else day.isoformat()

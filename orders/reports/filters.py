"""What a report covers, as its address says it: the same words for screen, link and file."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone

from catalog.models import Category, Product
from facilities.access import scope_of
from orders.models.orders import BuyerKind, Channel

from .reach import OutOfReach, Reach, narrowed, reach_of
from .spans import NotASpan, Span, free_span, named_span

DEFAULT_SPAN = "tahun-ini"
CUTS = ("kategori", "jalur", "pembeli")
PLACES = dict.fromkeys(("upt", "kanwil", "provinsi")).keys()  # words that narrow the place


@dataclass(frozen=True)
class Filters:
    """Span, place and dimensions of a report.

    category: a group counts its categories. channel, buyer_kind: "" for all. product: only the
    list of lines is narrowed to one. today: the reader's local day. heeds: words of the address
    that the page heeds; the others are only carried on. errors: field of the address -> what to do;
    typed: what stood there.
    """

    span: Span
    reach: Reach
    today: date
    category: Category | None = None
    channel: str = ""
    buyer_kind: str = ""
    product: Product | None = None
    heeds: tuple[str, ...] = CUTS
    # Whose eyes it is for: figures of people and money ask for rights of their own.
    reader: object = field(default=None, repr=False, compare=False)
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_request(
        cls,
        user,
        asked,
        *,
        at: datetime,
        subject: str = "sales",
        has_product: bool = False,
        heeds: tuple[str, ...] = CUTS,
    ) -> "Filters":
        """Read the address (`request.GET`). What is wrong stays in errors, with a default.

        has_product: whether this page knows the word `produk`; others pass over it.
        """
        # No database takes this sign; it would be an error instead of a wrong word.
        asked = {key: asked.get(key, "").replace("\0", "") for key in asked}
        errors: dict[str, str] = {}
        today = timezone.localdate(at, scope_of(user).zone)
        reach = reach_of(user, subject=subject)
        try:
            reach = narrowed(
                reach,
                office=asked.get("kanwil", ""),
                facility=asked.get("upt", ""),
                province=asked.get("provinsi", ""),
            )
        except OutOfReach:
            wrong = next(word for word in PLACES if asked.get(word))
            errors[wrong] = "Tempat ini tidak ada atau bukan bagian Anda. Pilih dari daftar."
        known = _known_categories() if asked.get("kategori") else {}
        filters = cls(
            span=_span(asked, today, errors),
            reach=reach,
            today=today,
            reader=user,
            category=_category(asked.get("kategori", ""), known, errors),
            channel=_choice(asked.get("jalur", ""), Channel, "jalur", errors),
            buyer_kind=_choice(asked.get("pembeli", ""), BuyerKind, "pembeli", errors),
            product=_product(asked.get("produk", ""), reach, errors) if has_product else None,
            heeds=heeds,
            errors=errors,
            typed=asked,
        )
        if known:
            filters.__dict__["categories"] = known  # read once, for name and narrowing alike
        return filters

    @property
    def dimensions(self) -> int:
        """How many of category, channel and buyer kind are chosen."""
        return sum(bool(chosen) for chosen in (self.category, self.channel, self.buyer_kind))

    @cached_property
    def categories(self) -> dict[int, Category]:
        """All categories by id, in the order of the shop. One query, asked once."""
        return _known_categories()

    def query(self, **changes: str) -> str:
        """`rentang=2026&upt=lapas-ambon`: this report's address with some words changed.

        A word given as "" is left out. A new span (`rentang`, or `dari` and `sampai`) takes the
        place of the old one, a new `upt`, `kanwil` or `provinsi` that of the old place.
        """
        words = {} if {"rentang", "dari"} & changes.keys() else dict(self.span.query)
        if not PLACES & changes.keys():
            words |= self.reach.query
        if self.category:
            words["kategori"] = self.category.slug
        if self.product:
            words["produk"] = word_of(self.product.slug, self.product.pk)
        words |= {"jalur": self.channel, "pembeli": self.buyer_kind} | changes
        return urlencode({key: word for key, word in words.items() if word})

    def chosen(self) -> list[tuple[str, str]]:
        """(label, value) of all that narrows the report, for a heading and for a file."""
        rows = [("Rentang", self.span.label), ("Tempat", self.reach.label)]
        if self.category and "kategori" in self.heeds:
            rows.append(("Kategori", self.category.name))
        if self.channel and "jalur" in self.heeds:
            rows.append(("Jalur", Channel(self.channel).label))
        if self.buyer_kind and "pembeli" in self.heeds:
            rows.append(("Pembeli", BuyerKind(self.buyer_kind).label))
        if self.product:
            rows.append(("Produk", self.product.name))
        return rows

    def category_condition(self, path: str = "category") -> Q:
        """Rows of the chosen category or of a category in the chosen group."""
        if self.category is None:
            return Q()
        return Q(**{path: self.category}) | Q(**{f"{path}__parent": self.category})


def _span(asked, today: date, errors: dict) -> Span:
    default = named_span(DEFAULT_SPAN, today=today)
    try:
        if asked.get("dari") or asked.get("sampai"):
            span = free_span(_day(asked, "dari"), _day(asked, "sampai"))
            return _still_named(asked.get("rentang", ""), span, today)
        return named_span(asked.get("rentang") or DEFAULT_SPAN, today=today)
    except NotASpan as error:
        errors["sampai" if asked.get("dari") or asked.get("sampai") else "rentang"] = str(error)
        return default


def _still_named(name: str, span: Span, today: date) -> Span:
    """A form sends the name and the days: days that were left alone keep their name."""
    try:
        named = named_span(name, today=today)
    except NotASpan:
        return span
    return named if (named.start, named.end) == (span.start, span.end) else span


def _day(asked, key: str) -> date:
    try:
        day = date.fromisoformat(asked.get(key, ""))
    except ValueError:
        raise NotASpan("Isi tanggal awal dan akhir, misalnya 2026-04-01.") from None
    if not 2000 <= day.year <= 2100:
        raise NotASpan("Tahun ini di luar jangkauan laporan.")
    return day


def _known_categories() -> dict[int, Category]:
    return {one.pk: one for one in Category.objects.order_by("position", "name")}


def _category(slug: str, known: dict[int, Category], errors: dict) -> Category | None:
    if not slug:
        return None
    found = next((one for one in known.values() if one.slug == slug), None)
    if found is None:
        errors["kategori"] = "Kategori ini tidak ada. Pilih dari daftar."
    return found


def word_of(slug: str, key: int) -> str:
    """A product in words of the address, as in the shop: `tas-rajut-12`."""
    return f"{slug}-{key}"


def _product(word: str, reach: Reach, errors: dict) -> Product | None:
    if not word:
        return None
    key = word.rpartition("-")[2]
    if key.isascii() and key.isdecimal() and len(key) < 10:
        found = reach.of(Product.objects.filter(pk=int(key))).first()
        if found is not None:
            return found
    errors["produk"] = "Produk ini tidak ada atau bukan bagian Anda."
    return None


def _choice(word: str, choices, key: str, errors: dict) -> str:
    if word and word not in choices.values:
        errors[key] = "Pilihan ini tidak ada. Pilih dari daftar."
        return ""
    return word

"""What a report covers, as its address says it: the same words for screen, link and file."""

from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone

from catalog.models import Category
from facilities.access import scope_of
from orders.models.orders import BuyerKind, Channel

from .reach import OutOfReach, Reach, narrowed, reach_of
from .spans import NotASpan, Span, free_span, named_span

DEFAULT_SPAN = "tahun-ini"


@dataclass(frozen=True)
class Filters:
    """Span, place and dimensions of a report.

    category: a group counts its categories. channel, buyer_kind: "" for all. today: the reader's
    local day. errors: field of the address -> what to do; typed: what stood there.
    """

    span: Span
    reach: Reach
    today: date
    category: Category | None = None
    channel: str = ""
    buyer_kind: str = ""
    # Whose eyes it is for: figures of people and money ask for rights of their own.
    reader: object = field(default=None, repr=False, compare=False)
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_request(cls, user, asked, *, at: datetime, subject: str = "sales") -> "Filters":
        """Read the address (`request.GET`). What is wrong stays in errors, with a default."""
        errors: dict[str, str] = {}
        today = timezone.localdate(at, scope_of(user).zone)
        reach = reach_of(user, subject=subject)
        try:
            reach = narrowed(reach, office=asked.get("kanwil", ""), facility=asked.get("upt", ""))
        except OutOfReach:
            errors["upt" if asked.get("upt") else "kanwil"] = (
                "Tempat ini tidak ada atau bukan bagian Anda. Pilih dari daftar."
            )
        return cls(
            span=_span(asked, today, errors),
            reach=reach,
            today=today,
            reader=user,
            category=_category(asked.get("kategori", ""), errors),
            channel=_choice(asked.get("jalur", ""), Channel, "jalur", errors),
            buyer_kind=_choice(asked.get("pembeli", ""), BuyerKind, "pembeli", errors),
            errors=errors,
            typed={key: asked.get(key, "") for key in asked},
        )

    @property
    def dimensions(self) -> int:
        """How many of category, channel and buyer kind are chosen."""
        return sum(bool(chosen) for chosen in (self.category, self.channel, self.buyer_kind))

    def query(self, **changes: str) -> str:
        """`rentang=2026&upt=lapas-ambon`: this report's address with some words changed.

        A word given as "" is left out. A new span (`rentang`, or `dari` and `sampai`) takes the
        place of the old one, a new `upt` or `kanwil` that of the old place.
        """
        words = {} if {"rentang", "dari"} & changes.keys() else dict(self.span.query)
        if not {"upt", "kanwil"} & changes.keys():
            words |= self.reach.query
        if self.category:
            words["kategori"] = self.category.slug
        words |= {"jalur": self.channel, "pembeli": self.buyer_kind} | changes
        return urlencode({key: word for key, word in words.items() if word})

    def chosen(self) -> list[tuple[str, str]]:
        """(label, value) of all that narrows the report, for a heading and for a file."""
        rows = [("Rentang", self.span.label), ("Tempat", self.reach.label)]
        if self.category:
            rows.append(("Kategori", self.category.name))
        if self.channel:
            rows.append(("Jalur", Channel(self.channel).label))
        if self.buyer_kind:
            rows.append(("Pembeli", BuyerKind(self.buyer_kind).label))
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
            return free_span(_day(asked, "dari"), _day(asked, "sampai"))
        return named_span(asked.get("rentang") or DEFAULT_SPAN, today=today)
    except NotASpan as error:
        errors["sampai" if asked.get("dari") or asked.get("sampai") else "rentang"] = str(error)
        return default


def _day(asked, key: str) -> date:
    try:
        day = date.fromisoformat(asked.get(key, ""))
    except ValueError:
        raise NotASpan("Isi tanggal awal dan akhir, misalnya 2026-04-01.") from None
    if not 2000 <= day.year <= 2100:
        raise NotASpan("Tahun ini di luar jangkauan laporan.")
    return day


def _category(slug: str, errors: dict) -> Category | None:
    if not slug:
        return None
    found = Category.objects.filter(slug=slug).first()
    if found is None:
        errors["kategori"] = "Kategori ini tidak ada. Pilih dari daftar."
    return found


def _choice(word: str, choices, key: str, errors: dict) -> str:
    if word and word not in choices.values:
        errors[key] = "Pilihan ini tidak ada. Pilih dari daftar."
        return ""
    return word

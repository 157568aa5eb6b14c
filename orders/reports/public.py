"""What anybody may read of the reports: twelve full months, all facilities, rounded down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from catalog.dates import bulan
from catalog.money import ribuan, rupiah_singkat
from facilities.models import Facility
from facilities.models.places import Zone

from .filters import Filters
from .reach import Reach
from .sales_figures import SalesFigures
from .sight import public_sight
from .spans import Span
from .typed import TypedFigures

MONTHS = 12


@dataclass(frozen=True)
class PublicMonth:
    """One month in words that may be shown."""

    name: str
    sold: str
    revenue: str
    working: str
    premi: str


@dataclass(frozen=True)
class PublicFigures:
    """The page: (figure, what it counts) for money and goods, for people, and month by month."""

    first: date
    last: date
    goods: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    months: tuple[PublicMonth, ...]

    @property
    def span(self) -> str:
        """`November 2025 sampai Oktober 2026`."""
        return f"{bulan(self.first)} sampai {bulan(self.last)}"


def public_figures(*, at: datetime) -> PublicFigures:
    """Sums of the twelve months that are over in the west of the country."""
    today = timezone.localdate(at, ZoneInfo(Zone.WIB))
    this_month = today.replace(day=1)
    first, last = this_month.replace(year=today.year - 1), this_month - timedelta(days=1)
    span = Span(first, last)
    points = SalesFigures(Filters(span, Reach("Indonesia", nation=True), today)).series(span)
    figures = TypedFigures(public_sight(), first=first, last=last)
    heads, premi = dict(figures.heads_by_month(span)), dict(figures.premi_by_month(span))
    learned = figures.learned(span)
    goods = (
        (money(sum(point.figures.net for point in points)), "hasil penjualan barang"),
        (count(sum(point.figures.units for point in points)), "karya terjual"),
        (ribuan(Facility.objects.public().count()), "UPT di galeri ini"),
        (money(figures.pnbp_deposited(span)), "disetor ke kas negara (PNBP)"),
    )
    now = heads[last.replace(day=1)].sums
    people = (
        (count(now["working"]), "warga binaan bekerja"),
        (count(learned["trained"]), "kali orang selesai pelatihan"),
        (count(learned["certificates"]), "sertifikat keterampilan"),
        (money(sum(premi.values())), "premi dibayarkan kepada pembuatnya"),
    )
    months = tuple(
        PublicMonth(
            bulan(point.start), count(point.figures.units), money(point.figures.net),
            count(heads[point.start].sums["working"]), money(premi[point.start]),
        )
        for point in points
    )  # fmt: skip
    return PublicFigures(first, last, _known(goods), _known(people), months)


def count(number: int) -> str:
    """Rounded down: to tens below a thousand, to hundreds above; `kurang dari 10` of a few."""
    if 0 < number < 10:
        return "kurang dari 10"
    step = 100 if number >= 1_000 else 10
    return ribuan(number // step * step) if number > 0 else "–"


def money(amount: int) -> str:
    """`Rp162,9 jt`, rounded down; below a million to thousands."""
    if amount <= 0:
        return "–"
    return rupiah_singkat(amount if amount >= 1_000_000 else amount // 1_000 * 1_000)


def _known(figures) -> tuple[tuple[str, str], ...]:
    return tuple((figure, words) for figure, words in figures if figure not in ("–", "0"))

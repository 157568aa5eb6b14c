"""The text of a summary: four figures, who sold most, and the way to the whole report."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product
from catalog.money import rupiah
from facilities.models import Facility, User
from orders.models import ReportLetter

from ..filters import Filters
from ..headline import headline
from ..reach import reach_of
from ..readers import zone_of
from ..report import COUNT, RUPIAH, Tile, shown
from ..sales_figures import Figures, SalesFigures
from ..spans import Span, free_span, named_span
from .subscribing import token_of

BEST = 3


@dataclass(frozen=True)
class Letter:
    """off: the address that ends these letters."""

    subject: str
    body: str
    off: str


def write(*, user: User, kind: str, start: date, at: datetime) -> Letter:
    """The summary of the week or month from this first day, of the reader's own part."""
    today = timezone.localdate(at, zone_of(user))
    span = span_of(kind, start, today=today)
    filters = Filters(span=span, reach=reach_of(user), today=today, reader=user)
    sales = SalesFigures(filters)
    now, before = sales.total(span), span.before()
    lines = _lines(now, sales.total(before))
    off = _address("orders:report_off", token_of(user))
    context = {
        "week_or_month": "Minggu" if kind == ReportLetter.Kind.WEEKLY else "Bulan",
        "span": span,
        "place": filters.reach.label,
        "before": before,
        "first": lines[0].replace("Omzet:", "omzet"),
        "lines": lines,
        "best_title": "UPT dengan omzet terbanyak" if filters.reach.is_many else "Produk teratas",
        "best": _best(filters, sales, span),
        "silent": _silent(filters, sales, span),
        "link": f"{_address('orders:report', 'ringkasan')}?{filters.query()}",
        "paper": f"{_address('orders:report_file', 'ringkasan', 'pdf')}?{filters.query()}",
        "settings": _address("orders:report_letters"),
        "off": off,
    }
    text = render_to_string("email/report.txt", context)
    subject, _, body = text.partition("\n")
    return Letter(subject.strip(), re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n", off)


def span_of(kind: str, start: date, *, today: date) -> Span:
    """The days a letter tells about."""
    if kind == ReportLetter.Kind.WEEKLY:
        return free_span(start, start + timedelta(days=6))
    return named_span(f"{start:%Y-%m}", today=today)


def _lines(now: Figures, then: Figures) -> list[str]:
    """`Omzet: Rp4.414.000, naik 24%`."""
    tiles = (
        Tile("Omzet", now.net, RUPIAH, then.net),
        Tile("Pesanan", now.orders, COUNT, then.orders),
        Tile("Produk terjual", now.units, COUNT, then.units),
    )
    lines = [
        f"{tile.label}: {shown(tile.value, tile.kind)}, {headline(tile).change}" for tile in tiles
    ]
    if now.refunds:
        lines.append(f"Dana dikembalikan: {rupiah(now.refunds)}")
    return lines


def _best(filters: Filters, sales: SalesFigures, span: Span) -> list[str]:
    """The first facilities, or of a single one the first products; those without income left out."""
    is_many = filters.reach.is_many
    figures = sales.by_facility(span) if is_many else sales.by_product(span)
    best = sorted(figures.items(), key=lambda item: (-item[1].net, item[0]))[:BEST]
    rows, field = (Facility, "short_name") if is_many else (Product, "name")
    names = dict(rows.objects.filter(pk__in=dict(best)).values_list("pk", field))
    return [f"{names[key]}: {rupiah(one.net)}" for key, one in best if one.net > 0]


def _silent(filters: Filters, sales: SalesFigures, span: Span) -> str:
    """`12 dari 14 UPT belum menjual`, "" for one facility or when all have sold."""
    if not filters.reach.is_many:
        return ""
    selling = sum(one.orders > 0 for one in sales.by_facility(span).values())
    known = filters.reach.facilities().count()
    if selling >= known:
        return ""
    return (
        f"{shown(known - selling, COUNT)} dari {shown(known, COUNT)} UPT tidak mencatat penjualan"
    )


def _address(name: str, *args: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)

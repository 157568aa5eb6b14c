"""What an officer sees at one place on a phone: which place, which goods, in which order."""

from dataclasses import dataclass, field
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from catalog import stock
from catalog.cards import with_covers
from catalog.finding import find
from catalog.models import StockLocation, Variant
from facilities.models import Facility

PAGE_SIZE = 20
LONGEST_TEXT = 200


def places_of(user, facility: Facility) -> list[StockLocation]:
    """The facility's places in use, the one the site sells from first."""
    rows = StockLocation.objects.visible_to(user).filter(facility=facility, is_active=True)
    return list(rows.order_by("-is_online", "name"))


def goods_of(user, facility: Facility) -> QuerySet[Variant]:
    """The facility's variants with product and label fetched along."""
    rows = Variant.objects.visible_to(user, subject="stock").filter(product__facility=facility)
    return rows.select_related("product__facility", "product__food_label")


@dataclass
class Shelf:
    """One place as somebody looks at it.

    text: what is looked for; low_only: only what runs out; number: of the page of the list.
    """

    user: object
    facility: Facility
    places: list[StockLocation]
    place: StockLocation | None
    text: str = ""
    low_only: bool = False
    number: str = "1"
    day: date = field(default_factory=timezone.localdate)

    @classmethod
    def asked_for(cls, request, *, kept: str) -> "Shelf":
        """The place of `?tempat=`, or the one kept in the session under this name, or the first."""
        places = places_of(request.user, request.facility)
        by_key = {str(place.pk): place for place in places}
        asked = request.GET.get("tempat", "")
        place = by_key.get(asked) or by_key.get(str(request.session.get(kept)))
        if asked in by_key and str(request.session.get(kept)) != asked:
            request.session[kept] = by_key[asked].pk
        return cls(
            user=request.user,
            facility=request.facility,
            places=places,
            place=place or (places[0] if places else None),
            text=request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT],
            low_only="menipis" in request.GET,
            number=request.GET.get("hal", "1"),
        )

    def goods(self) -> QuerySet[Variant]:
        """Everything of the facility with its pieces here."""
        rows = goods_of(self.user, self.facility)
        return stock.with_pieces_at(rows, self.place, day=self.day)

    def low_count(self) -> int:
        return stock.low_at(stock.kept_at(self.goods(), self.place)).count()

    def page(self) -> Page:
        """What was looked for anywhere in the facility, or what is kept here, least free first."""
        if self.text:
            rows = find(self.goods(), self.text)
        else:
            rows = stock.kept_at(self.goods(), self.place)
            rows = stock.low_at(rows) if self.low_only else rows
            rows = rows.order_by("free", "product__name", "position", "pk")
        page = Paginator(rows, PAGE_SIZE).get_page(self.number)
        page.object_list = self.dressed(page.object_list)
        return page

    def dressed(self, variants) -> list[Variant]:
        """With `cover` and `note`, as a row shows them."""
        rows = with_covers(variants)
        for row in rows:
            row.note = stock.note_on(row, self.day)
        return rows

    def row(self, pk: str) -> Variant | None:
        """One thing by its key, as it lies here now; None when it is not the facility's."""
        found = self.goods().filter(pk=pk) if pk.isdecimal() and len(pk) < 19 else []
        return next(iter(self.dressed(found[:1])), None)

    def query(self, **other: str) -> str:
        """The address's query that shows the same again. other: what is to differ, "" left out."""
        values = {
            "upt": self.facility.slug,
            "tempat": str(self.place.pk) if self.place else "",
            "q": self.text,
            "menipis": "1" if self.low_only else "",
            "hal": self.number if self.number != "1" else "",
            **other,
        }
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in values.items() if value})
        return query.urlencode()

"""Answers of courier services, kept for a day. Placing an order reads only these."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from catalog.models import Product
from catalog.stock import Item
from facilities.models import Facility, Regency

from ..models import CourierAccount, CourierPlace, CourierQuote
from ..retrying import retried
from .parcels import Answer, CourierService, Parcel, Place
from .regency_names import is_same_regency
from .weights import carrier_of, weight_of

KEEP = timedelta(hours=24)
KEEP_EMPTY = timedelta(hours=1)  # "nobody goes there" may be a hiccup
KEEP_PLACES = timedelta(days=60)


@dataclass(frozen=True)
class Wish:
    """What one facility wants to know for one address."""

    account: CourierAccount
    parcel: Parcel
    regency: Regency

    @property
    def key(self) -> tuple:
        parcel = self.parcel
        couriers = ",".join(parcel.couriers)
        return (self.account.provider, parcel.origin, parcel.destination, parcel.kg, couriers)


def wishes_for(
    *, facility: Facility, items: Iterable[Item], regency: Regency | None, postal_code: str
) -> list[Wish]:
    """The questions these goods raise: one, or two where couriers weigh them differently.

    None at all when no account is in use, the address is not known well enough, or no courier
    takes such goods (cargo, fresh). postal_code: of the address, five digits or anything while it
    is typed.
    """
    items = list(items)
    if regency is None or not _is_postal_code(postal_code) or not asks_couriers(facility, items):
        return []
    account = account_of(facility)
    by_kg: dict[int, list[str]] = {}
    for code in account.courier_codes:
        by_kg.setdefault(weight_of(items, carrier_of(code)), []).append(code)
    return [
        Wish(account, Parcel(account.origin, postal_code, kg, tuple(codes)), regency)
        for kg, codes in sorted(by_kg.items())
    ]


def asks_couriers(facility: Facility, items: Iterable[Item]) -> bool:
    """Whether the cost of these goods comes from a courier service once the address is known."""
    kinds = {item.variant.product.fulfilment for item in items}
    return account_of(facility) is not None and kinds == {Product.Fulfilment.COURIER}


def account_of(facility: Facility) -> CourierAccount | None:
    """The facility's account if it may be asked. Prefetch `courier_account` for many."""
    account = getattr(facility, "courier_account", None)
    if account is None or not account.is_active or not account.api_key:
        return None
    account.facility = facility
    return account if _is_postal_code(account.origin) else None


def stored(wishes: Iterable[Wish], *, at: datetime) -> dict[Wish, list[CourierService]]:
    """What is known for these wishes at this moment, in one query. Asks nobody.

    A wish that is missing has no answer that still holds; an empty list means that the answer
    names no courier, or is for a place outside the regency the shopper chose.
    """
    wishes = list(wishes)
    if not wishes:
        return {}
    condition = Q()
    for key in {wish.key for wish in wishes}:
        condition |= Q(**dict(zip(FIELDS, key, strict=True)))
    rows = CourierQuote.objects.filter(condition, expires_at__gt=at)
    known = {tuple(getattr(row, name) for name in FIELDS): row for row in rows}
    return {wish: _services(known[wish.key], wish) for wish in wishes if wish.key in known}


def services_of(
    wishes: Iterable[Wish], known: Mapping[Wish, list[CourierService]]
) -> list[CourierService]:
    """What all couriers of one facility offer, cheapest first. known: from stored()."""
    found = [service for wish in wishes for service in known.get(wish, ())]
    return sorted(found, key=lambda service: (service.cost, service.label))


FIELDS = ("provider", "origin", "destination", "kg", "couriers")


@retried
def keep(*, wish: Wish, answer: Answer, at: datetime) -> None:
    """Keep an answer for a day; a later one takes its place."""
    CourierQuote.objects.update_or_create(
        **dict(zip(FIELDS, wish.key, strict=True)),
        defaults={
            "services": [asdict(service) for service in answer.services],
            "city": answer.city,
            "asked_at": at,
            "expires_at": at + (KEEP if answer.services else KEEP_EMPTY),
        },
    )
    for code, place in answer.places.items():
        CourierPlace.objects.update_or_create(
            provider=wish.account.provider,
            postal_code=code,
            defaults={"reference": place.reference, "city": place.city, "found_at": at},
        )


def places_for(wish: Wish, *, at: datetime) -> Mapping[str, Place]:
    """The places of a wish that its service has named before."""
    codes = (wish.parcel.origin, wish.parcel.destination)
    rows = CourierPlace.objects.filter(
        provider=wish.account.provider, postal_code__in=codes, found_at__gt=at - KEEP_PLACES
    )
    return {row.postal_code: Place(row.reference, row.city) for row in rows}


def prune(*, at: datetime) -> int:
    """Forget answers a day after they ended, and places not looked up for long."""
    quotes = CourierQuote.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()[0]
    return quotes + CourierPlace.objects.filter(found_at__lt=at - KEEP_PLACES).delete()[0]


def _services(row: CourierQuote, wish: Wish) -> list[CourierService]:
    if row.city and not is_same_regency(row.city, wish.regency.name):
        return []
    return [CourierService(**service) for service in row.services]


def _is_postal_code(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit() and text[0] != "0"

"""Finding a UPT or a Kanwil by its name, among 627 and 33, within what the reader may see."""

from dataclasses import dataclass

from django.db.models import Q

from facilities.models import RegionalOffice

from .reach import Reach

MOST = 12


@dataclass(frozen=True)
class Found:
    """One place. words: it in words of the address; about: what tells it from its neighbours."""

    label: str
    about: str
    words: dict[str, str]


def places_matching(reach: Reach, typed: str) -> list[Found]:
    """Kanwil first, then UPT, whose name, town or regency holds every word. At most MOST + 1.

    A place whose name is exactly what was typed is the only answer.
    """
    offices = RegionalOffice.objects.order_by("name")
    if not reach.nation:
        offices = offices.filter(pk__in=reach.office_ids)
    facilities = reach.facilities().select_related("regional_office")
    for word in typed.replace("\0", "")[:60].split():
        offices = offices.filter(name__icontains=word)
        facilities = facilities.filter(
            Q(short_name__icontains=word)
            | Q(name__icontains=word)
            | Q(city__icontains=word)
            | Q(regency__name__icontains=word)
        )
    found = [Found(one.name, "Kanwil", {"kanwil": one.slug}) for one in offices[:MOST]]
    found += [
        Found(one.short_name, str(one.regional_office or ""), {"upt": one.slug})
        for one in facilities[: MOST + 1 - len(found)]
    ]
    exact = [one for one in found if one.label.casefold() == typed.strip().casefold()]
    return exact if len(exact) == 1 else found

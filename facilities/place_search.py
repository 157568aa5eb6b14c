"""Which of very many places a form offers: the few whose name, city or code was looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

# More than a person reads through. Whoever has fewer places sees them all and searches nothing.
MOST = 20
SEARCHED = ("short_name", "name", "city", "code")


@dataclass(frozen=True)
class PlaceSearch:
    """text: what was looked for. is_long: whether there is anything to search. offered: the places
    to choose from; total: how many there are that match."""

    text: str
    is_long: bool
    offered: list
    total: int

    @property
    def left_out(self) -> int:
        """How many more match than are offered."""
        return self.total - len(self.offered)


def search_places(places: Sequence, text: str) -> PlaceSearch:
    """Offer all of a few places, or at most MOST that hold every word of the text.

    places: facilities or regional offices, in the order to show. Without a text nothing of a long
    list is offered.
    """
    text = text.replace("\0", "").strip()[:60]
    if len(places) <= MOST:
        return PlaceSearch(text, False, list(places), len(places))
    words = text.casefold().split()
    found = [place for place in places if words and _holds(place, words)]
    return PlaceSearch(text, True, found[:MOST], len(found))


def _holds(place, words: list[str]) -> bool:
    known = " ".join(str(getattr(place, name, "")) for name in SEARCHED).casefold()
    return all(word in known for word in words)

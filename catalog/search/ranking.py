"""Which of the found products come first. In Python, so both databases agree."""

from collections.abc import Iterable
from typing import NamedTuple

from catalog.search.query import Query

# A word in the name says more than one in the category, that more than one in the place.
_NAME, _KIND, _PLACE, _REST = 8, 4, 2, 1
# The word itself says a little more than one that is used for it.
_OWN = 1


class Score(NamedTuple):
    """answered: words of the search; nearness: how much of what was meant, for products that do
    not answer all; weight: where the words stand. Higher is better."""

    answered: int
    nearness: int
    weight: int


def score(query: Query, name_terms: str, kind_terms: str, place_terms: str, terms: str) -> Score:
    """How well a product's document answers a search."""
    name, kind = frozenset(name_terms.split()), frozenset(kind_terms.split())
    place, every = frozenset(place_terms.split()), frozenset(terms.split())
    answered = nearness = weight = 0
    for word in query.words:
        if not word.answered_by(every):
            continue
        answered += 1
        in_place = word.answered_by(place)
        # Who names a facility or a town wants goods from there; lapas alone says nothing.
        nearness += 0 if word.is_common else 2 if in_place else 1
        if word.answered_by(name):
            weight += _NAME + (0 if word.own.isdisjoint(name) else _OWN)
        elif word.answered_by(kind):
            weight += _KIND
        else:
            weight += _PLACE if in_place else _REST
    return Score(answered, nearness, weight)


def best(query: Query, scored: Iterable[tuple[Score, object]]) -> tuple[list, bool]:
    """The (score, item) pairs worth showing, in their order, and whether they are only near.

    All that answer every word; when there is none, the nearest and those one word behind.
    """
    scored = list(scored)
    if any(found.answered == len(query.words) for found, _ in scored):
        return [pair for pair in scored if pair[0].answered == len(query.words)], False
    enough = max((found.nearness for found, _ in scored), default=0) - 1
    return [pair for pair in scored if pair[0].nearness >= max(enough, 1)], bool(scored)


def by_match(pair: tuple[Score, object]) -> tuple[int, int]:
    """Sort key: the best match first."""
    return -pair[0].nearness, -pair[0].weight

"""Which of the found products come first. In Python, so both databases agree."""

from catalog.search.query import Query

# A word in the name says more than one in the category, that more than one in the place.
_NAME, _KIND, _PLACE, _REST = 8, 4, 2, 1


def score(query: Query, name_terms: str, kind_terms: str, place_terms: str, terms: str):
    """(words answered, weight): higher is better."""
    name, kind = frozenset(name_terms.split()), frozenset(kind_terms.split())
    place, every = frozenset(place_terms.split()), frozenset(terms.split())
    answered = weight = 0
    for word in query.words:
        if not word.answered_by(every):
            continue
        answered += 1
        if word.answered_by(name):
            weight += _NAME
        elif word.answered_by(kind):
            weight += _KIND
        elif word.answered_by(place):
            weight += _PLACE
        else:
            weight += _REST
    return answered, weight

"""Whether two spellings mean the same regency: services write them in their own way."""

import re

FILLERS = frozenset("kota kabupaten kab administrasi adm regency city of dan kepulauan kep".split())


def is_same_regency(theirs: str, ours: str) -> bool:
    """`AMBON` and `Kota Ambon`, `Pangkajene Kepulauan` and `Kabupaten Pangkajene dan Kepulauan`.

    Generous: every word of the shorter name stands in the longer one. A city and the regency of
    the same name around it are taken for one, which costs at most a neighbour's rate.
    """
    first, second = _words(theirs), _words(ours)
    return bool(first and second) and (first <= second or second <= first)


def _words(name: str) -> frozenset[str]:
    words = frozenset(re.findall(r"[a-z0-9]+", name.casefold()))
    return words - FILLERS or words

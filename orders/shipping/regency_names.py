"""Whether two spellings mean the same regency: services write them in their own way."""

import re

FILLERS = frozenset("kota kabupaten kab administrasi adm regency city of dan kepulauan kep".split())


def is_same_regency(theirs: str, ours: str) -> bool:
    """`PALANGKA RAYA` and `Kota Palangkaraya`, `Pangkajene Kepulauan` and `Kabupaten Pangkajene dan
    Kepulauan`.

    Generous: the shorter name begins the longer one, or all its words stand there. A city and the
    regency of the same name around it are taken for one, which costs at most a neighbour's rate.
    """
    first, second = _words(theirs), _words(ours)
    if not first or not second:
        return False
    short, long = sorted(("".join(first), "".join(second)), key=len)
    fewer, more = sorted((set(first), set(second)), key=len)
    return long.startswith(short) or fewer <= more


def _words(name: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", name.casefold())
    return [word for word in words if word not in FILLERS] or words

"""The catalogue's own words: what a typed word can be corrected to."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

from catalog.search.synonyms import COMMON, FILLERS
from catalog.search.words import key

# Letters of a word -> how many of them may be wrong. Two in six make another word: celana, belanja.
_ALLOWED_SLIPS = ((8, 2), (4, 1))
# In shorter words the first letter is nearly always meant: jati is not pati, pancing not kancing.
_FIRST_LETTER_FREE_FROM = 8
# Words that tell nothing about goods are no correction: a kulkas is not a kelas.
_NEVER_MEANT = COMMON | FILLERS


class Vocabulary:
    """Known words by key. Built once per catalogue version."""

    def __init__(self, words: Mapping[str, str]):
        """words: key -> the word as it is written in the catalogue."""
        self._words = dict(words)
        self._sorted = sorted(self._words)

    def knows(self, word: str) -> bool:
        return key(word) in self._words

    def begins(self, word: str) -> bool:
        """Whether some known word begins like this one."""
        start = key(word)
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)

    def split(self, word: str) -> list[str] | None:
        """Two known words written as one: palangkaraya -> palangka raya."""
        for at in range(3, len(word) - 2):
            if self.knows(word[:at]) and self.knows(word[at:]):
                return [word[:at], word[at:]]
        return None

    def correct(self, word: str) -> str | None:
        """The known word that was most likely meant, or None when none is close enough."""
        slips = next((slips for letters, slips in _ALLOWED_SLIPS if len(word) >= letters), 0)
        if not slips or word.isdigit():
            return None
        close = self._close_to(key(word), slips)
        return close[0] if close else None

    def near(self, word: str, limit: int = 3) -> list[str]:
        """Known words that look somewhat alike, the most alike first."""
        return self._close_to(key(word), 3 if len(word) > 8 else 2)[:limit]

    def _close_to(self, wanted: str, slips: int) -> list[str]:
        letters = Counter(wanted)
        found = []
        for known, word in self._words.items():
            if abs(len(known) - len(wanted)) > slips or len(known) < 3 or known in _NEVER_MEANT:
                continue
            if known[0] != wanted[0] and len(wanted) < _FIRST_LETTER_FREE_FROM:
                continue
            # Each slip explains at most one letter of `wanted` that `known` lacks.
            if (letters - Counter(known)).total() > slips:
                continue
            distance = slips_between(wanted, known)
            # A slip at the first letter is believed only when it is the only one.
            if distance <= (slips if known[0] == wanted[0] else 1):
                found.append((distance, known[0] != wanted[0], known, word))
        return [word for *_, word in sorted(found)]


def slips_between(a: str, b: str) -> int:
    """Letters added, lost, wrong or swapped with their neighbour."""
    before, row = [], list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        before, above, row = row, before, [i]
        for j, right in enumerate(b, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]

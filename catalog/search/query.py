"""What a visitor typed, understood: words, their other forms, and corrections."""

from dataclasses import dataclass

from catalog.search.synonyms import COMMON, FILLERS, SYNONYMS
from catalog.search.vocabulary import Vocabulary
from catalog.search.words import fold, key, roots, terms

LONGEST_TEXT = 100
MOST_WORDS = 8


@dataclass(frozen=True)
class Word:
    """One word that was looked for.

    alternatives: terms any of which answers it; own: those of the typed word itself, without its
    synonyms; start: a beginning that also answers it, or "".
    """

    text: str
    alternatives: frozenset[str]
    start: str = ""
    own: frozenset[str] = frozenset()

    def answered_by(self, stored: frozenset[str] | set[str]) -> bool:
        if not self.alternatives.isdisjoint(stored):
            return True
        return bool(self.start) and any(term.startswith(self.start) for term in stored)

    @property
    def is_common(self) -> bool:
        return key(self.text) in COMMON


@dataclass(frozen=True)
class Query:
    """A search, ready for a database. corrected: the text it was taken for, or ""."""

    words: tuple[Word, ...]
    corrected: str = ""
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)


def understand(text: str, vocabulary: Vocabulary) -> Query:
    """Fold, correct and widen what was typed. Only the first 100 characters and 8 words count."""
    typed = fold(text[:LONGEST_TEXT])[:MOST_WORDS]
    typed = _joined([word for word in typed if key(word) not in FILLERS] or typed)
    words, said, unknown, changed = [], [], [], False
    for word in typed:
        if vocabulary.knows(word) or key(word) in SYNONYMS or _comes_from_known(word, vocabulary):
            meant = [word]
        elif vocabulary.begins(word) and len(word) > 1:
            words.append(Word(word, frozenset(terms(word)), start=key(word)))
            said.append(word)
            continue
        else:
            meant = vocabulary.split(word)
            if meant is None and (correction := vocabulary.correct(word)):
                meant, changed = [correction], True
            if meant is None:
                meant = [word]
                unknown.append(word)
        said.extend(meant)
        words.extend(Word(one, _widened(one), own=frozenset(terms(one))) for one in meant)
    return Query(tuple(words), " ".join(said) if changed else "", tuple(unknown))


def _joined(typed: list[str]) -> list[str]:
    """Doubled words as one: oleh oleh -> oleholeh, where that is a word we know; else unchanged."""
    words = []
    for word in typed:
        if words and words[-1] == word and key(word + word) in SYNONYMS:
            words[-1] += word
        else:
            words.append(word)
    return words


def _comes_from_known(word: str, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.begins(root) for root in roots(word))


def _widened(word: str) -> frozenset[str]:
    alternatives = terms(word)
    for term in tuple(alternatives):
        alternatives |= SYNONYMS.get(term, frozenset())
    return frozenset(alternatives)

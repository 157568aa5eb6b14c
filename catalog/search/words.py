"""How Indonesian words are made comparable. The same for what is stored and what is typed.

Source: docs/rules/search.md.
"""

import re
import unicodedata

_APOSTROPHES = re.compile("['\u2018\u2019`\u02bc]")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")

# Spellings one meets for the same sound: old, foreign or hurried. Each is applied to both sides,
# so it need not be right, only the same.
_SAME_SOUND = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("oe|ou", "u"),  # kroepoek, souvenir
        ("tj", "c"),  # tjap
        ("dj", "j"),  # djati
        ("ph", "f"),
        ("kh|ck|q", "k"),
        ("ku?w(?=[aeio])", "ku"),  # kwalitas, kwaci
        ("x", "ks"),
        ("v", "f"),  # kanvas, kanfas
        (r"([a-z])\1+", r"\1"),  # massage, rattan
        ("ai$", "e"),  # cabai, cabe
        ("au$", "o"),  # kerbau, kerbo
        (r"^([bcdfgkpst])([lr])(?=[aeiou])", r"\1e\2"),  # kripik, slendang, blangkon
    )
]

_SHORTEST_ROOT = 4
_SUFFIXES = ("nya", "kan", "an")
_VOWEL = "aeiou"
# prefix, letters that may follow it, letter the prefix has swallowed
_PREFIXES = (
    ("meng", _VOWEL + "gh", ""),
    ("meng", _VOWEL, "k"),
    ("meny", _VOWEL, "s"),
    ("mem", "bpf", ""),
    ("mem", _VOWEL, "p"),
    ("men", "cdjst", ""),
    ("men", _VOWEL, "t"),
    ("me", "lmnrwy", ""),
)
_PREFIXES += tuple(("p" + prefix[1:], after, lost) for prefix, after, lost in _PREFIXES)
_PREFIXES += tuple((prefix, None, "") for prefix in ("ber", "ter", "per"))


def fold(text: str) -> list[str]:
    """The words of a text: lower case, without accents and punctuation, only a-z and 0-9."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).lower()
    plain = plain.encode("ascii", "ignore").decode()
    return _NOT_A_WORD.sub(" ", plain).split()


def key(word: str) -> str:
    """What a folded word sounds like: equal for the spellings of one word."""
    for pattern, replacement in _SAME_SOUND:
        word = pattern.sub(replacement, word)
    return word


def roots(word: str) -> set[str]:
    """The roots a folded word may come from: menenun -> tenun, nenun.

    Indonesian prefixes swallow letters, so a word alone does not tell its root. All candidates
    are kept on both sides, and two words are related when they share one.
    """
    found = set()
    trunks = {word}
    for suffix in _SUFFIXES:
        if word.endswith(suffix):
            trunks.add(word.removesuffix(suffix))
    for trunk in trunks:
        found.add(trunk)
        for prefix, after, lost in _PREFIXES:
            rest = trunk.removeprefix(prefix)
            if rest != trunk and rest and (after is None or rest[0] in after):
                found.add(lost + rest)
    if word.startswith("ke") and word.endswith("an"):
        found.add(word[2:-2])
    return {root for root in found if len(root) >= _SHORTEST_ROOT and root != word}


def terms(word: str) -> set[str]:
    """Everything a folded word is stored and looked for under."""
    return {key(word)} | {key(root) for root in roots(word)}


def terms_of(*texts: str) -> set[str]:
    """The terms of all words of these texts."""
    return {term for text in texts for word in fold(text) for term in terms(word)}

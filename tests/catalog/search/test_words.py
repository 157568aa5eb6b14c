import pytest

from catalog.search.vocabulary import Vocabulary, slips_between
from catalog.search.words import fold, key, roots, terms


def related(one, other):
    return bool(terms(one) & terms(other))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kué  Kering!", ["kue", "kering"]),
        ("2,2 m", ["2", "2", "m"]),
        ("Jum'at", ["jumat"]),
        ("sayur-mayur", ["sayur", "mayur"]),
        ("' OR 1=1 --", ["or", "1", "1"]),
        ("竹", []),
        ("", []),
    ],
)
def test_fold_leaves_plain_words(text, words):
    assert fold(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kripik", "keripik"),
        ("kroepoek", "kerupuk"),
        ("souvenir", "suvenir"),
        ("djati", "jati"),
        ("kwalitas", "kualitas"),
        ("slendang", "selendang"),
        ("cabe", "cabai"),
        ("kanvas", "kanfas"),
    ],
)
def test_key_is_the_same_for_spellings_of_one_word(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tenunan", "menenun"),
        ("penenun", "tenun"),
        ("anyaman", "menganyam"),
        ("anyam", "anyaman"),
        ("kerajinan", "perajin"),
        ("ukiran", "mengukir"),
        ("menjahit", "jahitan"),
        ("memahat", "pahat"),
        ("menyulam", "sulaman"),
        ("merajut", "rajutan"),
        ("mengecat", "mengecat"),
        ("perhiasan", "hias"),
    ],
)
def test_words_of_one_root_are_related(one, other):
    assert related(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("rotan", "roti"), ("papan", "pap"), ("tas", "tasbih"), ("keripik", "kerajinan")],
)
def test_words_of_other_roots_are_not_related(one, other):
    assert not related(one, other)


def test_roots_are_never_shorter_than_four_letters():
    assert roots("rotan") == set()
    assert roots("keripik") == set()


@pytest.mark.parametrize(
    ("a", "b", "slips"),
    [
        ("kcang", "kacang", 1),
        ("kcaang", "kacang", 1),
        ("batik", "batik", 0),
        ("batk", "bakti", 2),
        ("", "abc", 3),
    ],
)
def test_slips_between_counts_swapped_neighbours_once(a, b, slips):
    assert slips_between(a, b) == slips_between(b, a) == slips


VOCABULARY = Vocabulary(
    {
        key(word): word
        for word in (
            "kacang kue keripik palangka raya anyaman batik batako kelas lapas untuk kancing belanja"
            " sasirangan kangkung"
        ).split()
    }
)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("kcang", "kacang"),
        ("anyamn", "anyaman"),
        ("kripek", "keripik"),
        ("kue", "kue"),
        ("sasiragn", "sasirangan"),
        ("gerabah", None),
        ("latik", None),
        # Other things than what they resemble: another first letter, a third of the word wrong.
        ("pancing", None),
        ("celana", None),
        ("angklung", None),
        ("asirangan", "sasirangan"),
        # What most goods have, and what says nothing, was never meant.
        ("kulkas", None),
        ("kelaz", None),
        ("umtuk", None),
        ("12345", None),
        ("xyz", None),
    ],
)
def test_correct_finds_the_word_that_was_meant(word, meant):
    assert (word if VOCABULARY.knows(word) else VOCABULARY.correct(word)) == meant


def test_near_words_are_never_those_that_most_goods_have():
    assert VOCABULARY.near("kulkas") == []
    assert VOCABULARY.near("kripikk") == ["keripik"]


def test_split_finds_two_words_written_as_one():
    assert VOCABULARY.split("palangkaraya") == ["palangka", "raya"]
    assert VOCABULARY.split("palangka") is None


def test_begins_tells_whether_a_word_is_still_being_typed():
    assert VOCABULARY.begins("bat")
    assert not VOCABULARY.begins("bax")
    assert not VOCABULARY.begins("zzz")

"""Small words on pages: weights, sizes, telephone numbers, links out, dots on the map."""

from types import SimpleNamespace

import pytest

from catalog.map import CAPITALS, dots, in_words
from catalog.templatetags.links import mail_link, phone, phone_link, whatsapp
from catalog.templatetags.sizes import packed_size, ribuan, weight


@pytest.mark.parametrize(
    ("grams", "words"),
    [(0, ""), (None, ""), (600, "600 g"), (1000, "1 kg"), (1500, "1,5 kg"), (125_000, "125 kg")],
)
def test_weight_as_readers_write_it(grams, words):
    assert weight(grams) == words


def test_packed_size_is_empty_when_a_side_is_unknown():
    assert (
        packed_size(SimpleNamespace(length_cm=36, width_cm=30, height_cm=20)) == "36 × 30 × 20 cm"
    )
    assert packed_size(SimpleNamespace(length_cm=36, width_cm=None, height_cm=20)) == ""


def test_ribuan_puts_a_dot_between_thousands():
    assert [ribuan(n) for n in (7, 1200, 1_234_567)] == ["7", "1.200", "1.234.567"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+6281200000001", "0812-0000-0001"), ("+62911312345", "0911312345"), ("", "")],
)
def test_phone_is_written_as_at_home(number, shown):
    assert phone(number) == shown


def test_phone_and_mail_are_reached_with_a_tap():
    assert phone_link("+6281200000001") == (
        '<a class="nowrap" href="tel:+6281200000001">0812-0000-0001</a>'
    )
    assert mail_link('a"><b>@contoh.id') == (
        '<a href="mailto:a&quot;&gt;&lt;b&gt;@contoh.id">a&quot;&gt;&lt;b&gt;@contoh.id</a>'
    )


def test_whatsapp_opens_a_chat_with_the_text_typed():
    address = whatsapp("+6281200000001", "Halo ", "Lapas A & B", ": https://x/?a=1")

    assert address == (
        "https://wa.me/6281200000001?text=Halo%20Lapas%20A%20%26%20B%3A%20https%3A//x/%3Fa%3D1"
    )


def province(code, count):
    return SimpleNamespace(code=code, short_name=f"P{code}", facility_count=count)


def test_map_draws_larger_provinces_larger_and_names_three():
    drawn = dots([province("81", 15), province("15", 1), province("36", 14), province("11", 4)])

    assert [dot.title for dot in drawn] == [
        "P81, 15 UPT",
        "P36, 14 UPT",
        "P11, 4 UPT",
        "P15, 1 UPT",
    ]
    assert float(drawn[0].radius) > float(drawn[1].radius) > float(drawn[3].radius)
    assert [bool(dot.label) for dot in drawn] == [True, True, True, False]
    assert all("," not in dot.x + dot.y + dot.radius for dot in drawn)


def test_map_has_a_place_for_all_38_provinces_inside_the_raster():
    drawn = dots([province(code, 1) for code in CAPITALS])

    assert len(drawn) == 38
    assert all(0 < float(dot.x) < 75 and 0 < float(dot.y) < 28 for dot in drawn)


def test_map_says_in_words_what_it_shows():
    assert in_words([province("81", 2), province("15", 3)]) == (
        "Peta Indonesia dengan 2 provinsi. Terbanyak: P15 3 UPT, P81 2 UPT."
    )
    assert in_words([]) == ""

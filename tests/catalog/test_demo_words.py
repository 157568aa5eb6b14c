"""Stories of demo products say what the facts say, in plain Indonesian."""

import pytest

from catalog.demo.products import HERE
from catalog.demo.words import allergens_of, care_of, story_of
from facilities.places import rows_of

PRODUCTS = {row["name"]: row for row in rows_of(HERE / "products.csv")}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Tampah Bambu Rangkasbitung", "Dianyam dari bambu di bengkel kerja Lapas Contoh."),
        ("Kain Batik Cap Pekalongan", "Kain katun dibatik cap di bengkel kerja Lapas Contoh."),
        (
            "Kacamata Kayu Samarinda",
            "Dipotong dan diamplas dari kayu, dilengkapi lensa, di bengkel kerja Lapas Contoh.",
        ),
        (
            "Bantal Sofa Sulam Pita",
            "Dijahit dan disulam dengan pita dari kain, pita satin, dan dakron "
            "di bengkel kerja Lapas Contoh.",
        ),
        ("Lemari Pakaian Dua Pintu", "Dibuat dari kayu di bengkel kerja Lapas Contoh."),
        ("Keripik Pisang Ambon", "Dibuat dari pisang, digoreng di ruang produksi Lapas Contoh."),
    ],
)
def test_story_begins_with_how_it_is_made(name, sentence):
    assert story_of(PRODUCTS[name], facility="Lapas Contoh").startswith(sentence)


def test_story_keeps_the_given_words():
    row = PRODUCTS["Kotak Tisu Anyaman Purun"]

    assert story_of(row, facility="Lapas Contoh") == row["description"]


def test_stories_name_no_person_and_no_cell():
    for row in PRODUCTS.values():
        words = story_of(row, facility="Lapas Contoh").lower().split()
        assert not {"napi", "narapidana", "tahanan", "perkara"} & set(words), row["name"]


def test_allergens_follow_the_ingredients():
    assert allergens_of("tepung terigu, mentega, selai nanas, telur, gula") == "gluten, telur, susu"
    assert allergens_of("beras ketan, bawang putih, garam") == ""


def test_care_follows_the_material_and_food_has_none():
    assert care_of(PRODUCTS["Kotak Perhiasan Cukli"]).startswith("Bersihkan dengan kain kering")
    assert care_of(PRODUCTS["Keripik Pisang Ambon"]) == ""

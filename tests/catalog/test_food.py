from datetime import date

import pytest
from django.core.exceptions import ValidationError

from catalog import food
from catalog.models import FoodLabel
from tests.builders import make_food_label

DAY = date(2025, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "2060167010123-28",
        "206016701012328",
        "P-IRT No. 2060167010123-28",
        "PIRT 2060167010123-28",
        "p-irt no 206016701012328",
        "P-IRT: 2060167010123 - 28",
        "  No. 2060167010123-28 ",
        "Nomor 2060167010123-28",
    ],
)
def test_parse_pirt_reads_every_usual_spelling(text):
    assert str(food.parse_pirt(text)) == "2060167010123-28"


@pytest.mark.parametrize(
    "text",
    [
        "20601670101232",
        "2060167010123-2",
        "2060167010123--28",
        "206016701012-328",
        "abc",
        "-",
        "2060167010123-28x",
        "٢060167010123-28",
        "MD 206016701012328",
    ],
)
def test_parse_pirt_refuses_other_forms(text):
    with pytest.raises(ValidationError, match="15 angka"):
        food.parse_pirt(text)


@pytest.mark.parametrize("digit", "09")
def test_parse_pirt_refuses_unknown_packaging(digit):
    with pytest.raises(ValidationError, match="1 sampai 8"):
        food.parse_pirt(f"{digit}060167010123-28")


def test_pirt_names_packaging_and_last_year():
    pirt = food.parse_pirt("2060167010123-25")

    assert (pirt.packaging, pirt.last_year) == ("plastik", 2025)
    assert not pirt.is_expired(date(2025, 12, 31))
    assert pirt.is_expired(date(2026, 1, 1))


def errors_of(**fields) -> dict:
    label = make_food_label()
    for name, value in fields.items():
        setattr(label, name, value)
    try:
        label.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


def test_label_without_numbers_is_valid():
    assert errors_of() == {}


def test_label_keeps_numbers_in_one_form():
    label = make_food_label()
    label.pirt_no = "P-IRT No. 206016701012399"
    label.bpom_no = "BPOM RI MD 1234 5678 9012"
    label.halal_no = "id 12345678901234"

    label.full_clean()

    assert label.pirt_no == "2060167010123-99"
    assert label.bpom_no == "MD123456789012"
    assert label.halal_no == "ID12345678901234"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"pirt_no": "123"}, "Nomor P-IRT terdiri dari 15 angka, misalnya P-IRT No. 1234567890123-45."),
        ({"pirt_no": "2060167010123-20"}, "Nomor P-IRT ini berlaku sampai tahun 2020. Isi nomor yang sudah diperpanjang, atau kosongkan."),
        ({"bpom_no": "MD12345"}, "Nomor BPOM: MD atau ML lalu 12 sampai 15 angka."),
        ({"bpom_no": "TR123456789012"}, "Nomor BPOM: MD atau ML lalu 12 sampai 15 angka."),
        ({"halal_no": "ID123"}, "Nomor sertifikat halal: ID lalu 14 sampai 20 angka."),
        ({"halal_issued_on": date(2999, 1, 1)}, "Tanggal terbit belum tiba."),
    ],
)  # fmt: skip
def test_label_refuses_wrong_numbers_beside_their_field(fields, message):
    assert errors_of(**fields) == {next(iter(fields)): [message]}


def test_label_explains_that_kh_is_no_certificate_number():
    assert any("KH" in text for text in errors_of(halal_no="KH123456789012345")["halal_no"])


def test_halal_mark_needs_number_and_date():
    number, day = "ID12345678901234", date(2024, 1, 1)

    assert FoodLabel(halal_no=number, halal_issued_on=day).shows_halal
    assert not FoodLabel(halal_no=number).shows_halal
    assert not FoodLabel(halal_issued_on=day).shows_halal


def test_pirt_is_hinted_from_seven_days_on():
    hint = "Pangan yang tahan 7 hari atau lebih perlu nomor P-IRT atau BPOM."
    full = {"ingredients": "Tepung terigu, gula", "net_weight_grams": 250}

    assert food.publishing_hints(FoodLabel(**full, shelf_life_days=6), DAY) == []
    assert food.publishing_hints(FoodLabel(**full, shelf_life_days=7), DAY) == [hint]
    label = FoodLabel(**full, shelf_life_days=7, bpom_no="MD123456789012")
    assert food.publishing_hints(label, DAY) == []


def test_hints_name_all_that_is_missing():
    label = FoodLabel(pirt_no="2060167010123-20", halal_no="ID12345678901234")

    assert food.publishing_hints(label, DAY) == [
        "Komposisi belum diisi.",
        "Berat bersih belum diisi.",
        "Masa simpan belum diisi.",
        "Nomor P-IRT sudah habis masa berlakunya.",
        "Tanda halal baru tampil bila tanggal terbitnya diisi.",
    ]


def test_label_lines_say_what_is_not_stated():
    assert dict(food.label_lines(FoodLabel(), DAY)) == {
        "Komposisi": "Belum dicantumkan",
        "Berat bersih": "Belum dicantumkan",
        "Masa simpan": "Belum dicantumkan",
        "Alergen": "Belum dicantumkan",
        "Cara simpan": "Belum dicantumkan",
        "P-IRT": "Belum dicantumkan",
        "Sertifikat halal": "Belum dicantumkan",
    }


def test_label_lines_show_what_is_stated():
    label = FoodLabel(
        ingredients="Singkong, minyak kelapa, garam",
        net_weight_grams=1_250,
        shelf_life_days=90,
        pirt_no="2060167010123-28",
        halal_no="ID12345678901234",
        halal_issued_on=date(2024, 1, 1),
        registration_kind="Kemenkes PKD",
        registration_number="20101",
    )

    lines = dict(food.label_lines(label, DAY))

    assert lines["Berat bersih"] == "1.250 g"
    assert lines["Masa simpan"] == "90 hari"
    assert lines["P-IRT"] == "P-IRT No. 2060167010123-28"
    assert lines["Kemenkes PKD"] == "20101"
    assert lines["Sertifikat halal"] == "ID12345678901234"


def test_label_lines_hide_an_expired_or_unreadable_pirt():
    for number in ("2060167010123-20", "salah ketik"):
        lines = dict(food.label_lines(FoodLabel(pirt_no=number), DAY))
        assert lines["P-IRT"] == "Belum dicantumkan"


def test_fresh_food_shows_no_empty_pirt_line():
    assert "P-IRT" not in dict(food.label_lines(FoodLabel(shelf_life_days=3), DAY))

import pytest
from django.core.exceptions import ValidationError

from orders.phones import normalised


@pytest.mark.parametrize(
    "text",
    [
        "0812 3456 7890",
        "+62 812-3456-7890",
        "62081234567890",
        "81234567890",
        "(0812) 3456.7890",
        "0062 812 3456 7890",
        " 6281234567890 ",
    ],
)
def test_usual_ways_of_writing_become_one_number(text):
    assert normalised(text) == "+6281234567890"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0812 99", "Nomor kurang lengkap, perlu 10 sampai 13 angka."),
        ("0812345678901234", "Nomor telepon tidak valid."),
        ("0911-312345", "Pakai nomor ponsel yang diawali 08, bukan telepon rumah."),
        ("+1 202 555 0100", "Pakai nomor Indonesia, misalnya 0812-3456-7890."),
        ("+81 90 1234 5678", "Pakai nomor Indonesia, misalnya 0812-3456-7890."),
        ("0081 90 1234 5678", "Pakai nomor Indonesia, misalnya 0812-3456-7890."),
        ("dua belas", "Pakai nomor Indonesia, misalnya 0812-3456-7890."),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "Pakai nomor Indonesia, misalnya 0812-3456-7890."),
    ],
)
def test_other_numbers_are_refused_with_the_reason(text, message):
    with pytest.raises(ValidationError) as error:
        normalised(text)

    assert error.value.messages == [message]


def test_landline_is_allowed_for_offices():
    assert normalised("0911-312345", allow_landline=True) == "+62911312345"

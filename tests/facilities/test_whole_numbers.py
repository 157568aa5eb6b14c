"""Numbers as officers type them."""

import pytest
from django.core.exceptions import ValidationError

from facilities.whole_numbers import WholeNumberField


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("35000", 35_000),
        ("35.000", 35_000),
        ("1.500.000", 1_500_000),
        (" Rp35.000 ", 35_000),
        ("Rp 35.000,-", 35_000),
        ("rp. 35.000,00", 35_000),
        ("35 000", 35_000),
        ("0", 0),
        ("007", 7),
        ("-5", -5),
    ],
)
def test_number_is_read_as_it_is_written(typed, value):
    assert WholeNumberField().clean(typed) == value


@pytest.mark.parametrize(
    "typed", ["35.00", "3.5", "35,5", "35.000.0", "1.0000", "lima", "3e5", "Rp"]
)
def test_anything_else_is_refused_not_guessed(typed):
    with pytest.raises(ValidationError, match="angka bulat"):
        WholeNumberField().clean(typed)


def test_limits_still_hold():
    with pytest.raises(ValidationError):
        WholeNumberField(max_value=100).clean("1.000")


def test_empty_is_empty_where_it_may_be():
    assert WholeNumberField(required=False).clean(" ") is None


def test_stored_number_is_shown_with_dots_and_reads_as_unchanged():
    field = WholeNumberField()
    assert field.prepare_value(1_500_000) == "1.500.000"
    assert field.prepare_value("35,5") == "35,5"
    assert not field.has_changed(1_500_000, "1.500.000")


def test_limits_are_said_in_numbers_an_officer_reads():
    field = WholeNumberField(min_value=1, max_value=100_000)
    for typed, words in (("0", "Paling sedikit 1."), ("100.001", "Paling banyak 100.000.")):
        with pytest.raises(ValidationError, match=words):
            field.clean(typed)

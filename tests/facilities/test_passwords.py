"""Passwords that are guessed first are refused, without asking anybody outside."""

import socket

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from facilities.models import User
from tests.builders import make_facility, make_officer


@pytest.mark.parametrize(
    "password",
    [
        "Password1234!", "bismillah1234", "sayangku12345", "lapasambon2026", "qwertyuiop123",
        "indonesia1945", "aaaaaaaaaaaaaaa", "123456789012", "kepala.ambon1",
    ],
)  # fmt: skip
def test_leaked_and_guessable_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="kepala.ambon"))


@pytest.mark.parametrize(
    "password",
    [
        "kuda-makan-rumput-hijau",
        "x7!mQ2#vL9pT",
        "meja kopi hujan sepeda",
        "ñ" * 3 + "Qz8!kLm2Wp" * 9,
    ],
)
def test_good_passwords_are_taken_without_asking_outside(password, monkeypatch):
    def outside(*args, **kwargs):
        raise AssertionError("a password check went outside")

    monkeypatch.setattr(socket.socket, "connect", outside)
    validate_password(password, User(username="kepala.ambon"))


def test_name_of_the_own_facility_counts_as_guessed():
    facility = make_facility(short_name="Lapas Wonogiritirto")
    officer = make_officer("treasurer", facility)
    with pytest.raises(ValidationError):
        validate_password("wonogiritirto99", officer)
    validate_password("wonogiritirto99", User(username="lain"))

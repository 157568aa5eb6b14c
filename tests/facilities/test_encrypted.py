"""The stored secrets of outside services: unreadable in the table, dots everywhere else."""

import pytest
from django import forms

from facilities.encrypted import (
    HIDDEN,
    Secret,
    SecretFormField,
    SecretUnreadable,
    rotated,
    sealed,
)


def test_secret_opens_with_its_key_only(settings):
    secret = sealed("SB-Mid-server-CONTOH123")

    assert secret.reveal() == "SB-Mid-server-CONTOH123"
    assert "CONTOH" not in secret.token
    settings.STORED_SECRET_KEYS = ["another-key"]
    with pytest.raises(SecretUnreadable):
        secret.reveal()


def test_secret_shows_dots_wherever_it_is_printed():
    secret = sealed("rahasia")
    assert {str(secret), repr(secret), f"{secret}"} == {HIDDEN}
    assert repr({"key": secret}) == f"{{'key': {HIDDEN}}}"
    assert str(Secret("")) == ""


def test_empty_text_is_no_secret(settings):
    settings.STORED_SECRET_KEYS = []
    assert not sealed("")
    assert not rotated(sealed(""))


def test_nothing_is_stored_without_a_key(settings):
    settings.STORED_SECRET_KEYS = []
    with pytest.raises(SecretUnreadable):
        sealed("rahasia")


def test_old_key_opens_until_the_secret_is_written_anew(settings):
    settings.STORED_SECRET_KEYS = ["old"]
    secret = sealed("rahasia")
    settings.STORED_SECRET_KEYS = ["new", "old"]
    assert secret.reveal() == "rahasia"
    anew = rotated(secret)
    settings.STORED_SECRET_KEYS = ["new"]
    assert anew.reveal() == "rahasia"
    with pytest.raises(SecretUnreadable):
        secret.reveal()


def test_form_field_never_shows_and_keeps_what_it_is_not_told(settings):
    class Form(forms.Form):
        key = SecretFormField()

    assert "rahasia" not in Form({"key": "rahasia"}).as_p()
    assert not Form({"key": ""}, initial={"key": sealed("lama")}).has_changed()
    settings.STORED_SECRET_KEYS = []
    form = Form({"key": "rahasia"})
    assert "STORED_SECRET_KEYS" in form.errors["key"][0]

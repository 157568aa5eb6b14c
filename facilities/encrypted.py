"""Secrets of outside services (payment gateways, couriers), unreadable where they are stored.

What lies in the database, its copies and its dumps is of no use without STORED_SECRET_KEYS, which
stand in the environment. Source: docs/decisions/0049-secrets-at-rest.md.
"""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

HIDDEN = "••••••••"
CLEAR = "-"  # typed into the field by an officer who wants the secret gone
NO_KEY = (
    "Kunci penyandian belum dipasang di server (STORED_SECRET_KEYS), "
    "jadi kunci rahasia belum dapat disimpan. Hubungi pengelola situs."
)


class SecretUnreadable(Exception):
    """The stored secret cannot be read with the keys of this machine, or no key is set."""


class Secret:
    """A stored secret. Printing, logging or showing it gives dots; only reveal() reads it."""

    def __init__(self, token: str):
        self.token = token

    def reveal(self) -> str:
        """The secret itself. Raises SecretUnreadable when its key is no longer there."""
        try:
            return _box().decrypt(self.token.encode()).decode()
        except InvalidToken as error:
            raise SecretUnreadable("a stored secret does not open with the present keys") from error

    def __bool__(self) -> bool:
        return bool(self.token)

    def __eq__(self, other) -> bool:
        return isinstance(other, Secret) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)

    def __str__(self) -> str:
        return HIDDEN if self.token else ""

    __repr__ = __str__


EMPTY = Secret("")


def sealed(text: str) -> Secret:
    """The text as a Secret; empty text is no secret. Raises SecretUnreadable without a key."""
    return Secret(_box().encrypt(text.encode()).decode()) if text else EMPTY


def rotated(secret: Secret) -> Secret:
    """The same secret under the newest key. Raises SecretUnreadable."""
    try:
        return Secret(_box().rotate(secret.token.encode()).decode()) if secret else EMPTY
    except InvalidToken as error:
        raise SecretUnreadable("a stored secret does not open with the present keys") from error


def _box() -> MultiFernet:
    keys = [key for key in settings.STORED_SECRET_KEYS if key]
    if not keys:
        raise SecretUnreadable("STORED_SECRET_KEYS is empty")
    # Any long random text is a key: Fernet's own form would be one more thing to get wrong.
    return MultiFernet(
        Fernet(urlsafe_b64encode(hashlib.sha256(b"galeri stored secret " + key.encode()).digest()))
        for key in keys
    )


class SecretInput(forms.PasswordInput):
    """Never filled in: what is stored does not travel to a browser again."""

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "new-password", "class": "vTextField", **(attrs or {})})


class SecretFormField(forms.CharField):
    """Empty keeps what is stored, `-` takes it away, anything else replaces it."""

    widget = SecretInput

    def __init__(self, *args, **kwargs):
        kwargs["required"] = False
        super().__init__(*args, **kwargs)

    def has_changed(self, initial, data):
        return bool(data)

    def clean(self, value):
        value = super().clean(value)
        if value and not any(settings.STORED_SECRET_KEYS):
            raise ValidationError(NO_KEY)
        return value


class EncryptedField(models.TextField):
    """A text that is encrypted when it is set and read only through Secret.reveal().

    Set it with a plain string or a Secret. `.exclude(field="")` finds rows that have one; no other
    value can be looked up.
    """

    def __init__(self, *args, **kwargs):
        kwargs |= {"blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["blank"], kwargs["default"]
        return name, path, args, kwargs

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, name, _SealsWhatIsSet(self))

    def from_db_value(self, value, expression, connection):
        return Secret(value)

    def get_prep_value(self, value):
        return sealed(value).token if isinstance(value, str) else value.token

    def value_to_string(self, obj):
        return ""  # a dump carries no secrets

    def clean(self, value, model_instance):
        return value

    def formfield(self, **kwargs):
        return super(models.TextField, self).formfield(
            **{**kwargs, "form_class": SecretFormField, "widget": SecretInput, "max_length": 500}
        )

    def save_form_data(self, instance, data):
        if data == CLEAR:
            setattr(instance, self.attname, EMPTY)
        elif data:
            setattr(instance, self.attname, data)


class _SealsWhatIsSet:
    """Plain text lives no longer than the line that sets it."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        return instance.__dict__[name]

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = sealed(value) if isinstance(value, str) else value

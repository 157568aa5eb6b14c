"""Whole numbers as officers write them: `35.000`, `Rp35.000` and `35000` are the same.

Django's own field reads `35.000` as thirty-five. Source: docs/decisions/0045-whole-numbers.md.
"""

import re

from django import forms
from django.core.exceptions import ValidationError

WRITTEN = re.compile(r"(?:rp\.?\s*)?(-?)(\d+|\d{1,3}(?:[.\s]\d{3})+)(?:,-|,0{1,2})?", re.IGNORECASE)


class WholeNumberInput(forms.TextInput):
    """A text field with the phone's number keys; a number field would swallow the dots."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})
        self.attrs["class"] = f"{self.attrs.get('class', '')} vIntegerField".strip()


class WholeNumberField(forms.IntegerField):
    """Reads and shows thousands with dots; anything else than a whole number is refused."""

    widget = WholeNumberInput
    default_error_messages = {"invalid": "Tulis angka bulat saja, misalnya 35000 atau 35.000."}

    def __init__(self, *, min_value=None, max_value=None, error_messages=None, **kwargs):
        words = {}
        if isinstance(min_value, int):
            words["min_value"] = f"Paling sedikit {self.prepare_value(min_value)}."
        if isinstance(max_value, int):
            words["max_value"] = f"Paling banyak {self.prepare_value(max_value)}."
        super().__init__(
            min_value=min_value, max_value=max_value,
            error_messages=words | (error_messages or {}), **kwargs,
        )  # fmt: skip

    def to_python(self, value):
        value = value.strip() if isinstance(value, str) else value
        if isinstance(value, str) and value:
            written = WRITTEN.fullmatch(value)
            if written is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            value = written[1] + re.sub(r"[.\s]", "", written[2])
        return super().to_python(value)

    def prepare_value(self, value):
        """`35.000` for 35000; what was typed wrongly comes back as it was."""
        return f"{value:,}".replace(",", ".") if type(value) is int else value

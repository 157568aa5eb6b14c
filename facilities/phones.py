"""Phone numbers of offices, written as at home: 0812-0000-0001, not +6281200000001."""

import re

from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import to_python
from phonenumber_field.widgets import RegionalPhoneNumberWidget


class PhoneInput(RegionalPhoneNumberWidget):
    def __init__(self, attrs=None):
        attrs = {"class": "vTextField", "inputmode": "tel", **(attrs or {})}
        super().__init__(region="ID", attrs=attrs)

    def format_value(self, value):
        """What is no number comes back as it was typed."""
        number = to_python(value, region=self.region)
        return super().format_value(value) if number and number.is_valid() else value


class PhoneField(PhoneNumberField):
    """Reads every usual spelling. The library does not know `0062` for `+62`."""

    widget = PhoneInput

    def to_python(self, value):
        return super().to_python(re.sub(r"^\s*00\s*(?=62)", "+", value or ""))

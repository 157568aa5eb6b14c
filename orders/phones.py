"""Phone numbers as shoppers type them. Source: docs/rules/contact.md, Nomor telepon."""

import re

from django.core.exceptions import ValidationError

MOBILE = re.compile(r"628\d{8,11}")
LANDLINE = re.compile(r"62[2-79]\d{6,10}")


def normalised(text: str, *, allow_landline: bool = False) -> str:
    """Any usual way of writing an Indonesian number -> `+62...`.

    allow_landline: for offices; shoppers are reached on a mobile number. Raises ValidationError
    in Indonesian that says what is wrong.
    """
    digits = re.sub(r"[^0-9]", "", text)
    says_country = text.strip().startswith("+") or digits.startswith("00")
    number = _with_country(digits.removeprefix("00"), says_country=says_country)
    if number is None:
        raise ValidationError("Pakai nomor Indonesia, misalnya 0812-3456-7890.")
    if MOBILE.fullmatch(number) or (allow_landline and LANDLINE.fullmatch(number)):
        return f"+{number}"
    if LANDLINE.fullmatch(number):
        raise ValidationError("Pakai nomor ponsel yang diawali 08, bukan telepon rumah.")
    if len(number) < 11:
        raise ValidationError("Nomor kurang lengkap, perlu 10 sampai 13 angka.")
    raise ValidationError("Nomor telepon tidak valid.")


def searched(words: str) -> str:
    """The digits by which a stored number is found, however they are typed; "" for other words.

    `0812-3456-7890`, `+62 812 3456 7890` and `62812…` are the same.
    """
    digits = re.sub(r"\D", "", words)
    is_number = len(digits) >= 5 and re.fullmatch(r"[\d\s+().-]+", words.strip())
    return re.sub(r"^(62|0)", "", digits) if is_number else ""


def _with_country(digits: str, *, says_country: bool) -> str | None:
    """The digits beginning with 62, or None for another country's number."""
    if digits.startswith("620"):
        return "62" + digits[3:]
    if digits.startswith("62"):
        return digits
    if says_country:
        return None
    if digits.startswith("0"):
        return "62" + digits[1:]
    return "62" + digits if digits.startswith("8") else None

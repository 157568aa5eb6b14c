"""What a packaged food's label must say, and the numbers on it. Source: docs/rules/food.md.

Numbers are typed from the certificate. Their form is checked, never their existence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from catalog.models import FoodLabel

NOT_STATED = "Belum dicantumkan"
# Food that keeps shorter than this needs no P-IRT number.
PIRT_FROM_DAYS = 7
PIRT_PACKAGING = {
    "1": "gelas",
    "2": "plastik",
    "3": "kertas",
    "4": "kaleng",
    "5": "aluminium foil",
    "6": "lain-lain",
    "7": "komposit",
    "8": "ganda",
}
PIRT_PREFIX = re.compile(r"^\s*(p\s*-?\s*irt)?[\s.:]*(no(mor)?\b)?[\s.:]*", re.IGNORECASE)


@dataclass(frozen=True)
class Pirt:
    """A P-IRT number: 13 digits, then the two of the year in which it ends."""

    digits: str

    def __str__(self):
        return f"{self.digits[:13]}-{self.digits[13:]}"

    @property
    def packaging(self) -> str:
        return PIRT_PACKAGING[self.digits[0]]

    @property
    def last_year(self) -> int:
        return 2000 + int(self.digits[13:])

    def is_expired(self, day: date) -> bool:
        """The number names only a year: it counts as valid until that year is over."""
        return self.last_year < day.year


def parse_pirt(text: str) -> Pirt:
    """Read a P-IRT number as people write it: `P-IRT No. 2060167010123-28`, with or without parts.

    Raises ValidationError when it is not 13 + 2 digits or names an unknown packaging.
    """
    number = re.sub(r"\s", "", PIRT_PREFIX.sub("", text, count=1))
    if not re.fullmatch(r"[0-9]{13}-?[0-9]{2}", number):
        raise ValidationError(
            "Nomor P-IRT terdiri dari 15 angka, misalnya P-IRT No. 1234567890123-45."
        )
    pirt = Pirt(number.replace("-", ""))
    if pirt.digits[0] not in PIRT_PACKAGING:
        raise ValidationError("Angka pertama nomor P-IRT (jenis kemasan) harus 1 sampai 8.")
    return pirt


def normalise_numbers(label: "FoodLabel") -> None:
    """Bring BPOM and halal numbers into one form: capitals, no spaces, dots or dashes."""
    for field in ("bpom_no", "halal_no"):
        number = re.sub(r"[\s.\-]", "", getattr(label, field)).upper()
        if field == "bpom_no":
            number = re.sub(r"^BPOM(RI)?(?=M[DL])", "", number)
        setattr(label, field, number)


def check_label(label: "FoodLabel", day: date) -> None:
    """Check the numbers as they stand on this day, and write the P-IRT number in its own form.

    Raises ValidationError with an error per field.
    """
    errors = {}
    if label.pirt_no.strip():
        try:
            pirt = parse_pirt(label.pirt_no)
        except ValidationError as error:
            errors["pirt_no"] = error
        else:
            label.pirt_no = str(pirt)
            if pirt.is_expired(day):
                errors["pirt_no"] = ValidationError(
                    f"Nomor P-IRT ini berlaku sampai tahun {pirt.last_year}. "
                    "Isi nomor yang sudah diperpanjang, atau kosongkan."
                )
    if label.halal_no.startswith("KH"):
        errors["halal_no"] = ValidationError(
            "Ini nomor ketetapan halal (KH). Isi nomor sertifikatnya, yang berawalan ID."
        )
    if label.halal_issued_on and label.halal_issued_on > day:
        errors["halal_issued_on"] = ValidationError("Tanggal terbit belum tiba.")
    if errors:
        raise ValidationError(errors)


def shows_halal(label: "FoodLabel") -> bool:
    """Whether the halal mark may be shown: only with certificate number and date of issue."""
    return bool(label.halal_no and label.halal_issued_on)


def needs_pirt(label: "FoodLabel") -> bool:
    """Whether this food should carry a P-IRT or BPOM number. Unknown shelf life counts as long."""
    days = label.shelf_life_days
    return days is None or days >= PIRT_FROM_DAYS


def publishing_hints(label: "FoodLabel", day: date) -> list[str]:
    """What is still missing on the label before the product is shown, for the officer."""
    hints = []
    if not label.ingredients:
        hints.append("Komposisi belum diisi.")
    if label.net_weight_grams is None:
        hints.append("Berat bersih belum diisi.")
    if label.shelf_life_days is None:
        hints.append("Masa simpan belum diisi.")
    if needs_pirt(label) and not (label.pirt_no or label.bpom_no or label.registration_number):
        hints.append("Pangan yang tahan 7 hari atau lebih perlu nomor P-IRT atau BPOM.")
    if label.pirt_no and _has_expired(label.pirt_no, day):
        hints.append("Nomor P-IRT sudah habis masa berlakunya.")
    if label.halal_no and not label.halal_issued_on:
        hints.append("Tanda halal baru tampil bila tanggal terbitnya diisi.")
    return hints


def label_lines(label: "FoodLabel", day: date) -> Iterator[tuple[str, str]]:
    """(name, value) of what the product page shows of the label; nothing is left out silently.

    An expired P-IRT number is not shown.
    """
    pirt = "" if _has_expired(label.pirt_no, day) else label.pirt_no
    grams = label.net_weight_grams
    days = label.shelf_life_days
    yield "Komposisi", label.ingredients or NOT_STATED
    yield "Berat bersih", f"{grams:,} g".replace(",", ".") if grams else NOT_STATED
    yield "Masa simpan", f"{days} hari" if days else NOT_STATED
    yield "Alergen", label.allergens or NOT_STATED
    yield "Cara simpan", label.storage or NOT_STATED
    if pirt or needs_pirt(label):
        yield "P-IRT", f"P-IRT No. {pirt}" if pirt else NOT_STATED
    if label.bpom_no:
        yield "BPOM", f"BPOM RI {label.bpom_no}"
    if label.registration_number:
        yield label.registration_kind or "Nomor izin", label.registration_number
    yield "Sertifikat halal", label.halal_no if shows_halal(label) else NOT_STATED


def permit_of(label: "FoodLabel", day: date) -> str:
    """The permit a small label names: P-IRT while it is valid, else BPOM or another; "" if none."""
    if label.pirt_no and not _has_expired(label.pirt_no, day):
        return f"P-IRT No. {label.pirt_no}"
    if label.bpom_no:
        return f"BPOM RI {label.bpom_no}"
    return f"{label.registration_kind} {label.registration_number}".strip()


def _has_expired(pirt_no: str, day: date) -> bool:
    try:
        return bool(pirt_no) and parse_pirt(pirt_no).is_expired(day)
    except ValidationError:  # stored before the form was checked
        return True

"""The text inside a QRIS code: tags, lengths, values and a check sum. Nothing else is known here.

Source: docs/rules/payment.md, QRIS (EMVCo merchant-presented QR).
"""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

VERSION, POINT_OF_INITIATION, AMOUNT, CURRENCY, COUNTRY = "00", "01", "54", "53", "58"
CATEGORY, NAME, CITY, ADDITIONAL, CRC = "52", "59", "60", "62", "63"
TIPS = ("55", "56", "57")
BILL_NUMBER = "01"  # inside ADDITIONAL
STATIC, DYNAMIC = "11", "12"
RUPIAH, INDONESIA = "360", "ID"
ACCOUNTS = tuple(f"{tag:02}" for tag in range(2, 52))
NESTED = (*(f"{tag:02}" for tag in range(26, 52)), ADDITIONAL)
LONGEST_VALUE, LONGEST_BILL, LONGEST_TEXT = 99, 25, 512
CRC_HEAD = f"{CRC}04"

PRINTABLE = re.compile(r"[\x20-\x7e]*")
END = re.compile(rf"{CRC_HEAD}[0-9A-Fa-f]{{4}}\Z")
DIGITS = re.compile(r"[0-9]{2}")
RUPIAH_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")
AGAIN = "Salin ulang seluruh teksnya."


class PayloadError(ValueError):
    """The text is no usable QRIS code; str() says why, in Indonesian, for an officer."""


@dataclass(frozen=True)
class Item:
    """One entry of the text: two digits and what they carry."""

    tag: str
    value: str


@dataclass(frozen=True)
class Merchant:
    """What a facility's static code says. number: NMID, or what names the account without one."""

    name: str
    city: str
    number: str


def check_sum(text: str) -> str:
    """CRC-16/CCITT-FALSE as four capital hex digits: `123456789` -> `29B1`."""
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def tidied(text: str) -> str:
    """A pasted code without the line breaks and spaces around it that copying adds."""
    return re.sub(r"[\r\n\t]", "", text).strip()


def parse(text: str) -> list[Item]:
    """The entries of a text in their order, without looking into them. Raises PayloadError."""
    items, at = [], 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not DIGITS.fullmatch(head[:2]) or not DIGITS.fullmatch(head[2:]):
            raise PayloadError(f"Susunan kode rusak pada huruf ke-{at + 1}. {AGAIN}")
        tag, length = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if len(value) < length:
            raise PayloadError(f"Isi bagian {tag} terpotong. {AGAIN}")
        items.append(Item(tag, value))
        at += 4 + length
    return items


def write(items: Iterable[Item]) -> str:
    """The entries as text, without a check sum. Raises PayloadError for a value over 99 signs."""
    parts = []
    for item in items:
        if len(item.value) > LONGEST_VALUE:
            raise PayloadError(f"Isi bagian {item.tag} lebih dari {LONGEST_VALUE} huruf.")
        parts.append(f"{item.tag}{len(item.value):02}{item.value}")
    return "".join(parts)


def sealed(items: Iterable[Item]) -> str:
    """The entries in the order of their tags, closed with their check sum."""
    text = write(sorted(items, key=lambda item: item.tag)) + CRC_HEAD
    return text + check_sum(text)


def read(text: str) -> list[Item]:
    """The entries of a whole code without its check sum, once that and every length fit.

    Raises PayloadError.
    """
    if not text:
        raise PayloadError("Teks QRIS masih kosong.")
    if not PRINTABLE.fullmatch(text):
        raise PayloadError(f"Ada huruf yang tidak mungkin ada di dalam QRIS. {AGAIN}")
    if not text.startswith("000201"):
        raise PayloadError("Ini bukan teks QRIS: teksnya selalu diawali 000201.")
    if not END.search(text):
        raise PayloadError(
            f"Akhir kode hilang: teksnya selalu ditutup 6304 dan empat tanda. {AGAIN}"
        )
    expected, found = check_sum(text[:-4]), text[-4:].upper()
    if found != expected:
        raise PayloadError(
            f"Angka pemeriksa tidak cocok (tertulis {found}, seharusnya {expected}): "
            f"ada huruf yang berubah atau hilang. {AGAIN}"
        )
    items = parse(text)
    if items[-1].tag != CRC:
        raise PayloadError(f"Akhir kode tidak cocok dengan isinya. {AGAIN}")
    _look_into(items)
    return items[:-1]


def _look_into(items: list[Item]) -> None:
    tags = [item.tag for item in items]
    twice = next((tag for tag in tags if tags.count(tag) > 1), None)
    if twice:
        raise PayloadError(f"Bagian {twice} tertulis dua kali. {AGAIN}")
    for item in items:
        if item.tag in NESTED:
            parse(item.value)


def merchant_of(text: str) -> Merchant:
    """Check that a text is a static QRIS code of Indonesia in rupiah, and say whose it is.

    Raises PayloadError with what is wrong, in words for the officer who pasted it.
    """
    if len(text) > LONGEST_TEXT:
        raise PayloadError(f"Teks QRIS paling panjang {LONGEST_TEXT} huruf.")
    values = {item.tag: item.value for item in read(text)}
    if values.get(COUNTRY) != INDONESIA:
        raise PayloadError("Kode ini bukan QRIS Indonesia (bagian 58 bukan ID).")
    if values.get(CURRENCY) != RUPIAH:
        raise PayloadError("Mata uang kode ini bukan rupiah (bagian 53 bukan 360).")
    if values.get(POINT_OF_INITIATION, STATIC) != STATIC or AMOUNT in values:
        raise PayloadError(
            "Kode ini dibuat untuk satu pembayaran. Pakai QRIS statis, yang tercetak di loket."
        )
    missing = [
        label
        for tag, label in ((CATEGORY, "jenis usaha"), (NAME, "nama"), (CITY, "kota"))
        if not values.get(tag, "").strip()
    ]
    if not any(tag in values for tag in ACCOUNTS):
        missing.append("rekening merchant")
    if missing:
        raise PayloadError(f"Di dalam kode tidak ada {', '.join(missing)}. {AGAIN}")
    return Merchant(values[NAME].strip(), values[CITY].strip(), _number_of(values))


def with_amount(text: str, amount: int, *, bill: str = "") -> str:
    """The static code of a merchant with the amount filled in, for one payment.

    amount: rupiah; bill: a number the payer's bank may show, left out where it does not fit.
    Made by parsing, never by replacing text: a merchant may be called `5802ID`.
    Raises PayloadError.
    """
    if type(amount) is not int or not RUPIAH_AMOUNT.fullmatch(str(amount)):
        raise PayloadError("Jumlah bayar tidak dapat ditulis ke dalam QRIS.")
    replaced = {POINT_OF_INITIATION, AMOUNT, *TIPS, ADDITIONAL}
    old = read(text)
    items = [item for item in old if item.tag not in replaced]
    items += [Item(POINT_OF_INITIATION, DYNAMIC), Item(AMOUNT, str(amount))]
    additional = next((item.value for item in old if item.tag == ADDITIONAL), "")
    additional = _with_bill(additional, bill)
    if additional:
        items.append(Item(ADDITIONAL, additional))
    return sealed(items)


def _with_bill(additional: str, bill: str) -> str:
    if not bill or len(bill) > LONGEST_BILL or not PRINTABLE.fullmatch(bill):
        return additional
    items = [item for item in parse(additional) if item.tag != BILL_NUMBER]
    merged = write(sorted([*items, Item(BILL_NUMBER, bill)], key=lambda item: item.tag))
    return merged if len(merged) <= LONGEST_VALUE else additional


def _number_of(values: dict[str, str]) -> str:
    """NMID of the national account; else the merchant's number at its provider; else the value."""
    for tag, inner in (("51", "02"), *((f"{tag:02}", "01") for tag in range(26, 51))):
        if tag in values:
            found = {item.tag: item.value for item in parse(values[tag])}
            if found.get(inner):
                return found[inner]
    return next(values[tag] for tag in ACCOUNTS if tag in values)

"""How the shop's pages write weights and small counts."""

from django import template
from django.utils.html import format_html
from django.utils.timesince import timesince

from catalog.money import rupiah
from orders import qr_pictures

register = template.Library()
STATUS_TAGS = {
    "awaiting_quote": "tag-warn",
    "awaiting_payment": "tag-warn",
    "payment_review": "tag-info",
    "received": "tag-info",
    "in_production": "tag-warn",
    "shipped": "tag-info",
    "partly_paid": "tag-ok",
    "paid": "tag-ok",
    "ready_for_pickup": "tag-ok",
    "completed": "tag-ok",
    "refund_pending": "tag-warn",
    "cancelled": "tag-bad",
    "expired": "tag-bad",
}
WORDS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


ENQUIRY_TAGS = {
    "asked": "tag-warn",
    "answered": "tag-info",
    "confirmed": "tag-ok",
    "left": "tag-warn",
    "ready": "tag-ok",
    "ordered": "tag-info",
    "done": "tag-ok",
    "declined": "tag-bad",
    "withdrawn": "tag-bad",
    "missed": "tag-bad",
    "lapsed": "tag-bad",
}


@register.filter
def enquiry_tag(state: str) -> str:
    """The colour of an enquiry's state."""
    return ENQUIRY_TAGS[state]


@register.filter
def age(since, at) -> str:
    """`2 hari`: how long ago, in its largest unit."""
    return timesince(since, at, depth=1)


@register.filter
def kilograms(grams: int) -> str:
    """`600` -> `0,6 kg`; a weight under 50 g is said in grams."""
    if grams < 50:
        return f"{grams} g"
    return f"{grams / 1000:.1f}".replace(".", ",").removesuffix(",0") + " kg"


@register.filter
def number_in_words(number: int) -> str:
    """`2` -> `dua`; from ten on digits."""
    return WORDS[number] if number < len(WORDS) else str(number)


@register.filter
def orders_in_words(number: int) -> str:
    """`1` -> `pesanan`, `2` -> `dua pesanan`."""
    return "pesanan" if number == 1 else f"{number_in_words(number)} pesanan"


@register.filter
def uncapitalised(text: str) -> str:
    """A label inside a sentence: `Nama penerima` -> `nama penerima`; `WhatsApp` stays."""
    return text[:1].lower() + text[1:]


@register.filter
def sentence(text: str) -> str:
    """What an officer typed, closed with a full stop: "Jumlah berbeda" -> "Jumlah berbeda."."""
    text = (text or "").strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


@register.filter
def at(mapping, key):
    """What a mapping holds under a key that is only known here; None if nothing."""
    return mapping.get(key)


@register.filter
def status_tag(status_code: str) -> str:
    """The colour of a status: ochre when somebody has to act, green when all is well."""
    return STATUS_TAGS.get(status_code, "")


@register.filter
def qr_code(text: str):
    """A text as the drawing of its QR code, to stand in a box `.qr`."""
    return qr_pictures.svg(text)


@register.simple_tag
def amount_with_code(payment):
    """What is due now, with the digits of the unique code made strong: Rp147.**356**."""
    due = payment.amount_due or payment.amount
    text = rupiah(due)
    if not payment.unique_code or due != payment.amount or due < 1000:
        return text
    return format_html("{}<strong>{}</strong>", text[:-3], text[-3:])

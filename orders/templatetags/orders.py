"""How the shop's pages write weights, phone numbers and small counts."""

from django import template

from orders import phones

register = template.Library()
WORDS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


@register.filter
def kilograms(grams: int) -> str:
    """`600` -> `0,6 kg`; a weight under 50 g is said in grams."""
    if grams < 50:
        return f"{grams} g"
    return f"{grams / 1000:.1f}".replace(".", ",").removesuffix(",0") + " kg"


register.filter("local_phone", phones.shown)


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
def at(mapping, key):
    """What a mapping holds under a key that is only known here; None if nothing."""
    return mapping.get(key)

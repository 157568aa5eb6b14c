"""Counts, weights and sizes as Indonesian readers write them."""

from django import template

register = template.Library()


@register.filter
def ribuan(number) -> str:
    """`12480` -> `12.480`."""
    return f"{number:,}".replace(",", ".")


@register.filter
def weight(grams) -> str:
    """`600` -> `600 g`, `1500` -> `1,5 kg`."""
    if not grams:
        return ""
    if grams < 1000:
        return f"{grams} g"
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",") + " kg"


@register.filter
def packed_size(variant) -> str:
    """`36 × 30 × 20 cm`, or empty when a side is not known."""
    sides = (variant.length_cm, variant.width_cm, variant.height_cm)
    return f"{' × '.join(map(str, sides))} cm" if all(sides) else ""

"""What a parcel weighs to a carrier. Source: docs/rules/shipping.md, chargeable weight."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.stock import Item


@dataclass(frozen=True)
class Carrier:
    """How a carrier weighs: divisor in cm³ per kilogram, tolerance in grams that pass free."""

    divisor: int
    tolerance_grams: int


PARCEL = Carrier(divisor=6000, tolerance_grams=300)
# Most couriers charge every begun kilogram; JNE lets 300 g pass, and so does our own table.
STRICT = Carrier(divisor=6000, tolerance_grams=0)
CARRIERS = {"jne": PARCEL}
CARGO = Carrier(divisor=4000, tolerance_grams=0)


def carrier_of(courier_code: str) -> Carrier:
    """How this courier weighs. courier_code: `jne`, or a service of it: `jne:reg`."""
    return CARRIERS.get(courier_code.split(":")[0], STRICT)


def chargeable_kg(grams: int, *, tolerance_grams: int = 0) -> int:
    """Whole kilograms a carrier charges: at least one, a rest above the tolerance counts full."""
    return max(1, grams // 1000 + (1 if grams % 1000 > tolerance_grams else 0))


def volumetric_grams(length_cm: int, width_cm: int, height_cm: int, *, divisor: int) -> int:
    """Weight of the space a parcel takes, rounded up to a gram. divisor: cm³ per kilogram."""
    return -(-length_cm * width_cm * height_cm * 1000 // divisor)


def real_grams(items: Sequence[Item]) -> int:
    """What everything together weighs, packed."""
    return sum(item.variant.weight_grams * item.quantity for item in items)


def weight_of(items: Sequence[Item], carrier: Carrier) -> int:
    """Chargeable kilograms of everything together: the greater of real and volumetric weight."""
    volumetric = 0
    for item in items:
        variant = item.variant
        if variant.length_cm and variant.width_cm and variant.height_cm:
            size = variant.length_cm, variant.width_cm, variant.height_cm
            volumetric += volumetric_grams(*size, divisor=carrier.divisor) * item.quantity
    return chargeable_kg(
        max(real_grams(items), volumetric), tolerance_grams=carrier.tolerance_grams
    )

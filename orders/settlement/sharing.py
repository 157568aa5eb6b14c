"""The arithmetic of a split, in whole rupiah. Asks the database nothing.

Source: docs/rules/settlement.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..models.splits import PARTS, Basis, LineSplit, Terms

Flag = LineSplit.Flag
# A part of what goes back is taken from every part of what was shared; materials and fee come last.
MIRRORED = (*PARTS, "materials", "fee")


@dataclass(frozen=True)
class Shared:
    """What one line brought in and who gets it, in rupiah: goods = fee + materials + base, base = parts.

    fee: what a channel kept of it, known beforehand.
    """

    goods: int
    materials: int
    base: int
    parts: dict[str, int]
    flag: str = Flag.NONE


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share whole rupiah by weight: each floor, left-over rupiah to the largest remainders.

    total: 0 or more. weights: 0 or more each; at equal remainders the earlier name is first, and
    nobody with weight 0 gets anything. The parts always add up to total; with no weight at all
    total must be 0.
    """
    whole = sum(weights.values())
    if not whole:
        if total:
            raise ValueError("Nobody to share with.")
        return dict.fromkeys(weights, 0)
    parts = {name: total * weight // whole for name, weight in weights.items()}
    left = total - sum(parts.values())
    # sorted() keeps the order of equal ones.
    by_remainder = sorted(weights, key=lambda name: -(total * weights[name] % whole))
    for name in by_remainder[:left]:
        parts[name] += 1
    return parts


def share(
    *, terms: Terms, goods: int, quantity: int, material_cost: int | None, fee: int = 0
) -> Shared:
    """Share what one line brought in.

    goods: rupiah of the line; fee: rupiah of it that never arrived because a channel keeps it, at
    most goods and off the top on either basis; material_cost: rupiah per piece, None when nobody stated it (it then
    counts as nothing, and the line is flagged). Materials dearer than the goods leave nothing to
    share: every part is 0.
    """
    is_net = terms.basis == Basis.NET_OF_MATERIALS
    spent = (material_cost or 0) * quantity if is_net else 0
    if spent > goods - fee:
        return Shared(goods, goods - fee, 0, dict.fromkeys(PARTS, 0), Flag.BELOW_COST)
    base = goods - fee - spent
    flag = Flag.NO_MATERIAL_COST if is_net and material_cost is None else Flag.NONE
    if terms.premi_per_unit is None:
        return Shared(goods, spent, base, largest_remainder(base, terms.shares), flag)
    wanted = terms.premi_per_unit * quantity
    premi = min(base, wanted)
    parts = largest_remainder(base - premi, terms.shares)
    parts["premi"] = premi
    return Shared(goods, spent, base, parts, Flag.PREMI_CUT if wanted > base else flag)


def mirror(*, amount: int, left: Mapping[str, int]) -> dict[str, int]:
    """Take a refund back from what is left of a line's split, in the proportions it was shared.

    amount: rupiah that go back; left: rupiah by name in MIRRORED, of which the whole is still
    there to be taken. Returns what each gives, never more than it has; the last refund of a line
    so takes exactly what is left, and all of them together mirror the sale to the rupiah.
    Raises ValueError when more goes back than came in.
    """
    if not 0 <= amount <= sum(left.values()):
        raise ValueError("More goes back than came in.")
    return largest_remainder(amount, {name: left[name] for name in MIRRORED})

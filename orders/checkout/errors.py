"""Why a cart could not be ordered."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Variant
from facilities.models import Facility


class EmptyCart(Exception):
    """Nothing to order: the cart has no goods, or another press has used it."""


class KeyReused(Exception):
    """The same form key came with other content."""


class ChoiceNotOffered(Exception):
    """A way to deliver or pay that this facility does not offer for these goods.

    facility: whose choice it is; str() is Indonesian for the shopper.
    """

    def __init__(self, facility: Facility, text: str):
        super().__init__(f"{facility}: {text}")
        self.facility = facility


class CostChanged(ChoiceNotOffered):
    """The chosen delivery costs something else than the shopper saw."""


@dataclass(frozen=True)
class Change:
    """What is no longer as the shopper saw it. kind: gone, price or min_quantity."""

    variant: Variant
    kind: str
    text: str


class CartChanged(Exception):
    """Prices or goods changed since the shopper saw the cart; `changes` says which."""

    def __init__(self, changes: Sequence[Change]):
        super().__init__(" ".join(change.text for change in changes))
        self.changes = list(changes)

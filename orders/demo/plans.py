"""What one made-up order is: who buys what, where, how, and how it ends."""

import random
from dataclasses import dataclass, field
from datetime import datetime

from catalog.models import Variant
from facilities.models import Facility, Regency
from orders.models import Payment, Shipment
from orders.models.orders import BuyerKind, Channel
from orders.numbers import ALPHABET, CHECKOUT, LENGTH, ORDER


@dataclass(frozen=True)
class Contact:
    """An invented recipient by role, never by name."""

    recipient: str
    phone: str
    regency: Regency
    buyer_kind: str = BuyerKind.PERSON
    office_name: str = ""


@dataclass(frozen=True)
class Line:
    """made: the pieces are made for this order instead of taken from stock."""

    variant: Variant
    quantity: int
    made: bool

    @property
    def total(self) -> int:
        return self.variant.price * self.quantity


@dataclass
class Plan:
    """One order to be. contact: None for a sale over the counter. ending: see story.py."""

    facility: Facility
    channel: str
    buyer_kind: str
    contact: Contact | None
    lines: list[Line]
    placed_at: datetime
    method: str = Shipment.Method.PICKUP
    payment_method: str = Payment.Method.BANK_TRANSFER
    ending: str = "completed"
    # Live orders of the desk stop here, whatever the time: the last step that was taken.
    until: str = ""
    checkout_key: str = ""
    number: str = field(default="")

    @property
    def is_counter_sale(self) -> bool:
        return self.channel in (Channel.GALLERY, Channel.EXHIBITION)

    @property
    def waits_for_making(self) -> bool:
        return any(line.made for line in self.lines)


class Numbers:
    """Order and checkout numbers, the same ones for the same dice."""

    def __init__(self, dice: random.Random):
        self.dice, self.used = dice, set()

    def order(self) -> str:
        return self._new(ORDER)

    def checkout(self) -> str:
        return self._new(CHECKOUT)

    def _new(self, prefix):
        while True:
            number = f"{prefix}-" + "".join(self.dice.choices(ALPHABET, k=LENGTH))
            if number not in self.used:
                self.used.add(number)
                return number

"""The note on the counter before it is a sale: lines, sums, and what stands in its way."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..models import Payment
from ..payments import WAYS, Purchase
from ..payments.emv import with_amount
from ..payments.setups import setup_of
from .shelf import Ware

WRONG = "Tulis jumlah yang benar."
STEPS = (5_000, 10_000, 20_000, 50_000, 100_000)


@dataclass(frozen=True)
class NoteLine:
    """One thing on the note. typed: the pieces as they stand in the field; pieces: None if none."""

    ware: Ware
    typed: str
    pieces: int | None
    error: str = ""

    @property
    def total(self) -> int:
        return self.ware.variant.price * (self.pieces or 0)


def line_of(ware: Ware, *, typed: str, pieces: int | None) -> NoteLine:
    """The line of one thing, with what is wrong about it."""
    error = ""
    if pieces is None:
        error = WRONG
    elif pieces > ware.pieces:
        error = f"Di sini hanya ada {ware.pieces}." if ware.pieces else "Sudah habis di sini."
    return NoteLine(ware, typed, pieces, error)


@dataclass(frozen=True)
class QrisPart:
    """What is paid to one owner by QRIS. text: the code with the amount in it."""

    owner: str
    amount: int
    text: str


@dataclass(frozen=True)
class Note:
    """What lies on the counter."""

    lines: list[NoteLine]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def pieces(self) -> int:
        return sum(line.pieces or 0 for line in self.lines)

    @property
    def is_right(self) -> bool:
        """Whether it can be sold as it stands."""
        return bool(self.lines) and not any(line.error for line in self.lines)

    @property
    def goods(self) -> dict:
        return {line.ware.variant: line.pieces for line in self.lines}

    @property
    def by_owner(self) -> Mapping:
        """Rupiah by facility, in key order."""
        sums: dict = {}
        for line in self.lines:
            facility = line.ware.variant.product.facility
            sums[facility] = sums.get(facility, 0) + line.total
        return dict(sorted(sums.items(), key=lambda item: item[0].pk))

    @property
    def likely_cash(self) -> list[int]:
        """Notes a buyer may lay down: the total rounded up, at most three different sums."""
        sums = {-(-self.total // step) * step for step in STEPS} - {self.total}
        return sorted(sums)[:3] if self.total else []

    @property
    def qris_objection(self) -> str:
        """Why this note cannot be paid by QRIS, in Indonesian; "" when it can."""
        way = WAYS[Payment.Method.QRIS]
        for facility, amount in self.by_owner.items():
            if not way.is_offered(Purchase(facility, "", amount, 0)):
                return f"{facility} belum dapat menerima QRIS sebesar ini. Terima tunai."
        return ""

    def qris_parts(self) -> list[QrisPart]:
        """A code for each owner. Only when there is no objection."""
        return [
            QrisPart(str(facility), amount, with_amount(setup_of(facility).qris_payload, amount))
            for facility, amount in self.by_owner.items()
        ]

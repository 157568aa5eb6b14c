"""Where the money of a facility is: what came in against what was settled, from separate rows."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet, Sum

from ..models import MonthlyClosing, Payment, Receipt, Refund
from ..models.closings import GOODS_SUMS, SUMS


@dataclass
class Balance:
    """Rupiah of one facility, or of all.

    received, refunded: sums of the rows of Receipt and paid Refund. advances: received and not
    given back of orders that are not paid yet (uang muka, money being checked). surplus: received
    beyond what paid orders cost. sums: those of the months, by name in SUMS.
    """

    received: int = 0
    refunded: int = 0
    advances: int = 0
    surplus: int = 0
    sums: Counter = field(default_factory=Counter)

    @property
    def shared(self) -> int:
        """Rupiah that the split gave to somebody or to materials."""
        return sum(self.sums[name] for name in GOODS_SUMS)

    @property
    def outside(self) -> int:
        """Rupiah nobody shares: shipping and kode unik, less what went back of them."""
        return self.sums["shipping"] + self.sums["rounding"] - self.sums["other_returned"]

    @property
    def difference(self) -> int:
        """Rupiah that nothing explains: 0, or something is wrong."""
        explained = self.shared + self.outside + self.advances + self.surplus
        return self.received - self.refunded - explained

    def add(self, other: "Balance") -> None:
        """Count another facility in."""
        for name in ("received", "refunded", "advances", "surplus"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.sums.update(other.sums)


def balances() -> dict[int, Balance]:
    """The balance of every facility with any money, by its key. Four queries."""
    found: dict[int, Balance] = {}

    def put(rows: QuerySet, *names: str) -> None:
        for facility, *amounts in rows:
            balance = found.setdefault(facility, Balance())
            for name, amount in zip(names, amounts, strict=True):
                setattr(balance, name, amount)

    put(_sums(Receipt.objects.all(), "payment__facility", received_=Sum("amount")), "received")
    paid_back = Refund.objects.filter(state=Refund.State.PAID)
    put(_sums(paid_back, "order__facility", refunded_=Sum("amount")), "refunded")
    is_paid = Q(paid_at__isnull=False)
    held = F("received_amount") - F("refunded_amount")
    put(
        _sums(
            Payment.objects.filter(received_amount__gt=0),
            "facility",
            advances_=Sum(held, filter=~is_paid, default=0),
            surplus_=Sum(F("received_amount") - F("amount"), filter=is_paid, default=0),
        ),
        "advances",
        "surplus",
    )
    months = _sums(
        MonthlyClosing.objects.all(), "facility", **{f"{name}_": Sum(name) for name in SUMS}
    )
    for facility, *amounts in months:
        found.setdefault(facility, Balance()).sums = Counter(dict(zip(SUMS, amounts, strict=True)))
    return found


def total(found: dict[int, Balance]) -> Balance:
    """All facilities together."""
    together = Balance()
    for balance in found.values():
        together.add(balance)
    return together


def _sums(rows: QuerySet, facility: str, **sums) -> QuerySet:
    return rows.order_by().values_list(facility).annotate(**sums)

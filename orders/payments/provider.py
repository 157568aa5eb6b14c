"""What a payment gateway is to us: four acts. One file per gateway keeps its habits to itself.

Source: docs/rules/gateways.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

LARGEST_NOTICE = 16 * 1024  # bytes
PRINTABLE = re.compile(r"[\x20-\x7e]*")


class Kind(StrEnum):
    """What a gateway's word means for the money."""

    PENDING = "pending"  # page open, nothing decided
    DENIED = "denied"  # this try failed, the page stays open
    CHECKING = "checking"  # money held while the gateway looks for fraud
    PAID = "paid"
    ENDED = "ended"  # cancelled, failed or expired: nothing will come
    MONEY_BACK = "money_back"  # refunded or charged back
    UNKNOWN = "unknown"  # a word we do not know
    NOTHING = "nothing"  # asked, and nobody has begun to pay


class NoticeBroken(Exception):
    """The body is not what this gateway sends."""


class NoticeForged(Exception):
    """The notice does not prove that the gateway sent it."""


class PageRefused(Exception):
    """The gateway will not make this page."""


class ReferenceUsed(PageRefused):
    """It has seen this reference before; the next number may pass."""


class KeysRefused(PageRefused):
    """It does not know our keys."""


@dataclass(frozen=True)
class PageItem:
    """One row of the bill on the gateway's page; price in rupiah."""

    code: str
    name: str
    price: int
    quantity: int


@dataclass(frozen=True)
class PageRequest:
    """What the page shall ask for. amount: rupiah, the sum of the items. No address of the buyer:
    the gateway has no use for it. ends_at: after it the page takes no money."""

    reference: str
    amount: int
    items: Sequence[PageItem]
    description: str
    buyer_name: str
    buyer_email: str
    buyer_phone: str
    starts_at: datetime
    ends_at: datetime
    return_address: str


@dataclass(frozen=True)
class PayPage:
    """Where the shopper pays. provider_id: the gateway's own name for it, "" if it has none yet."""

    address: str
    provider_id: str = ""


@dataclass(frozen=True)
class News:
    """What a gateway says about one page.

    reference: ours; provider_id, status: the gateway's words; key: unique per gateway and news;
    amount: whole rupiah, None when it is no such amount; channel: how it was paid.
    is_proven: whether the message itself proves all that matters, so that nobody need be asked.
    """

    reference: str
    provider_id: str
    kind: Kind
    status: str
    key: str
    amount: int | None = None
    channel: str = ""
    page_address: str = ""
    is_proven: bool = False


class PaymentProvider(Protocol):
    """One gateway. account: a GatewayAccount; attempt: a GatewayAttempt.

    All acts that ask raise outside.OutsideUnavailable, and KeysRefused.
    """

    name: str
    label: str

    def create(self, *, account, page: PageRequest) -> PayPage:
        """Make the page. Raises ReferenceUsed or another PageRefused."""

    def reference_in(self, body: Mapping) -> str:
        """Our reference in a notice. Raises NoticeBroken."""

    def read_notice(self, *, account, body: Mapping, headers: Mapping) -> News:
        """The notice, checked. Raises NoticeBroken or NoticeForged."""

    def fetch_status(self, *, account, attempt) -> News:
        """What the gateway says now; Kind.NOTHING when nobody has begun to pay."""

    def stop(self, *, account, attempt) -> None:
        """Close the page as far as the gateway allows; one that cannot be closed is no error."""


def text_in(data: Mapping, name: str, *, longest: int = 64, required: bool = True) -> str:
    """A plain text of printable ASCII in a gateway's answer. Raises NoticeBroken."""
    value = data.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or len(value) > longest or not PRINTABLE.fullmatch(value):
        raise NoticeBroken(name)
    if required and not value:
        raise NoticeBroken(name)
    return value


def whole_rupiah(value: object) -> int | None:
    """`"147356.00"`, `147356` or `147356.0` as 147356; None for anything that is no whole rupiah."""
    if isinstance(value, str):
        if not re.fullmatch(r"\d{1,13}(\.0{1,2})?", value, re.ASCII):
            return None
        return int(value.partition(".")[0])
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    is_whole = 0 <= value < 10**13 and value == int(value)
    return int(value) if is_whole else None

"""What is asked of a courier service and what it answers, whichever service it is."""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..models.shipments import carrier_name
from ..outside import Answer as Reply
from ..outside import OutsideUnavailable

DEAREST = 100_000_000  # rupiah: a longer figure is a slip of the service
NAMES = {
    "anteraja": "AnterAja",
    "ide": "ID Express",
    "jne": "JNE",
    "jnt": "J&T",
    "lion": "Lion Parcel",
    "ninja": "Ninja Xpress",
    "pos": "Pos Indonesia",
    "sap": "SAP Express",
    "sicepat": "SiCepat",
    "tiki": "TIKI",
    "wahana": "Wahana",
}
CODE = re.compile(r"[^a-z0-9]+")
SPAN = re.compile(r"(\d{1,3})(?:\s*(?:-|–|s/d|to|sampai)\s*(\d{1,3}))?")


@dataclass(frozen=True)
class Parcel:
    """One question: postal codes from and to, whole chargeable kilograms, codes of couriers."""

    origin: str
    destination: str
    kg: int
    couriers: tuple[str, ...]

    @property
    def grams(self) -> int:
        """What the service is told: it then charges the kilograms we reckoned with."""
        return self.kg * 1000


@dataclass(frozen=True)
class CourierService:
    """One way of one courier. code: `jne:reg`; cost: rupiah; eta: `2 sampai 3 hari` or empty."""

    code: str
    courier: str
    service: str
    cost: int
    eta: str

    @property
    def label(self) -> str:
        return carrier_name(self.courier, self.service)


@dataclass(frozen=True)
class Place:
    """Where the service thinks a postal code lies. reference: its own name for the place."""

    reference: str
    city: str = ""


@dataclass(frozen=True)
class Answer:
    """services: cheapest first, empty when the courier does not go there; city: of the address as
    the service names it; places: found on the way, by postal code, worth keeping."""

    services: tuple[CourierService, ...]
    city: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)


class Refused(Exception):
    """The service will not answer: a wrong key (401, 403), the quota (429) or something else.

    status: the HTTP status; str(): what it said, for an officer.
    """

    def __init__(self, status: int, said: str = ""):
        super().__init__(said or f"Ditolak dengan kode {status}.")
        self.status = status


class Deadline:
    """A span of time shared by the calls that answer one question. seconds: from now."""

    def __init__(self, seconds: float):
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; raises OutsideUnavailable when none are."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise OutsideUnavailable("timeout")
        return left


def rows_of(data: Any, name: str) -> list[dict]:
    """The rows an answer holds under a name. Raises OutsideUnavailable for anything else."""
    rows = data.get(name) if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise OutsideUnavailable("unreadable answer")
    return [row for row in rows if isinstance(row, dict)]


def refusal_of(reply: Reply, *path: str) -> Refused:
    """A refusal with the words of the service. path: where in its answer they stand."""
    said: Any = reply.data
    for name in path:
        said = said.get(name) if isinstance(said, dict) else None
    return Refused(reply.status, text(said, 120))


def service_of(
    *, courier_code: Any, courier: Any, service_code: Any, service: Any, cost: Any, eta: str
) -> CourierService | None:
    """A row of an answer as a service; None for one that cannot be sold (no cost, no name)."""
    codes = [_code(courier_code), _code(service_code)]
    cost = _rupiah(cost)
    if not all(codes) or cost is None:
        return None
    name = NAMES.get(codes[0]) or text(courier, 30) or codes[0].upper()
    return CourierService(":".join(codes), name, text(service, 30) or codes[1].upper(), cost, eta)


def cheapest_first(services: Iterable[CourierService | None]) -> tuple[CourierService, ...]:
    """The services that can be sold, each code once, in the order a shopper reads them."""
    found: dict[str, CourierService] = {}
    for service in services:
        if service and service.cost < found.get(service.code, service).cost + 1:
            found[service.code] = service
    return tuple(sorted(found.values(), key=lambda service: (service.cost, service.label)))


def eta_of(span: Any, unit: str = "") -> str:
    """`2-3 day` -> `2 sampai 3 hari`; empty when nothing can be read out of it."""
    found = SPAN.search(str(span or ""))
    if not found or not int(found[2] or found[1]):
        return ""
    name = "jam" if re.search(r"hour|jam", f"{span} {unit}", re.IGNORECASE) else "hari"
    first, last = int(found[1]), int(found[2] or found[1])
    return f"{first} {name}" if first == last else f"{first} sampai {last} {name}"


def text(value: Any, length: int) -> str:
    """What a service wrote, on one line and not longer than `length`.

    Signs that cannot be stored or shown (NUL, halves of a character, controls) are left out.
    """
    if not isinstance(value, str):
        return ""
    words = " ".join(value.split())
    return "".join(sign for sign in words if sign.isprintable())[:length].strip()


def _code(value: Any) -> str:
    return CODE.sub("-", str(value or "").lower()).strip("-")[:15]


def _rupiah(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 12:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < DEAREST:
        return None
    return value

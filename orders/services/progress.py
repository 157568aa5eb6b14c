"""The way of an enquiry as who asked sees it: what was done and when, then what comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..models import Enquiry, EnquiryEvent

State = Enquiry.State


@dataclass(frozen=True)
class Mark:
    """One stitch. place: "done", "now" or "" for what is still to come; at: when it was done."""

    label: str
    place: str
    at: datetime | None = None


def marks_of(enquiry: Enquiry, events: Iterable[EnquiryEvent]) -> list[Mark]:
    """The stitches of this enquiry. enquiry: with service, booking selected; events: in order."""
    done = [Mark(event.text.removesuffix("."), "done", event.at) for event in events]
    if enquiry.is_open and done:
        done[-1] = Mark(done[-1].label, "now", done[-1].at)
    return done + [Mark(label, "") for label in _to_come(enquiry)]


def _to_come(enquiry: Enquiry) -> list[str]:
    if not enquiry.is_open:
        return []
    labels = ["Janji dipastikan" if enquiry.place else "Dijawab petugas"]
    if enquiry.service.drop_off:
        labels += ["Barang diterima", "Siap diambil"]
    labels.append("Selesai")
    passed = {
        State.ASKED: 0, State.ANSWERED: 1, State.CONFIRMED: 1, State.LEFT: 2, State.READY: 3,
    }  # fmt: skip
    return labels[passed[enquiry.state] :] or ["Selesai"]

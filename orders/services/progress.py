"""The way of an enquiry as who asked sees it: what is done, what is now, what comes."""

from dataclasses import dataclass

from ..models import Enquiry

State = Enquiry.State
ENDED = (State.DECLINED, State.WITHDRAWN, State.MISSED, State.LAPSED)


@dataclass(frozen=True)
class Mark:
    """One stitch. place: "done", "now" or "" for what is still to come."""

    label: str
    place: str


def marks_of(enquiry: Enquiry) -> list[Mark]:
    """The stitches of this enquiry. enquiry: with service, booking and order selected."""
    labels = _way(enquiry)
    here = _reached(enquiry, labels)
    is_over = not enquiry.is_open
    return [
        Mark(label, "done" if n < here or (n == here and is_over) else "now" if n == here else "")
        for n, label in enumerate(labels)
    ]


def _way(enquiry: Enquiry) -> list[str]:
    if enquiry.state in ENDED:
        return ["Permintaan masuk", enquiry.get_state_display()]
    labels = ["Permintaan masuk", "Janji dipastikan" if enquiry.place else "Dijawab petugas"]
    if enquiry.service.drop_off:
        labels.append("Barang dititip")
    if enquiry.order_id:
        return [*labels, "Harga disepakati, menjadi pesanan"]
    if enquiry.service.drop_off:
        labels.append("Siap diambil")
    return [*labels, "Selesai"]


def _reached(enquiry: Enquiry, labels: list[str]) -> int:
    last = len(labels) - 1
    if not enquiry.is_open:
        return last
    found = {
        State.ASKED: 0, State.ANSWERED: 1, State.CONFIRMED: 1, State.LEFT: 2, State.READY: 3,
    }  # fmt: skip
    return min(found[enquiry.state], last)

"""What every act on an enquiry shares: its lock, its move from state to state, its history."""

from datetime import datetime

from catalog import service_days
from facilities.access import may

from ..models import Booking, Enquiry, EnquiryEvent
from .errors import EnquiryRefused

Actor = EnquiryEvent.Actor
State = Enquiry.State
MOVED_ON = "Permintaan ini sudah berubah. Muat ulang halaman."
NOT_YOURS = "Jabatan Anda tidak boleh melakukan langkah ini."


def locked_enquiry(pk: int) -> Enquiry:
    """Lock an enquiry and return it as it is now, with its service, facility and booking."""
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("service", "facility")
    enquiry = rows.get(pk=pk)
    booking = Booking.objects.filter(enquiry=enquiry).select_related("day").first()
    if booking is not None:
        booking.enquiry, enquiry.booking = enquiry, booking
    return enquiry


def check_role(enquiry: Enquiry, by, right: str = "answer") -> None:
    """Raise EnquiryRefused unless the officer holds this right on enquiries of the facility."""
    if not may(by, right, "enquiry", enquiry.facility):
        raise EnquiryRefused(NOT_YOURS)


def check_state(enquiry: Enquiry, *states: str) -> None:
    """Raise EnquiryRefused unless it is in one of these states."""
    if enquiry.state not in states:
        raise EnquiryRefused(MOVED_ON)


def move(enquiry: Enquiry, to_state: str, *, at: datetime, **changes) -> None:
    """Move a locked enquiry on."""
    changes |= {"state": to_state, "moved_at": at}
    if to_state not in Enquiry.OPEN_STATES:
        changes["closed_at"] = at
    if not Enquiry.objects.filter(pk=enquiry.pk, state=enquiry.state).update(**changes):
        raise EnquiryRefused(MOVED_ON)
    for name, value in changes.items():
        setattr(enquiry, name, value)


def free_place(enquiry: Enquiry, *, at: datetime) -> None:
    """End the booking of a locked enquiry, if it holds a place."""
    booking = enquiry.place
    if booking is not None and booking.is_held:
        booking.ended_at = at
        booking.save(update_fields=["ended_at"])
        service_days.give_back(row=booking.day)


def write_down(
    enquiry: Enquiry, text: str, *, actor: str, at: datetime, by=None, note: str = ""
) -> None:
    """A line of the enquiry's history. text: words of ours; note: what a person typed."""
    EnquiryEvent.objects.create(
        enquiry=enquiry, text=text[:120], note=note[:500], actor=actor, by=by, at=at
    )

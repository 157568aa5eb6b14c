"""The facility's side: answer, confirm, move or decline, and the goods that lie there."""

from datetime import date, datetime

from django.db import transaction

from catalog import service_days
from catalog.dates import tanggal

from ..models import Enquiry
from ..retrying import retried
from . import letters
from .errors import EnquiryRefused
from .requests import (
    Actor,
    State,
    check_role,
    check_state,
    free_place,
    locked_enquiry,
    move,
    write_down,
)

WITHOUT_DAY = "Permintaan ini tidak memakai tanggal janji."


@retried
def answer(*, enquiry: Enquiry, answer: str, by, at: datetime) -> Enquiry:
    """Answer a wish; it stays open until it is done, priced or declined.

    answer: what who asked reads; the same again changes nothing. Raises EnquiryRefused.
    """
    text = answer.strip()[:500]
    if not text:
        raise EnquiryRefused("Tulis jawabannya; pemesan membacanya.", "answer")
    with transaction.atomic():
        enquiry = _mine(enquiry, by)
        check_state(enquiry, *Enquiry.OPEN_STATES)
        if enquiry.state != State.ASKED and enquiry.answer == text:
            return enquiry  # pressed twice: said once, one letter
        # A booking is answered by its confirmation; words alone do not promise the day.
        is_plain = enquiry.state == State.ASKED and enquiry.place is None
        move(enquiry, State.ANSWERED if is_plain else enquiry.state, at=at, answer=text)
        write_down(enquiry, "Dijawab petugas.", actor=Actor.OFFICER, by=by, at=at, note=text)
        letters.tell(enquiry, "service_answered")
        return enquiry


@retried
def confirm(
    *, enquiry: Enquiry, guard_arranged: bool = False, answer: str = "", by, at: datetime
) -> Enquiry:
    """Promise the day. guard_arranged: that a guard is there, where the service needs one.

    answer: what who asked reads besides, may be empty. Raises EnquiryRefused.
    """
    with transaction.atomic():
        enquiry = _mine(enquiry, by)
        check_state(enquiry, State.ASKED)
        booking = _booking(enquiry)
        if enquiry.service.guard_needed and not guard_arranged:
            raise EnquiryRefused("Siapkan pengawal dahulu, lalu beri tanda.", "guard_arranged")
        booking.guard_arranged = guard_arranged
        booking.save(update_fields=["guard_arranged"])
        move(enquiry, State.CONFIRMED, at=at, answer=answer.strip()[:500])
        text = f"Janji {tanggal(booking.day.day)} dipastikan."
        write_down(enquiry, text, actor=Actor.OFFICER, by=by, at=at, note=answer.strip())
        letters.tell(enquiry, "service_confirmed")
        return enquiry


@retried
def move_day(*, enquiry: Enquiry, day: date, answer: str = "", by, at: datetime) -> Enquiry:
    """Give the booking another day; the place of the old one is free again.

    A confirmed booking stays confirmed, one that needs a guard has to be confirmed anew.
    Raises EnquiryRefused, service_days.DayRefused (and its DayFull); then nothing has moved.
    """
    with transaction.atomic():
        enquiry = _mine(enquiry, by)
        check_state(enquiry, State.ASKED, State.CONFIRMED)
        booking = _booking(enquiry)
        old = booking.day
        if old.day == day:
            raise EnquiryRefused("Pilih tanggal lain; janjinya sudah di tanggal itu.", "day")
        # Both rows change: the earlier day first, so that two moves never wait crosswise.
        if old.day < day:
            service_days.give_back(row=old)
        booking.day = service_days.take(service=enquiry.service, day=day, at=at)
        if old.day > day:
            service_days.give_back(row=old)
        booking.reminded_at, booking.guard_arranged = None, False
        booking.save(update_fields=["day", "reminded_at", "guard_arranged"])
        state = State.ASKED if enquiry.service.guard_needed else enquiry.state
        move(enquiry, state, at=at, answer=answer.strip()[:500])
        text = f"Janji dipindah dari {tanggal(old.day)} ke {tanggal(day)}."
        write_down(enquiry, text, actor=Actor.OFFICER, by=by, at=at, note=answer.strip())
        letters.tell(enquiry, "service_moved")
        return enquiry


@retried
def decline(*, enquiry: Enquiry, answer: str, by, at: datetime) -> Enquiry:
    """No, with the reason that is read; a place that was held is free again.

    Raises EnquiryRefused without a reason, or when goods lie at the facility.
    """
    text = answer.strip()[:500]
    if not text:
        raise EnquiryRefused("Tulis alasannya; pemesan membacanya.", "answer")
    with transaction.atomic():
        enquiry = _mine(enquiry, by)
        check_state(enquiry, State.ASKED, State.ANSWERED, State.CONFIRMED)
        move(enquiry, State.DECLINED, at=at, answer=text)
        free_place(enquiry, at=at)
        write_down(enquiry, "Ditolak.", actor=Actor.OFFICER, by=by, at=at, note=text)
        letters.tell(enquiry, "service_declined")
        return enquiry


@retried
def take_in(*, enquiry: Enquiry, note: str = "", by, at: datetime) -> Enquiry:
    """The goods to work on are here. note: what was left, for the facility. Raises EnquiryRefused."""
    with transaction.atomic():
        enquiry = _mine(enquiry, by)
        check_state(enquiry, State.ASKED, State.ANSWERED, State.CONFIRMED)
        if not enquiry.service.drop_off:
            raise EnquiryRefused("Jasa ini tidak menerima barang titipan.")
        move(enquiry, State.LEFT, at=at)
        write_down(
            enquiry, "Barang diterima.", actor=Actor.OFFICER, by=by, at=at, note=note.strip()
        )
        return enquiry


@retried
def make_ready(*, enquiry: Enquiry, by, at: datetime) -> Enquiry:
    """Work without a price is done, the goods can be fetched. Raises EnquiryRefused."""
    with transaction.atomic():
        enquiry = _mine(enquiry, by)
        check_state(enquiry, State.LEFT)
        move(enquiry, State.READY, at=at)
        write_down(enquiry, "Siap diambil.", actor=Actor.OFFICER, by=by, at=at)
        letters.tell(enquiry, "service_ready")
        return enquiry


@retried
def finish(*, enquiry: Enquiry, by, at: datetime) -> Enquiry:
    """It is over without anything to pay: goods fetched, question answered. Raises EnquiryRefused."""
    with transaction.atomic():
        enquiry = _mine(enquiry, by)
        check_state(enquiry, State.ANSWERED, State.CONFIRMED, State.READY)
        text = "Barang diambil." if enquiry.state == State.READY else "Selesai."
        move(enquiry, State.DONE, at=at)
        write_down(enquiry, text, actor=Actor.OFFICER, by=by, at=at)
        return enquiry


@retried
def miss(*, enquiry: Enquiry, by, at: datetime) -> Enquiry:
    """Nobody came on the day. Raises EnquiryRefused before it has come."""
    with transaction.atomic():
        enquiry = _mine(enquiry, by)
        check_state(enquiry, State.CONFIRMED)
        if _booking(enquiry).day.day > enquiry.facility.local_day(at):
            raise EnquiryRefused("Hari janjinya belum tiba.")
        move(enquiry, State.MISSED, at=at)
        write_down(enquiry, "Pemesan tidak datang.", actor=Actor.OFFICER, by=by, at=at)
        return enquiry


def _mine(enquiry: Enquiry, by) -> Enquiry:
    enquiry = locked_enquiry(enquiry.pk)
    check_role(enquiry, by)
    return enquiry


def _booking(enquiry: Enquiry):
    booking = enquiry.place
    if booking is None or not booking.is_held:
        raise EnquiryRefused(WITHOUT_DAY)
    return booking

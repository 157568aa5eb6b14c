"""The side of who asks: a wish with or without a day, and thinking better of it."""

import hashlib
import json
from datetime import date, datetime

from django.db import IntegrityError, transaction

from catalog import service_days
from catalog.dates import tanggal
from catalog.models import Publication, Service
from facilities.access import may

from .. import numbers
from ..models import Booking, Enquiry
from ..retrying import retried
from . import letters
from .errors import EnquiryKeyReused, EnquiryRefused
from .requests import (
    MOVED_ON,
    NOT_YOURS,
    Actor,
    State,
    free_place,
    locked_enquiry,
    move,
    write_down,
)

ENQUIRY = "J"  # numbers of enquiries: J-7K3M9QXZ
NOT_LISTED = "Jasa ini tidak lagi diterima. Lihat daftar jasa lainnya."


def enquiry_with(key: str) -> Enquiry | None:
    """The enquiry this form has already made, if any."""
    return Enquiry.objects.filter(key=key).first()


@retried
def ask(
    *,
    key: str,
    service: Service,
    name: str,
    phone: str,
    at: datetime,
    email: str = "",
    quantity: int | None = None,
    wanted_on: date | None = None,
    day: date | None = None,
    message: str = "",
    by=None,
) -> Enquiry:
    """Record a wish; with a day it takes one of that day's places: all of it, or nothing.

    key: random, from the form; the same again returns the first enquiry. phone: `+62...`.
    wanted_on: by when it is needed, for wishes without a booking. day: the day of the booking, for
    services that take them. by: the officer who writes down what somebody asked on the spot or in
    a chat; None for the site. at: aware, now.
    Raises EnquiryRefused (and its EnquiryKeyReused), service_days.DayRefused (and its DayFull).
    """
    if by is not None and not may(by, "answer", "enquiry", service.facility):
        raise EnquiryRefused(NOT_YOURS)
    typed = [name, str(phone), email, quantity, str(wanted_on), str(day), message]
    content = _content_hash(service, typed)
    first = enquiry_with(key)
    if first is None:
        try:
            with transaction.atomic():
                # The key row comes first: a second press waits here for the first to commit.
                enquiry = Enquiry.objects.create(
                    key=key, content_hash=content, service=service, facility_id=service.facility_id,
                    number=numbers.new_number(ENQUIRY, is_taken=_is_taken),
                    source=Enquiry.Source.OFFICER if by else Enquiry.Source.SITE,
                    name=name, phone=phone, email=email, quantity=quantity, wanted_on=wanted_on,
                    message=message[:1000], asked_at=at, moved_at=at,
                )  # fmt: skip
                _check_listed(service, by)
                text = "Permintaan masuk."
                if day is not None:
                    row = service_days.take(service=service, day=day, at=at)
                    # Behind the lock of the day's row: who came before is seen.
                    _check_first(enquiry, day, by)
                    Booking.objects.create(enquiry=enquiry, day=row)
                    text = f"Permintaan masuk untuk {tanggal(day)}."
                actor = Actor.OFFICER if by else Actor.SHOPPER
                write_down(enquiry, text, actor=actor, by=by, at=at)
                letters.tell(enquiry, "service_asked")
                return enquiry
        except IntegrityError:
            first = enquiry_with(key)
            if first is None:
                raise
    if first.content_hash != content:
        raise EnquiryKeyReused
    return first


@retried
def withdraw(*, enquiry: Enquiry, at: datetime) -> Enquiry:
    """Who asked thinks better of it; a place that was held is free again.

    Raises EnquiryRefused when something lies at the facility already, or it is over.
    """
    with transaction.atomic():
        enquiry = locked_enquiry(enquiry.pk)
        if not enquiry.can_withdraw:
            raise EnquiryRefused(MOVED_ON)
        move(enquiry, State.WITHDRAWN, at=at)
        free_place(enquiry, at=at)
        write_down(enquiry, "Dibatalkan pemesan.", actor=Actor.SHOPPER, at=at)
        return enquiry


def _check_listed(service: Service, by) -> None:
    """The site takes wishes for what it lists; officers also for what is only inside."""
    rows = Service.objects.filter(status=Publication.LIVE) if by else Service.objects.public()
    if not rows.filter(pk=service.pk).exists():
        raise EnquiryRefused(NOT_LISTED)


def _check_first(enquiry: Enquiry, day: date, by) -> None:
    """One number, one place a day: nobody fills a day alone. Officers know better."""
    rows = Booking.objects.held().filter(enquiry__phone=enquiry.phone, day__day=day)
    if by is None and rows.filter(day__service=enquiry.service_id).exists():
        text = f"Nomor ini sudah punya janji pada {tanggal(day)}. Hubungi petugas bila perlu lebih."
        raise EnquiryRefused(text, "day")


def _content_hash(service: Service, typed: list) -> str:
    return hashlib.sha256(json.dumps([service.pk, *typed]).encode()).hexdigest()


def _is_taken(number: str) -> bool:
    return Enquiry.objects.filter(number=number).exists()

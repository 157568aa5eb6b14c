"""Forgetting who asked for a service: on request, or when the time has come.

Where the enquiry became an order, its data are forgotten with the order (orders/privacy).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from ..models import Enquiry
from ..privacy import erasure_list
from ..privacy.copies import MASKED_NAME, forget_enquiries
from ..retrying import retried
from .errors import EnquiryRefused
from .requests import Actor, locked_enquiry, write_down

STILL_OPEN = "Permintaan ini masih berjalan. Batalkan dahulu, lalu hapus datanya."
WITH_ORDER = "Data ini dihapus bersama pesanannya, lewat halaman pesanan."


@retried
def erase(*, enquiry: Enquiry, at: datetime) -> None:
    """Forget who asked, now, and write it on the list; what was done when stays.

    Raises EnquiryRefused while it is open, or when it became an order.
    """
    with transaction.atomic():
        enquiry = locked_enquiry(enquiry.pk)
        if enquiry.order_id:
            raise EnquiryRefused(WITH_ORDER)
        if enquiry.is_open:
            raise EnquiryRefused(STILL_OPEN)
        if enquiry.name == MASKED_NAME:
            return
        # On the list first: what was agreed on is erased again rather than forgotten.
        erasure_list.add(enquiry.number, at=at)
        write_down(enquiry, "Data pribadi dihapus.", actor=Actor.SHOPPER, at=at)
        forget_enquiries([enquiry.pk])


def mask_old(*, before: datetime, limit: int = 1000) -> int:
    """Forget enquiries closed before this moment that became no order; returns how many.

    Open ones that nobody has touched since are forgotten too: a name does not wait for an officer.
    """
    is_old = Q(closed_at__lt=before) | Q(closed_at=None, moved_at__lt=before)
    due = Enquiry.objects.filter(is_old, order=None).exclude(name=MASKED_NAME)
    return forget_enquiries(due.order_by("pk").values_list("pk", flat=True)[:limit])

"""Issuing and voiding papers. Source: docs/rules/documents.md."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from facilities.access import may
from orders import private_pictures
from orders.models import Document, Order, Receipt
from orders.numbers import ALPHABET
from orders.retrying import retried

from . import numbering
from .registry import PAPERS
from .snapshot import buyer_of, facts_of

CODE_LENGTH = 12  # 12 × 5 = 60 random bits


class DocumentNotAllowed(Exception):
    """The paper does not fit the order or the person; str() is Indonesian."""


@retried
def issue(
    *,
    order: Order,
    kind: str,
    by,
    at: datetime,
    receipt: Receipt | None = None,
    reference: str = "",
) -> Document:
    """Issue a paper with the next number, or return the valid one that is there already.

    by: the officer, None when the site issues it by itself. receipt: the arrival of money a
    kuitansi is for; without one the first that has none yet. reference: the number of the
    office's own letter. The number's month and year are those of the facility's day.
    Raises DocumentNotAllowed.
    """
    paper = PAPERS[kind]
    with transaction.atomic():
        order = _locked(order.pk)
        if by is not None and not may(by, paper.right, "document", order.facility):
            raise DocumentNotAllowed("Jabatan Anda tidak boleh menerbitkan surat ini.")
        if kind == Document.Kind.KUITANSI:
            receipt = receipt or _first_without(order)
        found = order.documents.valid().filter(kind=kind, receipt=receipt).first()
        if found is not None:
            return found
        if objection := paper.objection(order):
            raise DocumentNotAllowed(objection)
        return _write(order, kind, receipt, reference.strip()[:80], by, at)


def void(*, document: Document, reason: str, by, at: datetime) -> Document:
    """Declare a paper void; its number stays used and every copy from now on says so.

    Raises DocumentNotAllowed without reason or right, or when it is void already.
    """
    reason = reason.strip()[:200]
    if not may(by, "void", "document", document.facility):
        raise DocumentNotAllowed("Jabatan Anda tidak boleh membatalkan surat.")
    if not reason:
        raise DocumentNotAllowed("Tulis alasan pembatalan.")
    with transaction.atomic():
        rows = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk)
        row = rows.get()
        if row.is_void:
            raise DocumentNotAllowed("Surat ini sudah dibatalkan.")
        _mark_void(row, reason=reason, by=by, at=at)
    return row


def void_with_order(*, order: Order, reason: str, by, at: datetime) -> None:
    """Declare void every paper of an order that never should have been, within its transaction.

    by: the officer who undoes the order; whether that is allowed was decided there.
    """
    for row in order.documents.valid().select_for_update(of=("self",)).order_by("pk"):
        _mark_void(row, reason=reason, by=by, at=at)


def _mark_void(row: Document, *, reason: str, by, at: datetime) -> None:
    path, row.file_name, row.sha256 = row.file_name, "", ""  # drawn anew, with the mark
    row.voided_at, row.voided_by, row.void_reason = at, by, reason
    row.revision += 1
    row.save()
    transaction.on_commit(lambda: private_pictures.discard(path))


def _locked(order_pk: int) -> Order:
    """Two issues for one order come one after the other; the order's state holds meanwhile."""
    rows = Order.objects.select_for_update(of=("self",))
    return rows.select_related(
        "facility__regional_office", "payment", "checkout__regency", "checkout__province",
        "shipment__gallery", "direct_sale__location__facility",
    ).get(pk=order_pk)  # fmt: skip


def _first_without(order: Order) -> Receipt:
    receipts = order.payment.receipts.order_by("received_at", "pk")
    taken = order.documents.valid().filter(kind=Document.Kind.KUITANSI)
    receipt = receipts.exclude(pk__in=taken.values("receipt")).first() or receipts.last()
    if receipt is None:
        raise DocumentNotAllowed("Belum ada uang yang diterima.")
    return receipt


def _write(order: Order, kind: str, receipt, reference: str, by, at: datetime) -> Document:
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    day = order.facility.local_day(at)
    facts = facts_of(
        order,
        lines=order.lines.all(),
        receipt=receipt,
        reference=reference,
        check_url=settings.SITE_URL.rstrip("/") + reverse("orders:document_check", args=[code]),
        at=at,
    )
    # The counter last: it is the one row all issues of the facility wait for.
    serial = numbering.next_serial(facility=order.facility, kind=kind, year=day.year)
    return Document.objects.create(
        facility=order.facility,
        order=order,
        receipt=receipt,
        kind=kind,
        year=day.year,
        serial=serial,
        number=numbering.number_of(kind=kind, facility=order.facility, day=day, serial=serial),
        code=code,
        amount=PAPERS[kind].amount(order, receipt),
        facts=facts,
        buyer=buyer_of(order),
        issued_at=at,
        issued_by=by,
    )

"""Every place where words about a shopper lie, and how they are forgotten.

A text field of a model of orders/ stands here or in the list of harmless ones in
tests/orders/privacy/test_every_field.py: a new one cannot be left out unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from .. import documents, private_pictures
from ..models import (
    Checkout,
    Document,
    Enquiry,
    EnquiryEvent,
    GatewayAttempt,
    Order,
    OrderEvent,
    Payment,
    PaymentProof,
    PrivacyRequest,
    Receipt,
    Refund,
    Reminder,
    ReturnPhoto,
    ReturnRequest,
    StatementLine,
)

# Stands where the name was, so that a list says why nobody is named.
MASKED_NAME = "(disamarkan)"
# A shorter one would be found inside the words of others.
SHORTEST_NAME = 6
# Stands where somebody wrote freely: a name may have been among the words.
MARK = MASKED_NAME
# Of the address the province and the regency stay: they name a place, not a person.
EMPTIED = (
    "phone", "email", "district", "village", "street", "landmark", "postal_code",
    "office_name", "note",
    # A hash over name and address could be found again by trying.
    "content_hash",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Free text in rows about a checkout. path: lookup from the row to the checkout."""

    model: type[models.Model]
    path: str
    fields: tuple[str, ...]


WORDS = (
    # "Dari Bapak …, jam 10": officers note who paid, shoppers why they cancel.
    Words(OrderEvent, "order__checkout", ("reason",)),
    Words(Receipt, "payment__order__checkout", ("note",)),
    Words(Refund, "order__checkout", ("reason", "decision_reason", "how")),
    Words(PaymentProof, "payment__order__checkout", ("reason",)),
    Words(GatewayAttempt, "payment__order__checkout", ("decision",)),
    # The bank's own words name who sent the money.
    Words(StatementLine, "payment__order__checkout", ("text", "reason")),
    Words(ReturnRequest, "order__checkout", ("note", "answer")),
    Words(PrivacyRequest, "checkout", ("answer",)),
    Words(Document, "order__checkout", ("void_reason",)),
    Words(Enquiry, "order__checkout", ("message", "answer")),
    Words(EnquiryEvent, "enquiry__order__checkout", ("note",)),
)
# Rows whose pages officers act on: the log of the back office repeats what was typed there.
LOGGED = (
    (Order, "checkout"),
    (Payment, "order__checkout"),
    (PaymentProof, "payment__order__checkout"),
    (GatewayAttempt, "payment__order__checkout"),
    (StatementLine, "payment__order__checkout"),
    (Refund, "order__checkout"),
    (ReturnRequest, "order__checkout"),
    (PrivacyRequest, "checkout"),
    (Document, "order__checkout"),
    (Enquiry, "order__checkout"),
)
# Letters by task, and what their first argument is the key of.
LETTERS = {
    "orders.mail.send_placed": (Checkout, "pk"),
    "orders.mail.send_about_order": (Order, "checkout"),
    "orders.mail.send_about_refund": (Refund, "order__checkout"),
    "orders.mail.send_about_return": (ReturnRequest, "order__checkout"),
    "orders.mail.send_about_data": (PrivacyRequest, "checkout"),
    "orders.reminders.send_reminder": (Reminder, "order__checkout"),
    "orders.services.letters.send_about_enquiry": (Enquiry, "order__checkout"),
}
ENQUIRY_LETTER = "orders.services.letters.send_about_enquiry"


def forget(checkouts: Iterable[int]) -> int:
    """Forget who bought: contact, pictures, papers, free words, letters; returns how many.

    checkouts: primary keys. Order facts, sums, states and moments stay as they are. Repeating it
    does nothing. Files go first: a row that still names one is found again, a lost file is not.
    """
    keys = list(checkouts)
    rows = Checkout.objects.filter(pk__in=keys)
    _blank_loose_lines(keys)
    _forget_letters(keys, [email for email in rows.values_list("email", flat=True) if email])
    _remove_pictures(keys)
    documents.forget_buyers(checkouts=keys, name=MASKED_NAME)
    for words in WORDS:
        _blank(words, keys)
    _forget_log(keys)
    # The gateway's own page tells who paid; it is over by now.
    GatewayAttempt.objects.filter(payment__order__checkout__in=keys).update(address="")
    PrivacyRequest.objects.filter(checkout__in=keys).update(wanted={})
    forget_enquiries(Enquiry.objects.filter(order__checkout__in=keys).values_list("pk", flat=True))
    return rows.update(recipient=MASKED_NAME, **dict.fromkeys(EMPTIED, ""))


def forget_enquiries(enquiries: Iterable[int]) -> int:
    """Forget who asked for services: contact, free words, letters; returns how many.

    enquiries: primary keys. What was asked for which day and what became of it stays.
    """
    keys = list(enquiries)
    rows = Enquiry.objects.filter(pk__in=keys)
    emails = [email for email in rows.values_list("email", flat=True) if email]
    letters = DBTaskResult.objects.filter(task_path=ENQUIRY_LETTER)
    letters.filter(args_kwargs__args__0__in=keys).delete()
    _forget_failures(emails)
    # A plain queryset: histories refuse changes, and this is the one they have to bear.
    events = models.QuerySet(EnquiryEvent).filter(enquiry__in=keys)
    events.exclude(note__in=["", MARK]).update(note=MARK)
    for name in ("message", "answer"):
        rows.exclude(**{f"{name}__in": ["", MARK]}).update(**{name: MARK})
    return rows.update(name=MASKED_NAME, phone="", email="", content_hash="")


def _blank(words: Words, keys: list[int]) -> None:
    # A plain queryset: histories refuse changes, and this is the one they have to bear.
    rows = models.QuerySet(words.model).filter(**{f"{words.path}__in": keys})
    for name in words.fields:
        rows.exclude(**{f"{name}__in": ["", MARK]}).update(**{name: MARK})


def _blank_loose_lines(keys: list[int]) -> None:
    """Movements of the bank that no order took, where they quote the buyer or who paid."""
    rows = Checkout.objects.filter(pk__in=keys).exclude(recipient=MASKED_NAME)
    senders = PaymentProof.objects.filter(payment__order__checkout__in=keys)
    quoted = {*senders.values_list("sender_name", flat=True)}
    for name, office, phone, email in rows.values_list(
        "recipient", "office_name", "phone", "email"
    ):
        # Wallets name their users by telephone: 0812… and 62812… hold the same digits.
        quoted |= {name, office, email, str(phone).removeprefix("+62")}
    facilities = Order.objects.filter(checkout__in=keys).values("facility")
    loose = StatementLine.objects.filter(payment=None, statement__facility__in=facilities)
    for words in quoted:
        if len(words) >= SHORTEST_NAME:
            loose.filter(text__icontains=words).update(text=MARK)
            loose.filter(reason__icontains=words).update(reason=MARK)


def _remove_pictures(keys: list[int]) -> None:
    proofs = PaymentProof.objects.filter(payment__order__checkout__in=keys)
    photos = ReturnPhoto.objects.filter(request__order__checkout__in=keys)
    for rows in (proofs, photos):
        private_pictures.discard(*rows.values_list("file_name", flat=True))
    proofs.update(file_name="", sender_name="", paid_on=None)
    photos.update(file_name="")


def _forget_log(keys: list[int]) -> None:
    for model, path in LOGGED:
        rows = models.QuerySet(model).filter(**{f"{path}__in": keys})
        objects = [str(pk) for pk in rows.values_list("pk", flat=True)]
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=objects
        ).update(change_message="")


def _forget_letters(keys: list[int], emails: list[str]) -> None:
    """Letters that wait, and what a failed one left: an error may quote the address."""
    for task, (model, path) in LETTERS.items():
        rows = models.QuerySet(model).filter(**{f"{path}__in": keys})
        arguments = list(rows.values_list("pk", flat=True))
        DBTaskResult.objects.filter(task_path=task, args_kwargs__args__0__in=arguments).delete()
    _forget_failures(emails)


def _forget_failures(emails: list[str]) -> None:
    for email in emails:
        quoting = Q(traceback__contains=email) | Q(exception_class_path__contains=email)
        DBTaskResult.objects.filter(quoting).delete()

"""Making the page on which the shopper pays: first a row of ours, then the question outside."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from facilities.encrypted import SecretUnreadable

from ..models import GatewayAttempt, Order, Payment, Provider
from ..outside import OutsideUnavailable
from ..payments.provider import KeysRefused, PageItem, PageRefused, PageRequest, ReferenceUsed
from ..retrying import retried
from ..states import locked
from .accounts import note_trouble, usable_account
from .providers import PROVIDERS, is_page_address

logger = logging.getLogger(__name__)
# The page ends before the order does, so that money on its way still finds the goods held.
BEFORE_DEADLINE = timedelta(minutes=15)
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)  # of an order without a deadline of its own
# How long a press that is being answered holds off the next one.
BEING_MADE = timedelta(seconds=15)
# A page that ends within this time is not handed out again.
STILL_GOOD = timedelta(minutes=2)
FIRST_QUESTION = timedelta(minutes=1)
TRIES = 3
State = GatewayAttempt.State


class CannotPay(Exception):
    """The order cannot be paid this way now; str() says why, in Indonesian, for the shopper."""


class GatewayDown(Exception):
    """The gateway gave no page; nothing is lost, the shopper may press again later."""


def is_payable(order: Order) -> bool:
    """Whether the order waits for money of a gateway: all of it, or what a short payment left."""
    payment = order.payment
    if not payment.is_by_gateway or order.state != Order.State.RECEIVED:
        return False
    is_short = payment.state == Payment.State.REVIEW and payment.received_amount
    return bool(payment.amount_due) and (payment.is_awaited or bool(is_short))


def open_page(*, order: Order, at: datetime) -> GatewayAttempt:
    """The attempt whose address the shopper goes to: the open one, or a new one.

    The gateway is asked outside any transaction. A row of ours is there before it is asked, so no
    page exists that nobody knows. Raises CannotPay, or GatewayDown.
    """
    for _ in range(TRIES):
        attempt, is_new = _claim(order.pk, at)
        if not is_new:
            return attempt
        try:
            return _make(attempt, order, at)
        except ReferenceUsed:
            # Another site, or an older copy of this database, has used the number: the next one.
            logger.warning("gateway: reference used", extra={"attempt": attempt.pk})
            _give_up(attempt, "Nomor sudah pernah dipakai di penyedia.")
    raise GatewayDown


@retried
def _claim(order_pk: int, at: datetime) -> tuple[GatewayAttempt, bool]:
    with transaction.atomic():
        order = locked(order_pk)
        payment = order.payment
        if not is_payable(order):
            raise CannotPay("Pesanan ini tidak lagi menunggu pembayaran.")
        account = usable_account(facility=order.facility, provider=payment.method)
        if account is None:
            raise CannotPay(f"{Provider(payment.method).label} sedang tidak dipakai UPT ini.")
        # Of this gateway only: the shopper may have left the page of another one.
        mine = payment.attempts.select_related("account").filter(account=account)
        last = mine.order_by("-number").first()
        if last and last.amount == payment.amount_due:
            if last.state == State.OPEN and last.address and last.ends_at > at + STILL_GOOD:
                return last, False
            is_being_made = last.state == State.NEW and not last.note
            if is_being_made and last.created_at > at - BEING_MADE:
                raise CannotPay(
                    "Halaman pembayaran sedang disiapkan. Tekan lagi beberapa detik lagi."
                )
        number = (payment.attempts.aggregate(Max("number"))["number__max"] or 0) + 1
        attempt = GatewayAttempt.objects.create(
            payment=payment,
            account=account,
            number=number,
            reference=f"{order.number}-{number}",
            amount=payment.amount_due,
            created_at=at,
            ends_at=_end_of(payment, at),
            ask_at=at + FIRST_QUESTION,
        )
        return attempt, True


def _end_of(payment: Payment, at: datetime) -> datetime:
    if payment.pay_before is None or payment.received_amount:
        return at + LONGEST
    ends_at = payment.pay_before - BEFORE_DEADLINE
    if ends_at < at + SHORTEST:
        raise CannotPay(
            "Waktu bayar pesanan ini hampir habis. Hubungi petugas UPT agar batasnya diperpanjang."
        )
    return min(ends_at, at + timedelta(days=7))


def _make(attempt: GatewayAttempt, order: Order, at: datetime) -> GatewayAttempt:
    provider, account = PROVIDERS[attempt.provider], attempt.account
    try:
        page = provider.create(account=account, page=request_for(attempt, order, at))
    except ReferenceUsed:
        raise
    except (KeysRefused, SecretUnreadable) as error:
        logger.error("gateway: keys refused", extra={"account": account.pk})
        note_trouble(account, f"Kunci tidak diterima {provider.label}.")
        _give_up(attempt, "Kunci UPT tidak diterima penyedia.")
        raise GatewayDown from error
    except PageRefused as error:
        logger.error("gateway: page refused: %s", error, extra={"attempt": attempt.pk})
        _give_up(attempt, f"Ditolak penyedia ({error}).")
        raise GatewayDown from error
    except OutsideUnavailable as error:
        # Perhaps it was made all the same: the row stays and is asked about.
        logger.warning("gateway: no page: %s", error, extra={"attempt": attempt.pk})
        waiting = GatewayAttempt.objects.filter(pk=attempt.pk, state=State.NEW)
        waiting.update(note="Penyedia tidak menjawab.")
        raise GatewayDown from error
    if not is_page_address(page.address) or len(page.address) > 500:
        logger.error("gateway: page at a strange address", extra={"attempt": attempt.pk})
        _give_up(attempt, "Alamat halaman bayar tidak dikenal.")
        raise GatewayDown
    changes = {"state": State.OPEN, "address": page.address, "provider_id": page.provider_id[:64]}
    # Only from NEW: a notice may have been quicker than the answer.
    if GatewayAttempt.objects.filter(pk=attempt.pk, state=State.NEW).update(**changes):
        for name, value in changes.items():
            setattr(attempt, name, value)
        return attempt
    raise CannotPay("Kabar pembayaran ini sudah lebih dulu datang. Muat ulang halaman ini.")


def _give_up(attempt: GatewayAttempt, note: str) -> None:
    waiting = GatewayAttempt.objects.filter(pk=attempt.pk, state=State.NEW)
    waiting.update(state=State.ENDED, note=note[:120], ask_at=None)


def request_for(attempt: GatewayAttempt, order: Order, at: datetime) -> PageRequest:
    """What the gateway is told: the bill, a name, e-mail and phone. Never the address.

    The way back carries no key of the order: whoever comes back is known by a cookie.
    """
    checkout = order.checkout
    return PageRequest(
        reference=attempt.reference,
        amount=attempt.amount,
        items=_items(attempt, order),
        description=f"Pesanan {order.number}, {order.facility}",
        buyer_name=checkout.recipient if checkout else "",
        buyer_email=checkout.email if checkout else "",
        buyer_phone=str(checkout.phone) if checkout else "",
        starts_at=at,
        ends_at=attempt.ends_at,
        return_address=settings.SITE_URL.rstrip("/") + reverse("orders:gateway_return"),
    )


def _items(attempt: GatewayAttempt, order: Order) -> list[PageItem]:
    """The bill, row by row; what is left of a short payment is one row. Sums up to the amount."""
    if attempt.amount != order.total:
        return [PageItem("SISA", f"Kekurangan pesanan {order.number}", attempt.amount, 1)]
    items = [
        PageItem(line.sku, line.name, line.unit_price, line.quantity) for line in order.lines.all()
    ]
    if order.shipping_cost:
        items.append(PageItem("ONGKIR", "Ongkos kirim", order.shipping_cost, 1))
    if order.unique_code:
        items.append(PageItem("KODE", "Kode unik", order.unique_code, 1))
    return items

"""Asking the gateways ourselves: notices get lost, and pages end without a word.

The worker asks about every page that is open; coming back from a page asks at once.
"""

import contextlib
import logging
import time
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import F, Q

from facilities.encrypted import SecretUnreadable

from ..models import GatewayAccount, GatewayAttempt, Payment
from ..outside import OutsideUnavailable
from ..payments.provider import KeysRefused, Kind, News, PaymentProvider
from .accounts import note_trouble
from .news import REPEAT, Attention, Outcome, Told, take_news
from .providers import PROVIDERS, is_page_address

logger = logging.getLogger(__name__)
State = GatewayAttempt.State
# Minutes until the next question; the last one holds from then on.
PAUSES = (1, 1, 2, 3, 5, 10, 15, 30)
# A page of an order that ended is closed at the gateway, tried again after this.
CLOSE_AGAIN = timedelta(minutes=10)
GRACE = timedelta(minutes=2)
# How long an ended page is asked about when the gateway does not answer, and how long a gateway
# may look for fraud, before an officer has to know.
SILENT_FOR = timedelta(hours=48)
CHECKING_FOR = timedelta(days=10)
# A gateway that says nothing is left alone for the rest of the round, and the round has an end:
# the worker has letters to send.
FAILURES_A_ROUND = 2
SECONDS_A_ROUND = 30.0
NOT_AGAIN_WITHIN = timedelta(seconds=10)


def ask_due(*, at: datetime, limit: int = 50) -> int:
    """Ask about up to `limit` attempts whose time has come; returns how many moved."""
    is_stray = Q(state=State.OPEN, payment__state=Payment.State.VOID)
    asked_before = Q(asked_at=None) | Q(asked_at__lt=at - CLOSE_AGAIN)
    due = GatewayAttempt.objects.open().filter(Q(ask_at__lte=at) | is_stray & asked_before)
    rows = due.select_related("account", "payment").order_by("ask_at", "pk")[:limit]
    failures: Counter[str] = Counter()
    start, moved = time.monotonic(), 0
    for attempt in list(rows):
        if failures[attempt.provider] >= FAILURES_A_ROUND:
            continue
        if time.monotonic() - start > SECONDS_A_ROUND:
            break
        try:
            moved += _ask(attempt, at)
        except OutsideUnavailable:
            failures[attempt.provider] += 1
        except Exception:  # one that cannot be asked about does not hold up the others
            logger.exception("gateway: question failed", extra={"attempt": attempt.pk})
    return moved


def ask_now(*, attempt: GatewayAttempt, at: datetime) -> bool:
    """Ask because the shopper waits; not again within ten seconds. True when something moved."""
    is_open = attempt.state in GatewayAttempt.OPEN_STATES
    if not is_open or (attempt.asked_at and attempt.asked_at > at - NOT_AGAIN_WITHIN):
        return False
    try:
        return _ask(attempt, at)
    except OutsideUnavailable:
        return False


def try_keys(*, account: GatewayAccount) -> str:
    """Ask about a page that never was: "" when the gateway takes the keys, else what it said, in
    Indonesian. Keys that work again are offered again."""
    provider = PROVIDERS[account.provider]
    try:
        provider.fetch_status(account=account, attempt=GatewayAttempt(reference="uji-kunci"))
    except (KeysRefused, SecretUnreadable):
        text = f"Kunci tidak diterima {provider.label}."
        note_trouble(account, text)
        return text
    except OutsideUnavailable:
        return f"{provider.label} tidak dapat dihubungi. Coba lagi nanti."
    note_trouble(account, "")
    return ""


def _ask(attempt: GatewayAttempt, at: datetime) -> bool:
    """Whether asking moved the attempt. Raises OutsideUnavailable."""
    pause = timedelta(minutes=PAUSES[min(attempt.asked, len(PAUSES) - 1)])
    mine = GatewayAttempt.objects.filter(pk=attempt.pk, asked_at=attempt.asked_at)
    if not mine.update(asked=F("asked") + 1, asked_at=at, ask_at=at + pause):
        return False  # somebody else is asking
    provider = PROVIDERS[attempt.provider]
    try:
        news = provider.fetch_status(account=attempt.account, attempt=attempt)
    except (KeysRefused, SecretUnreadable):
        note_trouble(attempt.account, f"Kunci tidak diterima {provider.label}.")
        return _stay_silent(attempt, at)
    except OutsideUnavailable:
        _stay_silent(attempt, at)
        raise
    if news.kind in (Kind.NOTHING, Kind.PENDING):
        return _still_open(provider, attempt, news, at)
    moved = take_news(attempt=attempt, news=news, told=Told.ASKED, at=at)
    if news.kind is Kind.CHECKING and attempt.ends_at < at - CHECKING_FOR:
        _open_rows(attempt).filter(attention="").update(attention=Attention.UNSURE)
    return moved not in (REPEAT, Outcome.STALE)


def _still_open(provider: PaymentProvider, attempt: GatewayAttempt, news: News, at: datetime):
    """Nobody has paid: keep the page, find it again, or end it."""
    payment = attempt.payment
    is_left = payment.state == Payment.State.VOID or payment.method != attempt.provider
    is_over = attempt.ends_at < at - GRACE or is_left
    if is_over:
        # If it cannot be closed it ends by itself, and money that comes late is looked at.
        with contextlib.suppress(OutsideUnavailable, KeysRefused):
            provider.stop(account=attempt.account, attempt=attempt)
        return _end(attempt, "Tidak dibayar sampai batas waktu.")
    if attempt.state == State.NEW and news.provider_id and is_page_address(news.page_address):
        # Its making was not answered in time, but it was made.
        new = GatewayAttempt.objects.filter(pk=attempt.pk, state=State.NEW)
        return bool(
            new.update(
                state=State.OPEN,
                provider_id=news.provider_id[:64],
                address=news.page_address,
                note="",
            )
        )
    return False


def _stay_silent(attempt: GatewayAttempt, at: datetime) -> bool:
    if attempt.ends_at < at - SILENT_FOR:
        return _end(attempt, "Penyedia tidak menjawab.")
    return False


def _end(attempt: GatewayAttempt, note: str) -> bool:
    """Stop asking. Should money come all the same, its notice is taken as late."""
    waiting = _open_rows(attempt).filter(state__in=[State.NEW, State.OPEN])
    return bool(waiting.update(state=State.ENDED, note=note, ask_at=None))


def _open_rows(attempt: GatewayAttempt):
    return GatewayAttempt.objects.filter(pk=attempt.pk)

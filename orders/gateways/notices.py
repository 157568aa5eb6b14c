"""A notice at our door: whether it is genuine, whether it can be believed, what follows."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from facilities.encrypted import SecretUnreadable

from ..models import GatewayAttempt
from ..outside import OutsideUnavailable
from ..payments.provider import (
    LARGEST_NOTICE,
    KeysRefused,
    Kind,
    News,
    NoticeBroken,
    NoticeForged,
)
from ..states import StepNotAllowed
from .news import REPEAT, Told, contradicts, is_known, take_news
from .providers import PROVIDERS

logger = logging.getLogger(__name__)
SOON = timedelta(seconds=30)


class CannotDecide(Exception):
    """The notice may be true, but nobody can say so now: it shall be sent again."""


def receive(*, provider: str, body: bytes, headers: Mapping[str, str], at: datetime) -> str:
    """Take one notice as it came, and say what became of it (an Outcome, or "repeat").

    Money is taken on a notice that proves itself and is what we expect; about everything else the
    gateway is asked first. Raises NoticeBroken, NoticeForged, CannotDecide.
    """
    gateway = PROVIDERS[provider]
    fields = _decoded(body)
    attempt = _attempt_of(provider, gateway.reference_in(fields))
    try:
        news = gateway.read_notice(account=attempt.account, body=fields, headers=headers)
    except SecretUnreadable as error:
        logger.error("gateway: key unreadable", extra={"account": attempt.account_id})
        raise CannotDecide from error
    if is_known(attempt, news):
        return REPEAT
    try:
        if news.is_proven and not contradicts(attempt, news):
            return take_news(attempt=attempt, news=news, told=Told.NOTICE, at=at)
        return _ask_about(attempt, news, at)
    except StepNotAllowed as error:
        # The order's own rules stand against it (a closed month): nothing was written.
        logger.error("gateway: notice not taken: %s", error, extra={"attempt": attempt.pk})
        raise CannotDecide from error


def _ask_about(attempt: GatewayAttempt, notice: News, at: datetime) -> str:
    try:
        answer = PROVIDERS[attempt.provider].fetch_status(account=attempt.account, attempt=attempt)
    except (OutsideUnavailable, KeysRefused, SecretUnreadable) as error:
        GatewayAttempt.objects.filter(pk=attempt.pk, ask_at__gt=at + SOON).update(ask_at=at + SOON)
        raise CannotDecide from error
    if notice.kind is Kind.PAID and answer.kind in (Kind.NOTHING, Kind.PENDING):
        # The gateway's right hand may be slower than its left; or the notice says too much.
        logger.warning("gateway: notice not confirmed", extra={"attempt": attempt.pk})
        raise CannotDecide
    if answer.kind is Kind.NOTHING:
        answer = notice
    return take_news(attempt=attempt, news=answer, told=Told.ASKED, notice=notice, at=at)


def _decoded(body: bytes) -> Mapping:
    if len(body) > LARGEST_NOTICE:
        raise NoticeBroken("size")
    try:
        fields = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NoticeBroken("json") from error
    if not isinstance(fields, dict):
        raise NoticeBroken("object")
    return fields


def _refuse(word: str):
    raise ValueError(word)  # NaN and Infinity are no JSON


def _attempt_of(provider: str, reference: str) -> GatewayAttempt:
    rows = GatewayAttempt.objects.select_related("account", "payment")
    attempt = rows.filter(account__provider=provider, reference=reference).first()
    if attempt is None:
        # Not told apart from a forgery: whose key should judge it?
        raise NoticeForged(reference)
    return attempt

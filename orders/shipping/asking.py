"""Asking the courier services, before the page or the order needs their answer.

Source: docs/rules/shipping.md, courier services. Whatever goes wrong here, the shopper only gets
the facility's own table instead.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from facilities.encrypted import SecretUnreadable

from .. import limits
from ..models import CourierAccount
from ..outside import OutsideUnavailable
from . import biteship, breaker, quotes, rajaongkir
from .parcels import Answer, Deadline, Parcel, Refused
from .quotes import Wish

logger = logging.getLogger(__name__)
SECONDS = 3.0  # for all services of one page together
TRIAL_PLACE = "10110"  # Jakarta Pusat: every courier goes there
Provider = CourierAccount.Provider
RATES: dict[str, Callable[..., Answer]] = {
    Provider.RAJAONGKIR: rajaongkir.rates,
    Provider.BITESHIP: biteship.rates,
}
UNREADABLE_KEY = "Kunci API tidak terbuka dengan kunci penyandian server ini. Isi kembali."
LATE = "Tidak menjawab dalam 3 detik."
WORDS = {"timeout": LATE, "TimeoutError": LATE, "unreadable answer": "Jawabannya tidak terbaca."}


@dataclass(frozen=True)
class _Question:
    """Everything a thread needs; it never touches the database."""

    wish: Wish
    key: str
    places: dict

    def ask(self) -> Answer:
        rates = RATES[self.wish.account.provider]
        return rates(
            key=self.key, parcel=self.wish.parcel, places=self.places, deadline=Deadline(SECONDS)
        )


def ask_couriers(wishes: Iterable[Wish], *, who: str, at: datetime) -> None:
    """Ask for the wishes that have no stored answer, all at once, for three seconds in all.

    who: the shopper's address; one who makes us ask too often gets the table. Never raises for
    what a service does; a service that fails repeatedly is left alone for a while. Must stand
    outside every transaction.
    """
    wishes = list(wishes)
    known = quotes.stored(wishes, at=at)
    missing = {wish.key: wish for wish in wishes if wish not in known}.values()
    if not missing or _asks_too_often(who, at):
        return
    questions = [q for wish in missing if (q := _question(wish, at)) is not None]
    if not questions:
        return
    pool = ThreadPoolExecutor(max_workers=min(len(questions), 8))
    futures = {pool.submit(question.ask): question.wish for question in questions}
    try:
        wait(futures, timeout=SECONDS + 0.2)
        for future, wish in futures.items():
            if future.done():
                _note(wish, future.result, at)
            else:
                breaker.failed(wish.account, problem=LATE, at=at)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def try_account(account: CourierAccount, *, at: datetime) -> Answer:
    """Ask once for a kilogram to a known place, whatever is stored and paused.

    For the officer who has just written the key. Raises OutsideUnavailable and Refused, whose
    texts are Indonesian.
    """
    if not account.api_key or not account.origin:
        raise OutsideUnavailable("Kunci API atau kode pos pengirim belum diisi.")
    parcel = Parcel(account.origin, TRIAL_PLACE, 1, account.courier_codes)
    try:
        key = account.api_key.reveal()
        answer = RATES[account.provider](
            key=key, parcel=parcel, places={}, deadline=Deadline(SECONDS)
        )
    except SecretUnreadable:
        raise OutsideUnavailable(UNREADABLE_KEY) from None
    except OutsideUnavailable as error:
        raise OutsideUnavailable(_in_words(error)) from error
    breaker.forgive(account)
    return answer


def _in_words(error: OutsideUnavailable) -> str:
    return WORDS.get(str(error), "Tidak dapat dihubungi atau sedang terganggu.")


def _asks_too_often(who: str, at: datetime) -> bool:
    try:
        limits.count(limits.COURIERS, who=who, at=at)
    except limits.TooMany:
        return True
    return False


def _question(wish: Wish, at: datetime) -> _Question | None:
    account = wish.account
    if not breaker.may_ask(account, at=at):
        return None
    try:
        key = account.api_key.reveal()
    except SecretUnreadable:
        breaker.refused(account, status=401, problem=UNREADABLE_KEY, at=at)
        return None
    return _Question(wish, key, dict(quotes.places_for(wish, at=at)))


def _note(wish: Wish, result: Callable[[], Answer], at: datetime) -> None:
    account = wish.account
    try:
        answer = result()
    except OutsideUnavailable as error:
        logger.warning("courier service did not answer: %s %s", account.provider, error)
        breaker.failed(account, problem=_in_words(error), at=at)
    except Refused as error:
        logger.warning("courier service refused: %s %s", account.provider, error.status)
        breaker.refused(account, status=error.status, problem=str(error), at=at)
        if error.status in (400, 404, 422):
            # Of this parcel only, as for a postal code that does not exist: not asked again soon.
            quotes.keep(wish=wish, answer=Answer(()), at=at)
    except Exception:
        logger.exception("courier service: unexpected answer", extra={"of": account.provider})
        breaker.failed(account, problem="Jawabannya tidak terbaca.", at=at)
    else:
        quotes.keep(wish=wish, answer=answer, at=at)
        breaker.answered(account, at=at)

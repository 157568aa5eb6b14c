"""Rate limits counted in the database, so that every process counts together.

Source: docs/decisions/0033-rate-limits-in-the-database.md
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from orders.models import RateCounter
from orders.retrying import retried


class TooMany(Exception):
    """retry_after: whole seconds until the next window opens."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__(f"Terlalu banyak percobaan. Coba lagi dalam {_in_words(retry_after)}.")


@dataclass(frozen=True)
class Limit:
    """At most `hits` in each window of `window`, counted per caller."""

    name: str
    hits: int
    window: timedelta


CHECKOUT = Limit("checkout", 10, timedelta(minutes=1))
UPLOAD = Limit("upload", 10, timedelta(minutes=10))
# Each makes us ask a courier service, whose quota is small.
COURIERS = Limit("couriers", 30, timedelta(minutes=10))
# Per order: a code of six characters is not guessed in twenty tries.
PICKUP_CODE = Limit("pickup_code", 20, timedelta(minutes=15))
PAY = Limit("pay", 10, timedelta(minutes=10))
# Requests about the own data, per purchase.
RIGHTS = Limit("rights", 10, timedelta(hours=1))
# Each may hold a place of a day.
ENQUIRY = Limit("enquiry", 6, timedelta(minutes=10))
LOOKUP = Limit("lookup", 20, timedelta(minutes=1))
# Whoever checks a pile of papers is slower than whoever guesses codes.
CHECK = Limit("check", 30, timedelta(minutes=1))
# 73 random bits are not guessed; this only keeps the door quiet.
DEVICE_KEY = Limit("device_key", 20, timedelta(minutes=15))
# Per address, whatever the account; django-axes counts per account.
SIGN_IN = Limit("sign_in", 30, timedelta(minutes=15))
PASSWORD_RESET = Limit("password_reset", 5, timedelta(minutes=15))


@retried
def count(limit: Limit, *, who: str, at: datetime) -> int:
    """Count one attempt of `who` (an address, an order number) and return the window's hits.

    Raises TooMany when the limit is passed; such an attempt counts too.
    """
    start = _window_start(limit, at)
    hits = _add_one(_key(limit, who), start)
    if hits > limit.hits:
        raise TooMany(max(1, round((start + limit.window - at).total_seconds())))
    return hits


def prune(*, at: datetime) -> int:
    """Delete counters of windows long over; returns how many."""
    return RateCounter.objects.filter(window_start__lt=at - timedelta(hours=1)).delete()[0]


def _key(limit: Limit, who: str) -> str:
    # Keyed, because the few billion addresses could otherwise be tried one by one.
    text = f"{limit.name}\n{who}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, "sha256").hexdigest()


def _window_start(limit: Limit, at: datetime) -> datetime:
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def _add_one(key: str, start: datetime) -> int:
    # One statement, so no two processes can read the same number; the same on both databases.
    table = connection.ops.quote_name(RateCounter._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(start)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, window_start, hits) VALUES (%s, %s, 1) "  # noqa: S608
            f"ON CONFLICT (key, window_start) DO UPDATE SET hits = {table}.hits + 1 "
            "RETURNING hits",
            [key, moment],
        )
        return cursor.fetchone()[0]


def _in_words(seconds: int) -> str:
    return f"{seconds} detik" if seconds < 90 else f"{-(-seconds // 60)} menit"

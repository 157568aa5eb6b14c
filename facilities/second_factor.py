"""The second key to an officer's account. Source: docs/decisions/0070-second-factor.md.

A password alone opens nothing: until the code has been given nobody is signed in at all, so no
page has to ask. The code comes from an app (TOTP, RFC 6238) or from the paper of recovery codes.
"""

import hashlib
import secrets
from base64 import b32decode, b32encode
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP

from facilities import audit
from facilities.acting import acting
from facilities.models import RecoveryCode, SecondFactor, User

STEP_SECONDS = 30
# Clocks of cheap phones are off by a little: one step before and one after pass as well.
TOLERANCE_STEPS = 1
CODES = 8
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread on paper
CODE_LENGTH = 10  # 10 signs of 30 are 49 random bits
ISSUER = "Galeri UMKM Pemasyarakatan"
FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=15)


class CodeRefused(Exception):
    """The code does not fit; str() is Indonesian for the officer."""


def is_asked(user: User) -> bool:
    """Whether this account has to give a code after its password."""
    return settings.STAFF_SECOND_FACTOR and user.is_staff


def has_app(user: User) -> bool:
    """Whether the account has an app set up and confirmed."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def setup_of(user: User) -> SecondFactor:
    """The app being set up: the same secret until it is confirmed, so a reload loses nothing."""
    fresh = b32encode(secrets.token_bytes(20)).decode()
    factor, _ = SecondFactor.objects.get_or_create(user=user, defaults={"secret": fresh})
    return factor


def address_of(factor: SecondFactor) -> str:
    """The `otpauth://` address that an authenticator app reads from a QR code."""
    label = quote(f"{ISSUER}:{factor.user.get_username()}")
    facts = {"secret": factor.secret.reveal(), "issuer": ISSUER, "digits": 6, "period": 30}
    return f"otpauth://totp/{label}?{urlencode(facts, quote_via=quote)}"


def confirm(*, user: User, code: str, at: datetime) -> list[str]:
    """Take the app into use with its first code; returns the recovery codes, shown only now.

    Raises CodeRefused.
    """
    check(user=user, code=code, at=at, is_setup=True)
    with acting(user):
        SecondFactor.objects.filter(user=user).update(confirmed_at=at)
        return new_recovery_codes(user)


def check(*, user: User, code: str, at: datetime, is_setup: bool = False) -> None:
    """Accept a code of the app or a recovery code, once. Raises CodeRefused.

    at: the server's time, which decides which codes of the app are valid. After three wrong codes
    each further try has to wait, up to a quarter of an hour.
    """
    compact = "".join(sign for sign in code.upper() if sign.isalnum())
    with transaction.atomic():
        # The lock makes the same code sent twice at once count once.
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        refusal = _refusal_of(factor, compact, at, is_setup)
    if refusal:  # raised outside, so that the failure stays counted
        raise CodeRefused(refusal)


def new_recovery_codes(user: User) -> list[str]:
    """Eight new codes like `K7QM2-9XTRB`; the former ones stop working."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=_digest(user, code)) for code in codes
        )
        audit.note(user, "Kode pemulihan baru dibuat")
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    """How many recovery codes still work."""
    return user.recovery_codes.filter(used_at=None).count()


@transaction.atomic
def forget(user: User) -> None:
    """Take app and recovery codes away; the next log-in sets a new app up."""
    SecondFactor.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()


def _refusal_of(factor: SecondFactor | None, code: str, at: datetime, is_setup: bool) -> str:
    if factor is None or not (is_setup or factor.confirmed_at):
        return "Aplikasi kode belum dipasang untuk akun ini."
    wait = _wait_of(factor, at)
    if wait > timedelta():
        minutes = -(-int(wait.total_seconds()) // 60)
        return f"Terlalu banyak kode yang salah. Coba lagi dalam {minutes} menit."
    if _fits_app(factor, code, at) or (not is_setup and _use_recovery_code(factor.user, code, at)):
        factor.failures, factor.failed_at = 0, None
        factor.save(update_fields=["failures", "failed_at", "last_step"])
        return ""
    factor.failures, factor.failed_at = factor.failures + 1, at
    factor.save(update_fields=["failures", "failed_at"])
    return "Kode tidak cocok. Periksa kode terbaru di aplikasi, lalu coba lagi."


def _wait_of(factor: SecondFactor, at: datetime) -> timedelta:
    if factor.failures < FREE_TRIES or factor.failed_at is None:
        return timedelta()
    pause = min(LONGEST_WAIT, timedelta(seconds=2 ** min(factor.failures, 12)))
    return factor.failed_at + pause - at


def _fits_app(factor: SecondFactor, code: str, at: datetime) -> bool:
    if not (len(code) == 6 and code.isdecimal() and code.isascii()):
        return False
    totp = TOTP(b32decode(factor.secret.reveal()), STEP_SECONDS)
    totp.time = at.timestamp()
    if not totp.verify(int(code), TOLERANCE_STEPS, factor.last_step + 1):
        return False
    factor.last_step = totp.t()
    return True


def _use_recovery_code(user: User, code: str, at: datetime) -> bool:
    if len(code) != CODE_LENGTH:
        return False
    unused = user.recovery_codes.filter(digest=_digest(user, code), used_at=None)
    if not unused.update(used_at=at):
        return False
    with acting(user):
        audit.note(user, "Masuk dengan kode pemulihan")
    return True


def _digest(user: User, code: str) -> str:
    # Slow on purpose: who copied the table would have to try 49 bits at this price.
    salt = f"galeri recovery {user.pk}".encode()
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()

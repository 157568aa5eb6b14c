"""Keys of booth devices: made by the head or manager, shown once, taken back at any time.

Source: docs/rules/access.md, docs/decisions/0073-keys-and-passwords.md.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from facilities import audit
from facilities.access import may
from facilities.acting import acting
from facilities.models import BoothDevice, Membership, User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread on paper
KEY_LENGTH = 15  # 15 signs of 30 are 73 random bits
LONGEST = timedelta(days=31)


class DeviceRefused(Exception):
    """The key cannot be made or taken back; str() is Indonesian for the officer."""


def issue(*, device: BoothDevice, by: User, at: datetime) -> str:
    """Save a new device with its account, and return its key, like `K7QM2-9XTRB-4HJ6P`.

    device: not saved yet, with facility, name and expires_at. The key is known to nobody
    afterwards. Raises DeviceRefused.
    """
    if not may(by, "add", "device", device.facility):
        raise DeviceRefused("Hanya Kepala UPT atau Kasi Giatja yang membuat kunci perangkat.")
    if not at < device.expires_at <= at + LONGEST:
        raise DeviceRefused("Kunci berlaku paling lama 31 hari.")
    key = "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))
    device.made_by, device.made_at, device.key_digest = by, at, _digest(key)
    try:
        with transaction.atomic():
            account = User(username=f"perangkat-{secrets.token_hex(4)}")
            account.set_unusable_password()
            account.save()
            Membership.objects.create(
                user=account, role=Membership.Role.BOOTH_DEVICE, facility=device.facility
            )
            device.account = account
            device.save()
    except IntegrityError as error:
        raise DeviceRefused(
            "Perangkat dengan nama ini sudah ada. Cabut dahulu yang lama."
        ) from error
    return "-".join(key[start : start + 5] for start in range(0, KEY_LENGTH, 5))


def open_with(key: str, *, at: datetime) -> BoothDevice | None:
    """The device of this key, noted as seen; None when the key opens nothing (any more)."""
    sign = "".join(each for each in key.upper() if each.isalnum())
    if len(sign) != KEY_LENGTH or not sign.isascii():
        return None
    rows = BoothDevice.objects.in_use(at).select_related("account", "facility")
    device = rows.filter(key_digest=_digest(sign), account__is_active=True).first()
    if device is not None:
        BoothDevice.objects.filter(pk=device.pk).update(seen_at=at)
        with acting(device.account):
            audit.note(device, "Masuk dengan kunci perangkat")
    return device


@transaction.atomic
def revoke(*, device: BoothDevice, by: User, at: datetime) -> None:
    """Take the key back: the device is signed out with its next request. Raises DeviceRefused."""
    if not may(by, "change", "device", device.facility):
        raise DeviceRefused("Hanya Kepala UPT atau Kasi Giatja yang mencabut kunci perangkat.")
    BoothDevice.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=at)
    User.objects.filter(pk=device.account_id).update(is_active=False)
    Membership.objects.filter(user=device.account_id).update(is_active=False)


def _digest(key: str) -> str:
    # One quick hash: 73 random bits are not tried one by one, unlike a password.
    return hashlib.sha256(f"galeri device {key}".encode()).hexdigest()

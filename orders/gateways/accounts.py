"""A facility's keys at a gateway: which kind they are, when they change, and when they fail."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from facilities.encrypted import EMPTY
from facilities.models import Facility

from ..models import GatewayAccount, Provider

# A gateway sends a notice again for about a day; replaced keys are not asked about after that.
OLD_KEYS_HOLD = timedelta(hours=48)
Environment = GatewayAccount.Environment
PREFIXES = {
    Provider.MIDTRANS: {
        "SB-Mid-server-": Environment.SANDBOX,
        "Mid-server-": Environment.PRODUCTION,
    },
    Provider.XENDIT: {
        "xnd_development_": Environment.SANDBOX,
        "xnd_production_": Environment.PRODUCTION,
    },
}
MODE_NAMES = {"sandbox": "uji coba", "production": "sungguhan"}


def environment_of(provider: str, server_key: str) -> str:
    """Sandbox or production, as the key's own first letters say; "" when they say nothing."""
    for prefix, environment in PREFIXES.get(provider, {}).items():
        if server_key.startswith(prefix):
            return environment
    return ""


def objection_to_key(provider: str, server_key: str) -> str:
    """Why this key cannot be used on this site, in Indonesian; "" when it can."""
    label = Provider(provider).label
    found = environment_of(provider, server_key)
    if not found:
        wanted = " atau ".join(PREFIXES[provider])
        return f"Ini bukan kunci rahasia {label}: kuncinya berawalan {wanted}."
    if found != settings.GATEWAY_MODE:
        return (
            f"Ini kunci {MODE_NAMES[found]}, sedangkan situs ini memakai kunci "
            f"{MODE_NAMES[settings.GATEWAY_MODE]}."
        )
    return ""


def save_account(*, account: GatewayAccount, at: datetime) -> None:
    """Save an account as an officer left it.

    A replaced key is kept for a while beside the new one, so that notices on their way still
    prove themselves (money is then asked about, never taken on their word). New keys get a new
    chance: the last trouble is forgotten.
    """
    with transaction.atomic():
        rows = GatewayAccount.objects.select_for_update(of=("self",))
        before = rows.filter(pk=account.pk).first()
        is_new_key = before is None or before.server_key != account.server_key
        is_new_token = before is None or before.callback_token != account.callback_token
        if is_new_key:
            account.old_server_key = before.server_key if before else EMPTY
            key = account.server_key.reveal() if account.server_key else ""
            account.environment = environment_of(account.provider, key)
        if is_new_token:
            account.old_callback_token = before.callback_token if before else EMPTY
        if is_new_key or is_new_token:
            account.keys_changed_at = at
            account.trouble = ""
        account.save()


def forget_old_keys(*, at: datetime) -> int:
    """Drop replaced keys whose time is over; returns how many accounts had some."""
    over = GatewayAccount.objects.filter(keys_changed_at__lt=at - OLD_KEYS_HOLD)
    over = over.exclude(old_server_key="", old_callback_token="")
    return over.update(old_server_key=EMPTY, old_callback_token=EMPTY)


def usable_account(*, facility: Facility, provider: str) -> GatewayAccount | None:
    """The account pages may be made with now, or None. Reads facility.gateway_accounts once."""
    for account in facility.gateway_accounts.all():
        if account.provider == provider and account.is_usable:
            return account
    return None


def note_trouble(account: GatewayAccount, text: str) -> None:
    """The gateway does not take the keys: nobody is offered this way until they are replaced."""
    GatewayAccount.objects.filter(pk=account.pk).update(trouble=text[:120])
    account.trouble = text[:120]

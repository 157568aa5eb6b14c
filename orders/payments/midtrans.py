"""Midtrans Snap: a page of Midtrans that takes cards, QRIS, virtual accounts and wallets.

Source: docs/rules/gateways.md, Midtrans.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote

from django.conf import settings

from ..gateways.accounts import usable_account
from ..outside import Answer, OutsideUnavailable, ask
from .provider import (
    KeysRefused,
    Kind,
    News,
    NoticeBroken,
    NoticeForged,
    PageRefused,
    PageRequest,
    PayPage,
    ReferenceUsed,
    text_in,
    whole_rupiah,
)
from .purchases import Purchase

KINDS = {
    "pending": Kind.PENDING,
    "authorize": Kind.PENDING,
    "settlement": Kind.PAID,
    "deny": Kind.DENIED,
    "cancel": Kind.ENDED,
    "failure": Kind.ENDED,
    "expire": Kind.ENDED,
    "refund": Kind.MONEY_BACK,
    "partial_refund": Kind.MONEY_BACK,
    "chargeback": Kind.MONEY_BACK,
    "partial_chargeback": Kind.MONEY_BACK,
}
CAPTURES = {
    "": Kind.PAID,
    "accept": Kind.PAID,
    "challenge": Kind.CHECKING,
    "deny": Kind.ENDED,
}
LONGEST_ITEM_NAME = 50


class Midtrans:
    """The Snap page and the notices of Midtrans."""

    name = "midtrans"
    label = "Midtrans"

    def create(self, *, account, page: PageRequest) -> PayPage:
        address = f"{settings.MIDTRANS_SNAP_URL}/snap/v1/transactions"
        answer = ask("POST", address, headers=_key_of(account), body=_snap(page))
        _refuse_keys(answer)
        data = answer.data if isinstance(answer.data, dict) else {}
        if answer.status == 406 or (answer.status == 400 and _says_used(data)):
            raise ReferenceUsed(page.reference)
        if not answer.is_ok:
            raise PageRefused(f"status {answer.status}")
        if not isinstance(data.get("redirect_url"), str):
            raise OutsideUnavailable("no redirect_url")
        return PayPage(data["redirect_url"])

    def reference_in(self, body: Mapping) -> str:
        return text_in(body, "order_id", longest=50)

    def read_notice(self, *, account, body: Mapping, headers: Mapping) -> News:
        """Checked by the signature, over the strings exactly as they came.

        It covers neither transaction_status nor fraud_status. The status code does: only 200 means
        money, so a word that says more than its code is not proven.
        """
        given = text_in(body, "signature_key", longest=128)
        signed = [text_in(body, name) for name in ("order_id", "status_code", "gross_amount")]
        keys = [account.server_key, account.old_server_key]
        genuine = [_is_signed(given, signed, key.reveal()) for key in keys if key]
        if not any(genuine):
            raise NoticeForged(signed[0])
        news = _news(body)
        says_money = news.kind in (Kind.PAID, Kind.MONEY_BACK)
        is_proven = genuine[0] and news.kind is not Kind.UNKNOWN
        if says_money:
            is_proven = is_proven and signed[1] == "200" and news.kind is Kind.PAID
        return News(**{**vars(news), "is_proven": is_proven})

    def fetch_status(self, *, account, attempt) -> News:
        answer = ask("GET", _about(attempt, "status"), headers=_key_of(account))
        _refuse_keys(answer)
        data = answer.data if isinstance(answer.data, dict) else {}
        # The code stands in the body too, sometimes there alone.
        if answer.status == 404 or data.get("status_code") == "404":
            return News(attempt.reference, "", Kind.NOTHING, "404", "")
        try:
            news = _news(data)
        except NoticeBroken as error:
            raise OutsideUnavailable(f"status answer without {error}") from error
        if news.reference != attempt.reference:
            raise OutsideUnavailable("status of something else")
        return news

    def stop(self, *, account, attempt) -> None:
        _refuse_keys(ask("POST", _about(attempt, "expire"), headers=_key_of(account)))


def _snap(page: PageRequest) -> dict:
    customer = {"first_name": page.buyer_name, "email": page.buyer_email, "phone": page.buyer_phone}
    minutes = max(1, int((page.ends_at - page.starts_at).total_seconds() // 60))
    return {
        "transaction_details": {"order_id": page.reference, "gross_amount": page.amount},
        "item_details": [
            {
                "id": item.code,
                "price": item.price,
                "quantity": item.quantity,
                "name": item.name[:LONGEST_ITEM_NAME],
            }
            for item in page.items
        ],
        "customer_details": {name: value for name, value in customer.items() if value},
        "expiry": {
            "start_time": page.starts_at.strftime("%Y-%m-%d %H:%M:%S %z"),
            "duration": minutes,
            "unit": "minutes",
        },
        "page_expiry": {"duration": minutes, "unit": "minutes"},
        "callbacks": {"finish": page.return_address},
    }


def _news(data: Mapping) -> News:
    """A notice or an answer about the status. Raises NoticeBroken."""
    word = text_in(data, "transaction_status", longest=30)
    fraud = text_in(data, "fraud_status", longest=30, required=False)
    kind = CAPTURES.get(fraud, Kind.UNKNOWN) if word == "capture" else KINDS.get(word, Kind.UNKNOWN)
    code = text_in(data, "status_code", longest=3)
    provider_id = text_in(data, "transaction_id")
    key = [provider_id, word, code]
    if word.startswith("partial_"):  # may happen again with another sum
        key.append(text_in(data, "refund_amount", longest=20, required=False))
    is_rupiah = text_in(data, "currency", longest=3, required=False) in ("", "IDR")
    return News(
        reference=text_in(data, "order_id", longest=50),
        provider_id=provider_id,
        kind=kind,
        status=" ".join(part for part in (word, fraud, code) if part),
        key="/".join(key),
        amount=whole_rupiah(text_in(data, "gross_amount", longest=20)) if is_rupiah else None,
        channel=text_in(data, "payment_type", longest=40, required=False),
    )


def _is_signed(given: str, signed: list[str], server_key: str) -> bool:
    wanted = hashlib.sha512("".join([*signed, server_key]).encode()).hexdigest()
    return hmac.compare_digest(wanted.encode(), given.encode())


def _key_of(account) -> dict[str, str]:
    pair = b64encode(f"{account.server_key.reveal()}:".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _about(attempt, act: str) -> str:
    return f"{settings.MIDTRANS_API_URL}/v2/{quote(attempt.reference, safe='')}/{act}"


def _refuse_keys(answer: Answer) -> None:
    code = answer.data.get("status_code") if isinstance(answer.data, dict) else None
    if answer.status == 401 or code == "401":
        raise KeysRefused("401")


def _says_used(data: Mapping) -> bool:
    messages = data.get("error_messages")
    text = " ".join(str(message) for message in messages) if isinstance(messages, list) else ""
    return "order_id" in text and any(word in text for word in ("taken", "used", "digunakan"))


# The way to pay, as the checkout asks about it.


def is_offered(purchase: Purchase) -> bool:
    """Whether the facility has an account there that works."""
    return usable_account(facility=purchase.facility, provider=Midtrans.name) is not None


def explain(purchase: Purchase) -> str:
    """One line for the shopper who chooses."""
    return "Kartu, QRIS, virtual account, atau dompet digital di halaman Midtrans. Tanpa bukti."


def fields_of(purchase: Purchase) -> dict:
    """Nothing is copied: each page is made with the keys of its moment."""
    return {}

"""Xendit Invoice: a page of Xendit, the other gateway by the same interface.

Source: docs/rules/gateways.md, Xendit.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote, urlencode

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
    text_in,
    whole_rupiah,
)
from .purchases import Purchase

KINDS = {
    "PENDING": Kind.PENDING,
    "PAID": Kind.PAID,
    "SETTLED": Kind.PAID,  # the same money, now on the facility's account
    "EXPIRED": Kind.ENDED,
}


class Xendit:
    """The invoice page and the callbacks of Xendit."""

    name = "xendit"
    label = "Xendit"

    def create(self, *, account, page: PageRequest) -> PayPage:
        address = f"{settings.XENDIT_API_URL}/v2/invoices"
        answer = ask("POST", address, headers=_key_of(account), body=_invoice(page))
        _refuse_keys(answer)
        if not answer.is_ok:
            raise PageRefused(f"status {answer.status}")
        try:
            news = _news(answer.data if isinstance(answer.data, dict) else {})
        except NoticeBroken as error:
            raise OutsideUnavailable(f"invoice without {error}") from error
        if not news.page_address:
            raise OutsideUnavailable("no invoice_url")
        return PayPage(news.page_address, news.provider_id)

    def reference_in(self, body: Mapping) -> str:
        return text_in(body, "external_id", longest=50)

    def read_notice(self, *, account, body: Mapping, headers: Mapping) -> News:
        """Checked by the token in the header. It proves the sender but not one word of the body,
        so money is never taken on a notice alone: is_proven stays False."""
        given = headers.get("X-Callback-Token", "")
        tokens = [account.callback_token, account.old_callback_token]
        genuine = [_is_same(given, token.reveal()) for token in tokens if token]
        if not any(genuine):
            raise NoticeForged(self.reference_in(body))
        return _news(body)

    def fetch_status(self, *, account, attempt) -> News:
        if attempt.provider_id:
            address = f"{settings.XENDIT_API_URL}/v2/invoices/{quote(attempt.provider_id, safe='')}"
        else:
            # Its creation was not answered in time: perhaps it is there all the same.
            query = urlencode({"external_id": attempt.reference})
            address = f"{settings.XENDIT_API_URL}/v2/invoices?{query}"
        answer = ask("GET", address, headers=_key_of(account))
        _refuse_keys(answer)
        found = answer.data
        if isinstance(found, list):
            found = next((one for one in found if isinstance(one, dict)), None)
        if answer.status == 404 or (answer.is_ok and found is None and answer.data == []):
            return News(attempt.reference, "", Kind.NOTHING, "404", "")
        try:
            news = _news(found if isinstance(found, dict) else {})
        except NoticeBroken as error:
            raise OutsideUnavailable(f"invoice without {error}") from error
        if news.reference != attempt.reference:
            raise OutsideUnavailable("status of something else")
        return news

    def stop(self, *, account, attempt) -> None:
        if attempt.provider_id:
            name = quote(attempt.provider_id, safe="")
            address = f"{settings.XENDIT_API_URL}/invoices/{name}/expire!"
            _refuse_keys(ask("POST", address, headers=_key_of(account)))


def _invoice(page: PageRequest) -> dict:
    customer = {
        "given_names": page.buyer_name,
        "email": page.buyer_email,
        "mobile_number": page.buyer_phone,
    }
    invoice = {
        "external_id": page.reference,
        "amount": page.amount,
        "currency": "IDR",
        "description": page.description,
        "invoice_duration": max(60, int((page.ends_at - page.starts_at).total_seconds())),
        "payer_email": page.buyer_email,
        "customer": {name: value for name, value in customer.items() if value},
        "items": [
            {"name": item.name, "price": item.price, "quantity": item.quantity}
            for item in page.items
        ],
        "success_redirect_url": page.return_address,
        "failure_redirect_url": page.return_address,
    }
    return {name: value for name, value in invoice.items() if value}


def _news(data: Mapping) -> News:
    """A callback or an invoice as it is now. Raises NoticeBroken."""
    status = text_in(data, "status", longest=20)
    kind = KINDS.get(status, Kind.UNKNOWN)
    provider_id = text_in(data, "id")
    is_rupiah = text_in(data, "currency", longest=3, required=False) in ("", "IDR")
    amount = data.get("amount")
    if kind is Kind.PAID:
        amount = data.get("paid_amount", amount)
    if isinstance(amount, str):  # Xendit sends numbers
        raise NoticeBroken("amount")
    return News(
        reference=text_in(data, "external_id", longest=50),
        provider_id=provider_id,
        kind=kind,
        status=status,
        key=f"{provider_id}/{status}",
        amount=whole_rupiah(amount) if is_rupiah else None,
        channel=text_in(data, "payment_channel", longest=40, required=False),
        page_address=text_in(data, "invoice_url", longest=300, required=False),
    )


def _is_same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _key_of(account) -> dict[str, str]:
    pair = b64encode(f"{account.server_key.reveal()}:".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _refuse_keys(answer: Answer) -> None:
    if answer.status in (401, 403):
        raise KeysRefused(str(answer.status))


# The way to pay, as the checkout asks about it.


def is_offered(purchase: Purchase) -> bool:
    """Whether the facility has an account there that works."""
    return usable_account(facility=purchase.facility, provider=Xendit.name) is not None


def explain(purchase: Purchase) -> str:
    """One line for the shopper who chooses."""
    return "Kartu, QRIS, virtual account, atau dompet digital di halaman Xendit. Tanpa bukti."


def fields_of(purchase: Purchase) -> dict:
    """Nothing is copied: each page is made with the keys of its moment."""
    return {}

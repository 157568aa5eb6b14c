"""Midtrans as docs/rules/gateways.md describes it: Snap, status, expire, signed notices."""

import hashlib
import json
import uuid
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.request import Request, urlopen

from tests.orders.standins.server import Asked, StandIn

SERVER_KEY = "SB-Mid-server-CONTOH123"
CODES = {"pending": "201", "authorize": "201", "deny": "202", "expire": "407", "cancel": "200"}


@dataclass
class MidtransStandIn(StandIn):
    """pages: what was asked for, by order_id; transactions: what came of it; tokens: pages as a
    browser opens them; told_at: where notices are sent when somebody pays in a browser."""

    pages: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    told_at: str = ""
    transactions: dict = field(default_factory=dict)

    def answer(self, asked: Asked):
        if asked.path.startswith("/snap/v4/"):
            return self._browse(asked.path)
        wanted = "Basic " + b64encode(f"{SERVER_KEY}:".encode()).decode()
        if asked.headers.get("Authorization") != wanted:
            return 401, {"status_code": "401", "status_message": "Access denied"}
        if asked.path == "/snap/v1/transactions":
            return self._make_page(asked.json)
        reference, _, act = asked.path.removeprefix("/v2/").partition("/")
        if reference not in self.transactions:
            return 404, {"status_code": "404", "status_message": "Transaction doesn't exist."}
        if act == "expire":
            if self.transactions[reference]["transaction_status"] != "pending":
                return 200, {"status_code": "412", "status_message": "Cannot modify the status"}
            self.set(reference, "expire")
        return 200, self.transactions[reference]

    def _make_page(self, body):
        reference = body["transaction_details"]["order_id"]
        total = sum(item["price"] * item["quantity"] for item in body["item_details"])
        if total != body["transaction_details"]["gross_amount"]:
            return 400, {"error_messages": ["transaction_details.gross_amount is not equal"]}
        if reference in self.pages or reference in self.transactions:
            return 406, {"error_messages": ["order_id has already been taken"]}
        self.pages[reference] = body
        token = str(uuid.uuid4())
        self.tokens[token] = reference
        return 201, {"token": token, "redirect_url": f"{self.address}/snap/v4/redirection/{token}"}

    def _browse(self, path: str):
        """The page itself: one link pays and tells the shop, the next leads back there."""
        token = path.split("/")[-1]
        reference = self.tokens[token]
        total = self.pages[reference]["transaction_details"]["gross_amount"]
        if "/pay/" not in path:
            return 200, f'<h1>Snap {total}</h1><a href="/snap/v4/pay/{token}">Bayar</a>'
        notice = json.dumps(self.pay(reference)).encode()
        if self.told_at:
            kind = {"Content-Type": "application/json"}
            urlopen(Request(self.told_at, notice, kind), timeout=5).close()  # noqa: S310
        finish = self.pages[reference]["callbacks"]["finish"]
        return 200, f'<h1>Lunas</h1><a href="{finish}?order_id={reference}">Kembali ke toko</a>'

    def set(self, reference: str, status: str, *, amount: int | None = None, **fields) -> dict:
        """Let something happen to a page, and return the notice about it."""
        old = self.transactions.get(reference, {})
        if amount is None:
            page = self.pages.get(reference)
            amount = page["transaction_details"]["gross_amount"] if page else 1
        notice = {
            "transaction_id": old.get("transaction_id", str(uuid.uuid4())),
            "transaction_status": status,
            "status_code": CODES.get(status, "200"),
            "order_id": reference,
            "gross_amount": f"{amount}.00",
            "currency": "IDR",
            "payment_type": "qris",
            "fraud_status": "accept",
        } | fields  # fmt: skip
        self.transactions[reference] = signed(notice)
        return dict(self.transactions[reference])

    def pay(self, reference: str, **fields) -> dict:
        return self.set(reference, "settlement", **fields)


def signed(notice: dict, key: str = SERVER_KEY) -> dict:
    """The notice with the signature Midtrans would give it."""
    text = notice["order_id"] + notice["status_code"] + notice["gross_amount"] + key
    return notice | {"signature_key": hashlib.sha512(text.encode()).hexdigest()}

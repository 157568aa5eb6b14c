"""Xendit as docs/rules/gateways.md describes it: invoices and callbacks with a token."""

import uuid
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.orders.standins.server import Asked, StandIn

SECRET_KEY = "xnd_development_CONTOH123"
CALLBACK_TOKEN = "token-contoh-123"


@dataclass
class XenditStandIn(StandIn):
    """invoices: by id."""

    invoices: dict = field(default_factory=dict)

    def answer(self, asked: Asked):
        wanted = "Basic " + b64encode(f"{SECRET_KEY}:".encode()).decode()
        if asked.headers.get("Authorization") != wanted:
            return 401, {"error_code": "INVALID_API_KEY"}
        parts = urlsplit(asked.path)
        if parts.path == "/v2/invoices" and asked.method == "POST":
            return self._make(asked.json)
        if parts.path == "/v2/invoices":
            wanted = parse_qs(parts.query)["external_id"][0]
            return 200, [i for i in self.invoices.values() if i["external_id"] == wanted]
        name = parts.path.split("/")[-1 if parts.path.startswith("/v2/") else -2]
        if name not in self.invoices:
            return 404, {"error_code": "INVOICE_NOT_FOUND_ERROR"}
        if parts.path.endswith("/expire!") and self.invoices[name]["status"] == "PENDING":
            self.invoices[name]["status"] = "EXPIRED"
        return 200, self.invoices[name]

    def _make(self, body):
        name = uuid.uuid4().hex[:24]
        self.invoices[name] = {
            "id": name, "external_id": body["external_id"], "status": "PENDING",
            "amount": body["amount"], "currency": "IDR",
            "invoice_url": f"{self.address}/web/{name}", "expiry_date": "2026-11-23T00:00:00Z",
        }  # fmt: skip
        return 200, self.invoices[name]

    def set(self, reference: str, status: str, **fields) -> dict:
        """Let something happen to an invoice, and return the callback about it."""
        invoice = next(i for i in self.invoices.values() if i["external_id"] == reference)
        invoice |= {"status": status} | fields
        return dict(invoice)

    def pay(self, reference: str, *, amount: int | None = None, **fields) -> dict:
        invoice = next(i for i in self.invoices.values() if i["external_id"] == reference)
        paid = invoice["amount"] if amount is None else amount
        return self.set(reference, "PAID", paid_amount=paid, payment_channel="QRIS", **fields)

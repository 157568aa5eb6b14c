"""QRIS with the amount filled in: the facility's printed code, made for one order.

The provider reports no single payment, so it is confirmed like a transfer: by the kode unik and a
proof. Source: docs/rules/payment.md, QRIS.
"""

from dataclasses import dataclass

from ..models import Payment
from . import emv
from .purchases import Purchase
from .setups import setup_of

# Source: Bank Indonesia, limit of one QRIS payment since 1 March 2022. With the kode unik.
LARGEST_AMOUNT = 10_000_000
LARGEST_CODE = 999


@dataclass(frozen=True)
class QrisCode:
    """The code of one order, and whom it pays."""

    text: str
    merchant: emv.Merchant


def is_offered(purchase: Purchase) -> bool:
    """A facility with a code that can be read, and a total that is known and not too large."""
    setup = setup_of(purchase.facility)
    fits = purchase.total is not None and purchase.total + LARGEST_CODE <= LARGEST_AMOUNT
    return setup.accepts_qris and fits and _is_usable(setup.qris_payload)


def explain(purchase: Purchase) -> str:
    """One line for the shopper who chooses."""
    return (
        "Pindai dengan aplikasi bank atau dompet digital; jumlahnya sudah terisi. "
        "Unggah bukti, diperiksa petugas pada jam kerja."
    )


def fields_of(purchase: Purchase) -> dict:
    """The code and whose it is, copied to the payment: a later code misleads no buyer."""
    text = setup_of(purchase.facility).qris_payload
    merchant = emv.merchant_of(text)
    return {
        "bank_name": "QRIS",
        "account_number": merchant.number[:30],
        "account_holder": merchant.name[:80],
        "merchant_payload": text,
    }


def code_of(payment: Payment) -> QrisCode | None:
    """The code that asks for what is due now; None when nothing is, or it is paid another way."""
    if not payment.merchant_payload or not payment.amount_due:
        return None
    text = emv.with_amount(payment.merchant_payload, payment.amount_due, bill=payment.order.number)
    return QrisCode(text, emv.merchant_of(payment.merchant_payload))


def _is_usable(text: str) -> bool:
    try:
        emv.merchant_of(text)
    except emv.PayloadError:
        return False
    return True

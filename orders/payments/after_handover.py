"""Offices that pay after they have the goods and signed for them (setelah BAST)."""

from . import bank_transfer
from .purchases import Purchase
from .setups import setup_of


def is_offered(purchase: Purchase) -> bool:
    """Office buyers of a facility that trusts them and has an account to pay to."""
    setup = setup_of(purchase.facility)
    is_open = setup.accepts_after_handover and purchase.is_office
    return is_open and bank_transfer.is_offered(purchase)


def explain(purchase: Purchase) -> str:
    """One line for the office that chooses."""
    days = setup_of(purchase.facility).after_handover_days
    return f"Transfer paling lambat {days} hari setelah barang diserahterimakan (BAST)."


def fields_of(purchase: Purchase) -> dict:
    """The account and the days to pay. No kode unik: an office pays what its papers say."""
    days = setup_of(purchase.facility).after_handover_days
    return {**bank_transfer.fields_of(purchase), "invoice_days": days}

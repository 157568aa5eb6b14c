"""Offices that pay a part first (uang muka) and the rest after they have the goods."""

from catalog.money import part_of, rupiah

from . import bank_transfer
from .purchases import Purchase
from .setups import setup_of

ROUNDED_TO = 1_000  # rupiah


def is_offered(purchase: Purchase) -> bool:
    """Office buyers of a facility that asks for a part, as long as it is less than the goods."""
    percent = setup_of(purchase.facility).down_payment_percent
    if not percent or not purchase.is_office or not bank_transfer.is_offered(purchase):
        return False
    return _part(purchase) < purchase.goods_total


def explain(purchase: Purchase) -> str:
    """One line for the office that chooses."""
    setup = setup_of(purchase.facility)
    return (
        f"Transfer {setup.down_payment_percent}% dari harga barang ({rupiah(_part(purchase))}) "
        f"dulu, sisanya paling lambat {setup.after_handover_days} hari setelah serah terima."
    )


def fields_of(purchase: Purchase) -> dict:
    """The account, the part in rupiah and the days for the rest: later settings change no order."""
    return {
        **bank_transfer.fields_of(purchase),
        "down_payment": _part(purchase),
        "invoice_days": setup_of(purchase.facility).after_handover_days,
    }


def _part(purchase: Purchase) -> int:
    """Of the goods alone, rounded up to whole thousands: the delivery belongs to the rest, so an
    order whose delivery cost is still to be named knows its part already."""
    percent = setup_of(purchase.facility).down_payment_percent
    return part_of(purchase.goods_total, percent=percent, step=ROUNDED_TO)

"""One sale of another channel, entered afterwards. Source: docs/rules/channels.md."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError

from catalog import stock
from catalog.models import StockLocation, Variant
from catalog.sheets.cells import one_line
from facilities.access import may

from .. import counter
from ..counter import ChannelOrder, SaleRefused
from ..models import ChannelFile, ChannelSale, DirectSale, Payment
from ..models.channels import OUTSIDE
from ..models.orders import BuyerKind, Channel
from ..retrying import retried

Method = Payment.Method
# How the money of a channel reaches the facility.
METHODS = {
    Channel.MARKETPLACE: (Method.BANK_TRANSFER,),
    Channel.WHATSAPP: (Method.BANK_TRANSFER, Method.CASH, Method.QRIS),
    Channel.E_CATALOGUE: (Method.BANK_TRANSFER,),
}
# Older sales are rather a day mistyped; closed months refuse by themselves.
OLDEST = timedelta(days=366)
LONGEST_REFERENCE = ChannelSale._meta.get_field("reference").max_length


class RecordedAlready(SaleRefused):
    """The channel's order number has been booked before. number: our order."""

    def __init__(self, reference: str, number: str):
        super().__init__(f"Nomor {reference} sudah tercatat sebagai pesanan {number}.", "reference")
        self.number = number


def reference_of(text: str) -> str:
    """A channel's order number as it is kept: one spelling for each."""
    return one_line(text).upper()


@retried
def record(
    *,
    key: str,
    location: StockLocation,
    channel: str,
    goods: Mapping[Variant, int],
    prices: Mapping[Variant, int],
    by,
    at: datetime,
    sold_at: datetime,
    reference: str = "",
    fee: int = 0,
    method: str = Method.BANK_TRANSFER,
    buyer_kind: str = BuyerKind.PERSON,
    file: ChannelFile | None = None,
) -> DirectSale:
    """Book a sale that was made elsewhere: stock, money, fee and books in one transaction.

    key: of the form; the same again returns the first sale. channel: one of OUTSIDE. prices:
    rupiah a piece as the channel sold it, before its fee. reference: the channel's own order
    number; only WhatsApp may have none. fee: rupiah the channel keeps of the whole. sold_at: when
    it was sold; at: now. Raises SaleRefused (RecordedAlready) with the field that is wrong.
    """
    reference = reference_of(reference)
    _check(channel, method, reference, prices, sold_at, at)
    if not may_add(by, location.facility):
        raise SaleRefused("Jabatan Anda tidak boleh mencatat penjualan kanal lain di UPT ini.")
    if counter.sale_with(key) is None and (
        known := recorded(location.facility, channel, reference)
    ):
        raise RecordedAlready(reference, known.order.number)
    try:
        return counter.sell(
            key=key, location=location, channel=channel, goods=goods, prices=prices,
            method=method, buyer_kind=buyer_kind, by=by, at=sold_at, reference=reference,
            said=ChannelOrder(reference, fee, file),
        )  # fmt: skip
    except stock.StockError as error:
        raise SaleRefused(str(error), "goods") from error
    except IntegrityError as error:
        known = recorded(location.facility, channel, reference)
        if known is None:
            raise
        raise RecordedAlready(reference, known.order.number) from error


def may_add(user, facility) -> bool:
    """Whether this person may book sales of other channels there."""
    return may(user, "add", "channel", facility)


def recorded(facility, channel: str, reference: str) -> ChannelSale | None:
    """The sale that has this number of the channel already."""
    if not reference:
        return None
    rows = ChannelSale.objects.filter(facility=facility, channel=channel, reference=reference)
    return rows.select_related("order").first()


def _check(channel, method, reference, prices, sold_at: datetime, at: datetime) -> None:
    if channel not in OUTSIDE:
        raise SaleRefused("Pilih kanalnya.", "channel")
    if method not in METHODS[Channel(channel)]:
        raise SaleRefused("Kanal ini tidak dibayar dengan cara itu.", "method")
    if not reference and channel != Channel.WHATSAPP:
        raise SaleRefused("Isi nomor pesanan dari kanalnya.", "reference")
    if len(reference) > LONGEST_REFERENCE:
        raise SaleRefused(f"Nomor pesanan paling panjang {LONGEST_REFERENCE} huruf.", "reference")
    if any(price < 1 for price in prices.values()):
        raise SaleRefused("Harga satuan paling sedikit Rp1.", "goods")
    if sold_at > at:
        raise SaleRefused("Tanggal jual belum tiba.", "sold_on")
    if sold_at < at - OLDEST:
        raise SaleRefused("Tanggal jual lebih dari setahun yang lalu.", "sold_on")

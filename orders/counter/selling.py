"""One sale on the spot: goods leave, money is there, books and papers follow, in one transaction."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from catalog import stock
from catalog.locks import lock_levels
from catalog.models import StockLocation, Variant
from catalog.money import rupiah
from facilities.access import may

from .. import documents, numbers, receipts, sales, settlement
from ..models import CashierShift, DirectSale, Order, Payment, Receipt
from ..models.orders import BuyerKind, Channel
from ..retrying import retried
from .errors import PriceChanged, SaleKeyReused, SaleRefused
from .writing import ChannelOrder, price_of, read_prices, write_channel, write_orders

AT_TILL = (Channel.GALLERY, Channel.EXHIBITION)
MOST_LINES = 200
NO_RIGHT = "Jabatan Anda tidak boleh mencatat penjualan di sini."
SHIFT_CLOSED = "Giliran ini sudah ditutup. Buka giliran baru."


def sale_with(key: str) -> DirectSale | None:
    """The sale this form or device number has already made, if any."""
    return DirectSale.objects.filter(key=key).first()


@retried
def sell(
    *,
    key: str,
    location: StockLocation,
    goods: Mapping[Variant, int],
    method: str,
    by,
    at: datetime,
    channel: str = Channel.GALLERY,
    buyer_kind: str = BuyerKind.PERSON,
    shift: CashierShift | None = None,
    cash_received: int | None = None,
    prices: Mapping[Variant, int] | None = None,
    total_seen: int | None = None,
    source: str = "",
    reference: str = "",
    note: str = "",
    said: ChannelOrder | None = None,
) -> DirectSale:
    """Sell and hand over goods that lie at one place, paid in full: all of it, or nothing.

    Writes one completed and paid order for each facility whose goods are among them, with lines,
    receipt, history, stock, SalesDay and split; nota and kuitansi follow the commit.

    key: random, from the form, or `<device>-<number>`; the same again returns the first sale.
    location: where the goods lie, whosever they are. goods: pieces by variant. method: a
    Payment.Method. by: the officer, who needs till/sell there, or channel/add for channels
    other than gallery and exhibition. at: aware, when it was sold. shift: the open one the sale
    counts in. cash_received: rupiah laid on the counter, for the change; None where none was.
    prices: rupiah a piece where the channel has its own, by variant; else the price stored now.
    total_seen: rupiah the buyer was told. source, reference, note: of the Receipt, where not
    the counter's own (a Receipt.Source; what the channel calls this sale). said: number and fee
    of another channel.
    Raises SaleRefused (and its PriceChanged, SaleKeyReused), stock.OutOfStock.
    """
    right = ("sell", "till") if channel in AT_TILL else ("add", "channel")
    if not may(by, *right, location.facility):
        raise SaleRefused(NO_RIGHT)
    goods = {variant: quantity for variant, quantity in goods.items() if quantity}
    if not goods:
        raise SaleRefused("Belum ada barang di nota ini.")
    if len(goods) > MOST_LINES:
        raise SaleRefused(f"Satu nota paling banyak memuat {MOST_LINES} macam barang.")
    sale = DirectSale(
        key=key, location=location, shift=shift, channel=channel, method=method,
        cash_received=cash_received, by=by, sold_at=at,
        content_hash=_content_hash(goods, location, method, channel, prices, said),
    )  # fmt: skip
    first = sale_with(key)
    if first is None:
        try:
            with transaction.atomic():
                _start(sale, goods, prices, total_seen)
                orders = write_orders(
                    sale=sale, goods=goods, prices=prices, buyer_kind=buyer_kind
                )  # fmt: skip
                if channel not in AT_TILL:
                    rows = [order for order, _ in orders]
                    write_channel(sale, rows, said or ChannelOrder())
                _move_stock(sale, orders)
                for order, _ in orders:
                    _take_money(order, sale, source, reference, note)
                return sale
        except IntegrityError:
            first = sale_with(key)
            if first is None:
                raise
    if first.content_hash != sale.content_hash:
        raise SaleKeyReused(first)
    return first


def _start(sale: DirectSale, goods: Mapping[Variant, int], prices, total_seen) -> None:
    """Save the key row first of all: a second press waits here for the first one to commit."""
    read_prices(goods)
    sale.total = sum(price_of(variant, prices) * quantity for variant, quantity in goods.items())
    if total_seen is not None and total_seen != sale.total:
        raise PriceChanged(rupiah(sale.total))
    if sale.cash_received is not None and sale.cash_received < sale.total:
        short = rupiah(sale.total - sale.cash_received)
        raise SaleRefused(f"Uangnya kurang {short} dari {rupiah(sale.total)}.", "cash")
    sale.number = numbers.new_number(numbers.SALE, is_taken=_is_taken)
    sale.save()
    if sale.shift is not None:
        _hold_shift(sale)


def _hold_shift(sale: DirectSale) -> None:
    """A shift that is being counted, or was, takes no sale any more."""
    row = CashierShift.objects.select_for_update(of=("self",)).get(pk=sale.shift_id)
    if not row.is_open or row.location_id != sale.location_id:
        raise SaleRefused(SHIFT_CLOSED)


def _move_stock(sale: DirectSale, orders: list[tuple[Order, list[stock.Item]]]) -> None:
    # All levels of all owners in one key order first (catalog/locks.py).
    lock_levels((item.variant.pk, sale.location_id) for _, items in orders for item in items)
    for order, items in orders:
        stock.sell(
            items=items, location=sale.location, source_id=order.number, at=sale.sold_at,
            by=sale.by,
        )  # fmt: skip


def _take_money(order: Order, sale: DirectSale, source: str, reference: str, note: str) -> None:
    payment, at = order.payment, sale.sold_at
    is_cash = payment.method == Payment.Method.CASH
    receipts.book(
        payment=payment, amount=payment.amount, at=at, by=sale.by, reference=reference, note=note,
        source=source or (Receipt.Source.COUNTER if is_cash else Receipt.Source.OFFICER),
    )  # fmt: skip
    sales.book_sale(order=order, at=at)
    try:
        settlement.split_order(order=order, at=at)
    except settlement.MonthClosed as error:
        raise SaleRefused(str(error)) from error
    documents.follow_completion(order)


def _content_hash(goods, location, method, channel, prices, said) -> str:
    own = prices or {}
    content = {
        "goods": sorted((variant.pk, n, own.get(variant)) for variant, n in goods.items()),
        "location": location.pk,
        "method": str(method),
        "channel": str(channel),
        "said": [said.reference, said.fee] if said else None,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _is_taken(number: str) -> bool:
    return DirectSale.objects.filter(number=number).exists()

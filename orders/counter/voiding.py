"""Undoing a sale typed by mistake, while its shift is open: each row is answered by its opposite."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from catalog import stock
from catalog.locks import lock_levels
from facilities.access import may

from .. import documents, sales, settlement
from ..models import CashierShift, DirectSale, Order, OrderEvent, Payment, Refund
from ..refundable import all_of, left_of, write
from ..retrying import retried
from ..states import apply_step, locked
from .errors import SaleRefused

HOW = "Batal di kasir selagi gilirannya masih terbuka."


@retried
def void_sale(*, sale: DirectSale, reason: str, by, at: datetime) -> DirectSale:
    """Take back a sale that was typed by mistake: goods, money, sales, split and papers.

    Nothing is deleted: refunds, movements and events answer the sale's own rows, and the number
    stays used. Only while the shift it was made in is open, so that counted cash stays true;
    afterwards it is a refund like any other, with a second officer. A second call returns the
    voided sale. Raises SaleRefused.
    """
    reason = reason.strip()[:200]
    if not may(by, "sell", "till", sale.location.facility):
        raise SaleRefused("Jabatan Anda tidak boleh membatalkan penjualan di sini.")
    if not reason:
        raise SaleRefused("Tulis alasannya.", "reason")
    with transaction.atomic():
        sale = DirectSale.objects.select_for_update(of=("self",)).get(pk=sale.pk)
        if sale.is_void:
            return sale
        _check_shift(sale)
        keys = list(sale.orders.order_by("pk").values_list("pk", flat=True))
        orders = [locked(pk) for pk in keys]
        _take_back_goods(sale, orders, by, at)
        for order in orders:
            _give_back_money(order, reason, by, at)
        sale.voided_at, sale.voided_by, sale.void_reason = at, by, reason
        sale.save(update_fields=["voided_at", "voided_by", "void_reason"])
        return sale


def _check_shift(sale: DirectSale) -> None:
    if sale.shift_id is None:
        raise SaleRefused("Penjualan ini bukan dari kasir. Ajukan pengembalian dananya.")
    shift = CashierShift.objects.select_for_update(of=("self",)).get(pk=sale.shift_id)
    if not shift.is_open:
        raise SaleRefused("Gilirannya sudah ditutup. Ajukan pengembalian dana pesanan ini.")


def _take_back_goods(sale: DirectSale, orders: list[Order], by, at: datetime) -> None:
    sold = {order: list(order.lines.select_related("variant")) for order in orders}
    lock_levels((line.variant_id, sale.location_id) for lines in sold.values() for line in lines)
    for order, lines in sold.items():
        payment = order.payment
        if payment.state != Payment.State.PAID or payment.refunded_amount:
            raise SaleRefused("Sebagian uangnya sudah dikembalikan dengan cara lain.")
        if order.returns.exists() or order.refunds.filter(state=Refund.State.REQUESTED).exists():
            raise SaleRefused("Barangnya sedang dikembalikan pembeli dengan cara lain.")
        items = [stock.Item(line.variant, line.quantity, str(line.position)) for line in lines]
        try:
            stock.take_back(items=items, source_id=order.number, at=at, by=by)
        except stock.StockError as error:
            raise SaleRefused(str(error)) from error


def _give_back_money(order: Order, reason: str, by, at: datetime) -> None:
    lines, other = all_of(order, left_of(order))
    refund = write(order=order, lines=lines, other_amount=other, reason=reason, by=by, at=at)
    # The shift's second look stands for the second officer: docs/rules/counter.md.
    refund.state, refund.decided_at, refund.how = Refund.State.PAID, at, HOW
    refund.paid_on = order.facility.local_day(at)
    refund.save(update_fields=["state", "decided_at", "how", "paid_on"])
    payment = order.payment
    Payment.objects.filter(pk=payment.pk).update(
        refunded_amount=F("refunded_amount") + refund.amount
    )
    payment.refunded_amount += refund.amount
    sales.book_refund(refund=refund, at=at)
    try:
        settlement.reverse_for_refund(refund=refund, at=at)
    except settlement.SettlementError as error:
        raise SaleRefused(str(error)) from error
    system = OrderEvent.Actor.SYSTEM
    apply_step(order=order, step="void_sale", actor=system, by=by, reason=reason, at=at)
    documents.void_with_order(order=order, reason=reason, by=by, at=at)

"""Receipts and refunds against the sums of their payment: invariants of docs/rules/money.md."""

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ..models import Order, OrderLine, Payment, Receipt, Refund, RefundLine

State = Payment.State


def money_invariants() -> list[tuple[str, QuerySet[Order]]]:
    """What must hold between rows of money and the payment, with the orders where it does not."""
    orders = Order.objects.order_by("pk")
    came = _sum(Receipt.objects.filter(payment=OuterRef("payment")), "payment", "amount")
    went = _sum(
        Refund.objects.filter(order=OuterRef("pk"), state=Refund.State.PAID), "order", "amount"
    )
    waiting = Refund.objects.filter(order=OuterRef("pk"), state=Refund.State.REQUESTED)
    return [
        (
            "uang masuk berbeda dari barisnya",
            orders.alias(came=came)
            .exclude(payment=None)
            .exclude(payment__received_amount=F("came")),
        ),
        (
            "dana kembali berbeda dari barisnya",
            orders.alias(went=went)
            .exclude(payment=None)
            .exclude(payment__refunded_amount=F("went")),
        ),
        (
            "lunas, tetapi uang masuk kurang dari total",
            orders.filter(
                payment__state=State.PAID, payment__received_amount__lt=F("payment__amount")
            ),
        ),
        (
            "dana dikembalikan tanpa baris pengembalian",
            orders.filter(payment__state=State.REFUNDED, payment__refunded_amount=0),
        ),
        (
            "diminta kembali lebih banyak daripada yang masuk",
            orders.alias(asked=_sum(waiting, "order", "amount")).filter(
                payment__received_amount__lt=F("payment__refunded_amount") + F("asked")
            ),
        ),
        (
            "barang dikembalikan dananya lebih banyak daripada yang dibeli",
            orders.filter(Exists(_lines_given_back_twice())),
        ),
        (
            "pengembalian dana berbeda dari barangnya",
            orders.filter(Exists(_refunds_unlike_their_lines())),
        ),
    ]


def _lines_given_back_twice() -> QuerySet[OrderLine]:
    alive = RefundLine.objects.filter(line=OuterRef("pk")).exclude(refund__state="refused")
    back = _sum(alive, "line", "quantity")
    return (
        OrderLine.objects.filter(order=OuterRef("pk"))
        .alias(back=back)
        .filter(back__gt=F("quantity"))
    )


def _refunds_unlike_their_lines() -> QuerySet[Refund]:
    lines = RefundLine.objects.filter(refund=OuterRef("pk"))
    wrong_price = lines.exclude(amount=F("line__unit_price") * F("quantity"))
    return (
        Refund.objects.filter(order=OuterRef("pk"))
        .alias(goods=_sum(lines, "refund", "amount"))
        .filter(Q(Exists(wrong_price)) | ~Q(goods_amount=F("goods")))
    )


def _sum(rows: QuerySet, key: str, column: str) -> Coalesce:
    grouped = rows.order_by().values(key).annotate(sum_=Sum(column)).values("sum_")
    return Coalesce(Subquery(grouped, output_field=BigIntegerField()), 0)

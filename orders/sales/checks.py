"""Orders whose books do not hold: each check is one invariant of docs/rules/sales.md."""

from collections.abc import Iterator

from django.db.models import Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import Product, Reservation

from ..models import Order, OrderEvent, OrderLine, Payment
from ..seals import seal_of
from .books import sold_pieces
from .money_checks import money_invariants

SETTLED = (Payment.State.PAID, Payment.State.REFUND_PENDING, Payment.State.REFUNDED)


def broken_orders() -> Iterator[tuple[str, str]]:
    """(order number or SKU, what is wrong), one per broken invariant; nothing when all hold."""
    for text, rows in [*_invariants(), *money_invariants()]:
        for number in rows.values_list("number", flat=True):
            yield number, text
    yield from _broken_seals()
    yield from _broken_counts()


def _invariants():
    orders = Order.objects.order_by("pk")
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    goods = Subquery(lines.annotate(sum=Sum(F("unit_price") * F("quantity"))).values("sum"))
    held = Reservation.objects.filter(
        source_type="order", source_id=OuterRef("number"), closed_at=None
    )
    moves = OrderEvent.objects.filter(order=OuterRef("pk")).order_by("-at", "-pk")
    last = {
        axis: Subquery(moves.filter(axis=axis).values("to_state")[:1])
        for axis in (OrderEvent.Axis.ORDER, OrderEvent.Axis.PAYMENT)
    }
    return [
        ("riwayat pesanan tidak sampai ke keadaannya", _not_at(orders, "state", last["order"])),
        (
            "riwayat pembayaran tidak sampai ke keadaannya",
            _not_at(orders, "payment__state", last["payment"]),
        ),
        ("belum punya pembayaran", orders.filter(payment=None)),
        ("belum punya pengiriman", orders.filter(shipment=None, channel="situs")),
        (
            "jumlah barang berbeda dari barisnya",
            orders.alias(goods=Coalesce(goods, 0, output_field=IntegerField())).exclude(
                goods_total=F("goods")
            ),
        ),
        (
            "tagihan berbeda dari total",
            orders.exclude(payment=None).exclude(
                payment__amount=F("total"),
                payment__unique_code=F("unique_code"),
                payment__facility=F("facility"),
            ),
        ),
        (
            "dibayar tanpa waktu, atau waktu tanpa dibayar",
            orders.filter(
                Q(payment__state=Payment.State.PAID, payment__paid_at=None)
                | Q(payment__paid_at__isnull=False) & ~Q(payment__state__in=SETTLED)
            ),
        ),
        (
            "dana kembali tanpa waktu, atau waktu tanpa dana kembali",
            orders.filter(
                Q(payment__state=Payment.State.REFUNDED, payment__refunded_at=None)
                | Q(payment__refunded_at__isnull=False) & ~Q(payment__state=Payment.State.REFUNDED)
            ),
        ),
        (
            "sudah berakhir tetapi masih menahan stok",
            orders.filter(Exists(held), state__in=[*Order.CLOSED_STATES, Order.State.SHIPPED]),
        ),
    ]


def _not_at(orders, path: str, last: Subquery):
    """Orders whose last event on this axis is missing or says another state."""
    return orders.alias(last=last).filter(Q(last=None) | ~Q(last=F(path)))


def _broken_seals() -> Iterator[tuple[str, str]]:
    orders = Order.objects.prefetch_related(Prefetch("lines"))
    for order in orders.order_by("pk").iterator(chunk_size=500):
        if order.seal != seal_of(order, order.lines.all()):
            yield order.number, "segel tidak cocok: isi berubah setelah dipesan"


def _broken_counts() -> Iterator[tuple[str, str]]:
    products = Product.objects.alias(counted=sold_pieces()).exclude(sold_count=F("counted"))
    for name in products.values_list("name", flat=True):
        yield name, "jumlah terjual berbeda dari pesanan"

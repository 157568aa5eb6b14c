"""The rows of a sale on the spot: for each owner of goods one order, done and paid."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog import stock
from catalog.models import Variant
from facilities.models import Facility

from .. import numbers
from ..checkout.writing import line_of
from ..models import ChannelFile, ChannelSale, DirectSale, Order, OrderEvent, OrderLine, Payment
from ..payments import WAYS, Purchase
from ..unique_codes import set_amount
from .errors import SaleRefused

Method = Payment.Method
OTHERS_GOODS = "Di kanal lain hanya barang UPT sendiri yang dapat dicatat: {}."


@dataclass(frozen=True)
class ChannelOrder:
    """What another channel says about a sale. fee: rupiah it keeps of the price.

    reference: its own order number, "" where it gives none (WhatsApp); then ours stands there.
    """

    reference: str = ""
    fee: int = 0
    file: ChannelFile | None = None


Axis = OrderEvent.Axis


def read_prices(goods: Mapping[Variant, int]) -> None:
    """Put price and product as they are stored now on the variants: prices are never typed."""
    rows = Variant.objects.select_related(
        "product__category", "product__facility__regency", "product__facility__payment_setup"
    )
    now = rows.in_bulk([variant.pk for variant in goods])
    for variant in goods:
        stored = now[variant.pk]
        variant.price, variant.product = stored.price, stored.product


def price_of(variant: Variant, prices: Mapping[Variant, int] | None) -> int:
    """Rupiah of one piece: the channel's own, else the stored one."""
    return variant.price if prices is None else prices.get(variant, variant.price)


def write_orders(
    *,
    sale: DirectSale,
    goods: Mapping[Variant, int],
    prices: Mapping[Variant, int] | None,
    buyer_kind: str,
) -> list[tuple[Order, list[stock.Item]]]:
    """Save one order for each owner, in key order; returns each with what it takes from stock."""
    owners: dict[int, list[Variant]] = {}
    for variant in sorted(goods, key=lambda variant: variant.pk):
        owners.setdefault(variant.product.facility_id, []).append(variant)
    written = []
    for facility_id in sorted(owners):
        variants = owners[facility_id]
        items = [
            stock.Item(variant, goods[variant], str(position))
            for position, variant in enumerate(variants, start=1)
        ]
        lines = [line_of(item, ready_on=None) for item in items]
        for line in lines:
            line.unit_price = price_of(line.variant, prices)
        facility = variants[0].product.facility
        written.append((_write_order(sale, facility, lines, buyer_kind), items))
    return written


def _write_order(
    sale: DirectSale, facility: Facility, lines: list[OrderLine], buyer_kind: str
) -> Order:
    at, total = sale.sold_at, sum(line.total for line in lines)
    order = Order(
        number=numbers.new_number(numbers.ORDER, is_taken=_is_taken),
        direct_sale=sale, facility=facility, channel=sale.channel, buyer_kind=buyer_kind,
        state=Order.State.COMPLETED, goods_total=total, shipping_cost=0, placed_at=at,
    )  # fmt: skip
    payment = Payment(
        order=order, facility=facility, method=sale.method, state=Payment.State.PAID,
        paid_at=at, closed_at=at, confirmed_by=sale.by, **_account(sale.method, facility, total),
    )  # fmt: skip
    set_amount(order=order, payment=payment, lines=lines, with_code=False, at=at)
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    common = {"order": order, "actor": OrderEvent.Actor.OFFICER, "by": sale.by, "at": at}
    moves = ((Axis.ORDER, order.state), (Axis.PAYMENT, payment.state))
    OrderEvent.objects.bulk_create(
        OrderEvent(axis=axis, to_state=state, **common) for axis, state in moves
    )
    return order


def _account(method: str, facility: Facility, total: int) -> dict:
    """Whose account took the money, copied as for an order on the site; nothing for cash."""
    way = WAYS.get(Method(method))
    if way is None:
        return {}
    purchase = Purchase(facility, delivery_method="", goods_total=total, delivery_cost=0)
    if method == Method.QRIS and not way.is_offered(purchase):
        raise SaleRefused(f"{facility} belum dapat menerima QRIS sebesar ini. Terima tunai.")
    return way.fields_of(purchase)


def _is_taken(number: str) -> bool:
    return Order.objects.filter(number=number).exists()


def write_channel(sale: DirectSale, orders: list[Order], said: ChannelOrder) -> None:
    """Keep the channel's number and fee. Its money reaches one account, so one owner's goods."""
    own = sale.location.facility_id
    if stranger := next((order for order in orders if order.facility_id != own), None):
        raise SaleRefused(OTHERS_GOODS.format(stranger.facility))
    if not 0 <= said.fee <= sale.total:
        raise SaleRefused("Biaya kanal tidak boleh melebihi totalnya.", "fee")
    ChannelSale.objects.create(
        order=orders[0], facility_id=own, channel=sale.channel,
        reference=said.reference or sale.number, fee=said.fee, file=said.file,
    )  # fmt: skip

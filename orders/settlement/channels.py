"""What another channel keeps of an order's price, laid on its lines. Source: docs/rules/channels.md."""

from collections.abc import Iterable, Iterator

from django.db.models import F, Q, Sum

from catalog.money import rupiah

from ..models import ChannelSale, LineSplit, Order, OrderLine
from ..models.channels import OUTSIDE
from .sharing import largest_remainder


def fees_of(order: Order, lines: Iterable[OrderLine]) -> dict[int, int]:
    """Rupiah of the channel's fee for each line, by key, in proportion to what it costs.

    Nothing, and no question to the database, for orders of the site and of our own tills.
    """
    if order.channel not in OUTSIDE:
        return {}
    fee = ChannelSale.objects.filter(order=order).values_list("fee", flat=True).first() or 0
    return largest_remainder(fee, {line.pk: line.total for line in lines})


def differences() -> Iterator[tuple[str, str]]:
    """Orders whose fee is not what their split took off, and sales of channels without a name."""
    # Summed once for all: a subquery for each sale is slow where the database knows no statistics.
    splits = LineSplit.objects.filter(line__order__channel_sale__isnull=False, refund_line=None)
    taken = dict(splits.order_by().values_list("line__order").annotate(Sum("fee")))
    is_paid = ChannelSale.objects.filter(order__payment__paid_at__isnull=False).order_by("pk")
    for order, number, fee in is_paid.values_list("order", "order__number", "fee"):
        there = taken.get(order, 0)
        if there != fee:
            yield number, f"biaya kanal {rupiah(fee)}, di bagi hasil {rupiah(there)}"
    paid = Order.objects.filter(channel__in=OUTSIDE, payment__paid_at__isnull=False)
    for number in paid.filter(channel_sale=None).values_list("number", flat=True):
        yield number, "dijual di kanal lain tanpa nomor pesanan kanalnya"
    strangers = ChannelSale.objects.exclude(
        Q(order__facility=F("facility")) & Q(order__channel=F("channel"))
    )
    for number in strangers.values_list("order__number", flat=True):
        yield number, "catatan kanalnya milik UPT atau kanal lain"

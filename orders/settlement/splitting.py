"""A split for every line sold, and its mirror for every refund. Source: docs/rules/settlement.md."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from ..models import LineSplit, Order, OrderLine, Refund, RefundLine, SplitRule
from ..models.closings import GOODS_SUMS
from ..models.splits import Terms
from . import channels
from .errors import RefundTooLarge
from .months import add
from .rules import rules_on, terms_for
from .sharing import MIRRORED, mirror, share

TERMS = tuple(field.name for field in Terms._meta.get_fields())


def split_order(*, order: Order, at: datetime) -> None:
    """Share the money of an order that has just been paid, line by line.

    Inside the transaction that marks it paid, with the order locked. A second call changes
    nothing. Raises MonthClosed when the day of the payment lies in a closed month.
    """
    if LineSplit.objects.filter(line__order=order).exists():
        return
    day = order.facility.local_day(at)
    lines = order.lines.select_related("variant", "category")
    rows = sale_splits(order=order, lines=lines, rules=rules_on(order.facility_id, day), day=day)
    add(facility_id=order.facility_id, day=day, figures=sale_figures(order, rows))
    LineSplit.objects.bulk_create(rows)


def reverse_for_refund(*, refund: Refund, at: datetime) -> None:
    """Take back from the split what a refund gives back, on the local day it was decided.

    at: the refund's decided_at, as in SalesDay; so no month that is over changes. Inside the
    transaction that marks the refund paid, with the order locked. Money of an order that never became paid was never shared: nothing happens. A second
    call changes nothing. Raises MonthClosed, RefundTooLarge.
    """
    order = refund.order
    sold = LineSplit.objects.filter(line__order=order).order_by("pk")
    if not sold or any(row.refund_line_id for row in sold.filter(refund_line__refund=refund)):
        return
    day = order.facility.local_day(at)
    rows = refund_splits(refund_lines=refund.lines.order_by("pk"), sold=sold, day=day)
    add(
        facility_id=order.facility_id,
        day=day,
        figures=refund_figures(refund.other_amount, rows),
    )
    LineSplit.objects.bulk_create(rows)


def sale_splits(
    *, order: Order, lines: Iterable[OrderLine], rules: Iterable[SplitRule], day: date
) -> list[LineSplit]:
    """The splits of one paid order, unsaved; asks the database nothing but the
    fee of an order of another channel.

    lines: with variant and category; rules: those that hold on the day.
    """
    rows, lines = [], list(lines)
    fees = channels.fees_of(order, lines)
    for line in lines:
        terms, cost = terms_for(line.category, rules), line.variant.material_cost
        fee = fees.get(line.pk, 0)
        shared = share(
            terms=terms, goods=line.total, quantity=line.quantity, material_cost=cost, fee=fee
        )
        rows.append(
            LineSplit(
                facility_id=order.facility_id,
                line=line,
                day=day,
                quantity=line.quantity,
                rule=terms if terms.pk else None,
                material_cost=cost,
                flag=shared.flag,
                goods=shared.goods,
                fee=fee,
                materials=shared.materials,
                base=shared.base,
                **shared.parts,
                **_terms_of(terms),
            )
        )
    return rows


def refund_splits(
    *, refund_lines: Iterable[RefundLine], sold: Iterable[LineSplit], day: date
) -> list[LineSplit]:
    """The negative splits of one refund, unsaved; asks the database nothing.

    sold: every split of the lines until now, the sale's first. Raises RefundTooLarge.
    """
    first: dict[int, LineSplit] = {}
    left: dict[int, Counter] = {}
    for row in sold:
        first.setdefault(row.line_id, row)
        counter = left.setdefault(row.line_id, Counter())
        counter.update({name: getattr(row, name) for name in MIRRORED})
    rows = []
    for refund_line in refund_lines:
        sale = first.get(refund_line.line_id)
        if sale is None or not refund_line.amount:
            continue
        try:
            back = mirror(amount=refund_line.amount, left=left[refund_line.line_id])
        except ValueError as error:
            raise RefundTooLarge(
                "Untuk satu barang dikembalikan lebih banyak daripada yang dibayar."
            ) from error
        left[refund_line.line_id].subtract(back)
        rows.append(
            LineSplit(
                facility_id=sale.facility_id,
                line_id=sale.line_id,
                refund_line=refund_line,
                day=day,
                quantity=-refund_line.quantity,
                rule_id=sale.rule_id,
                material_cost=sale.material_cost,
                flag=sale.flag,
                goods=-refund_line.amount,
                base=back["materials"] + back["fee"] - refund_line.amount,
                **{name: -amount for name, amount in back.items()},
                **_terms_of(sale),
            )
        )
    return rows


def sale_figures(order: Order, rows: Iterable[LineSplit]) -> Counter:
    """What a paid order adds to the sums of its month: goods by part, and what lies outside."""
    figures = Counter(shipping=order.shipping_cost or 0, rounding=order.unique_code)
    for row in rows:
        figures["goods"] += row.goods
        figures.update({name: getattr(row, name) for name in GOODS_SUMS})
    return figures


def refund_figures(other_amount: int, rows: Iterable[LineSplit]) -> Counter:
    """What a refund adds: the parts are negative, what went back is counted as such."""
    figures = Counter(other_returned=other_amount)
    for row in rows:
        figures["returned"] -= row.goods
        figures.update({name: getattr(row, name) for name in GOODS_SUMS})
    return figures


def _terms_of(terms: Terms) -> dict:
    return {name: getattr(terms, name) for name in TERMS}

"""Orders, their payments and closed months in the trail of changes."""

from django.db.models import Q

from catalog.dates import bulan
from facilities.acting import SITE
from facilities.trail import Change, Row, Source, keys_said, register
from orders.models import ClosingEvent, Order, OrderEvent, Payment

Axis = OrderEvent.Axis
ORDER, PAYMENT = "order", "payment"


class OrderSource(Source):
    """Moves of an order and of its payment (orders/states)."""

    topics = {ORDER: "Pesanan", PAYMENT: "Pembayaran pesanan"}
    facility_path = "order__facility"
    pages = frozenset({"orders.order", "orders.payment"})

    def rows(self, user):
        # Whoever may read the order reads what became of it.
        orders = Order.objects.visible_to(user, subject="order")
        rows = OrderEvent.objects.filter(order__in=orders.values("pk"))
        return rows.select_related("order__facility", "by")

    def about(self, rows, key):
        kind, _, pk = key.partition(":")
        if kind == "orders.order":
            return rows.filter(order=pk)
        if kind == "orders.payment":
            return rows.filter(order__payment=pk, axis=Axis.PAYMENT)
        return rows.none()

    def of_topic(self, rows, topic):
        of_payment = Q(axis=Axis.PAYMENT)
        return rows.filter(of_payment if topic == PAYMENT else ~of_payment)

    def matching(self, word):
        states = keys_said((*Order.State.choices, *Payment.State.choices), word)
        return (
            Q(order__number__icontains=word)
            | Q(reason__icontains=word)
            | Q(by__username__icontains=word)
            | Q(to_state__in=states)
            | Q(order__facility__short_name__icontains=word)
        )

    def row(self, found):
        by = found.by.get_username() if found.by else found.get_actor_display()
        return Row(
            at=found.at, pk=found.pk, actor=by, title=f"Pesanan {found.order.number}",
            topic=self.topics[PAYMENT if found.axis == Axis.PAYMENT else ORDER],
            act=found.get_axis_display(), changes=_moved(found), note=found.reason,
            page_key=f"orders.order:{found.order_id}", facility=str(found.order.facility),
        )  # fmt: skip


def _moved(event: OrderEvent) -> tuple[Change, ...]:
    if event.axis == Axis.NOTE:
        return ()
    kinds = Payment.State if event.axis == Axis.PAYMENT else Order.State
    labels = dict(kinds.choices)
    before, after = (labels.get(s, s) for s in (event.from_state, event.to_state))
    return (Change("Keadaan", before, after),)


class ClosingSource(Source):
    """Months that were closed, or opened again."""

    topics = {"closing": "Tutup bulan"}
    facility_path = "closing__facility"
    pages = frozenset({"orders.monthlyclosing"})

    def rows(self, user):
        closings = ClosingEvent.closing.field.related_model.objects
        visible = closings.visible_to(user, subject="settlement")
        rows = ClosingEvent.objects.filter(closing__in=visible.values("pk"))
        return rows.select_related("closing__facility", "by")

    def about(self, rows, key):
        kind, _, pk = key.partition(":")
        return rows.filter(closing=pk) if kind == "orders.monthlyclosing" else rows.none()

    def matching(self, word):
        return Q(reason__icontains=word) | Q(by__username__icontains=word)

    def row(self, found):
        return Row(
            at=found.at, pk=found.pk, topic="Tutup bulan", act=found.get_kind_display(),
            title=f"Bagi hasil {bulan(found.closing.month)}", note=found.reason,
            actor=found.by.get_username() if found.by else SITE,
            page_key=f"orders.monthlyclosing:{found.closing_id}",
            facility=str(found.closing.facility),
        )  # fmt: skip


def connect() -> None:
    """Called once, when the app is ready."""
    register(OrderSource())
    register(ClosingSource())

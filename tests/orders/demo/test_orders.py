"""The demo's year of orders keeps every rule that real orders keep."""

import re
from io import StringIO
from itertools import pairwise

from django.core.files.storage import storages
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone
from PIL import Image

from catalog.models import Reservation
from facilities.models import User
from orders.demo.desk import DESKS
from orders.models import (
    Checkout,
    Order,
    OrderEvent,
    Payment,
    PaymentProof,
    PrivacyRequest,
    ReturnRequest,
    SalesDay,
)
from orders.states import STEPS

O, P = Order.State, Payment.State  # noqa: E741


def test_demo_sales_equal_the_orders():
    out = StringIO()

    call_command("verify_sales", stdout=out)

    assert " 0 selisih." in out.getvalue()
    assert SalesDay.objects.aggregate(n=Sum("orders"))["n"] > 1_500


def test_demo_orders_move_along_the_graph_only():
    moves = {
        (order, payment, step.to_order or order, step.to_payment or payment)
        for step in STEPS
        for order in step.from_orders
        for payment in step.from_payments
    }
    illegal = set()
    for order in Order.objects.prefetch_related("events").select_related("payment"):
        at = {"order": "", "payment": ""}
        steps = {}
        for event in order.events.all():
            if event.axis == OrderEvent.Axis.NOTE:
                continue
            assert event.from_state == at[event.axis], order.number
            at[event.axis] = event.to_state
            steps[event.at] = dict(at)
        states = [(step["order"], step["payment"]) for _, step in sorted(steps.items())]
        illegal |= {(*a, *b) for a, b in pairwise(states)} - moves
        assert states[-1] == (order.state, order.payment.state), order.number
    assert illegal == set()


def test_demo_orders_lie_in_the_past_and_none_is_overdue():
    now = timezone.now()

    assert not Order.objects.filter(events__at__gt=now).exists()
    assert not Payment.objects.filter(state=P.AWAITING, pay_before__lt=now).exists()
    assert Order.objects.count() > 1_800
    assert (now - Order.objects.earliest("placed_at").placed_at).days > 330


def test_demo_orders_come_by_every_channel_and_buyer():
    channels = set(Order.objects.order_by().values_list("channel", flat=True))
    buyers = set(Order.objects.order_by().values_list("buyer_kind", flat=True))

    assert channels == {"situs", "galeri", "pameran", "whatsapp", "lokapasar", "ekatalog"}
    assert buyers == {"perorangan", "instansi", "mitra"}


def test_demo_desks_have_something_at_every_step():
    for code in DESKS:
        orders = Order.objects.filter(facility__code=code)
        states = set(orders.values_list("state", "payment__state"))
        assert states >= {
            (O.RECEIVED, P.AWAITING),
            (O.RECEIVED, P.REVIEW),
            (O.RECEIVED, P.PAID),
            (O.READY_FOR_PICKUP, P.AWAITING),
            (O.READY_FOR_PICKUP, P.PAID),
            (O.SHIPPED, P.PAID),
        }, code
    quotes = Order.objects.filter(facility__code="LPS-AMB", state=O.AWAITING_QUOTE)
    assert quotes.filter(shipping_cost=None, payment__pay_before=None).count() == 2


def test_demo_proofs_to_check_have_a_picture_in_private_storage():
    proofs = PaymentProof.objects.filter(state=PaymentProof.State.CHECKING)

    assert proofs.count() >= 6
    for proof in proofs:
        with storages["private"].open(proof.file_name) as file, Image.open(file) as picture:
            assert picture.size == (720, 1080)


def test_demo_open_orders_hold_their_goods():
    held = set(Reservation.objects.filter(closed_at=None).values_list("source_id", flat=True))
    goods = Order.objects.filter(lines__made_to_order=False, enquiry=None)
    from_stock = goods.exclude(state__in=[O.COMPLETED, O.CANCELLED, O.EXPIRED, O.SHIPPED])

    assert held == set(from_stock.values_list("number", flat=True))


def test_demo_buyers_have_no_names():
    names = set(Checkout.objects.values_list("recipient", flat=True))

    asked = {name for name in names if re.fullmatch(r"Pemesan Contoh \d", name)}
    assert asked
    assert names - asked == {"Pembeli Contoh", "Bagian Umum", "Bagian Pembelian Mitra Contoh"}
    assert not Checkout.objects.exclude(email="").exists()
    assert all(str(phone).startswith("+628120000") for phone in _phones())
    assert not User.objects.exclude(first_name="", last_name="").exists()


def _phones():
    return Checkout.objects.values_list("phone", flat=True)


def test_demo_desks_have_a_return_and_a_correction_to_answer():
    assert ReturnRequest.objects.filter(state="asked").count() == len(DESKS)
    assert PrivacyRequest.objects.filter(state="asked").count() == len(DESKS)

"""The demo uses every way to pay, as the rules of each allow."""

from collections import Counter

from django.db.models import F, Sum

from orders.demo.desk import DESKS
from orders.models import Order, Payment, PaymentSetup
from orders.payments import emv, qris

Method, O, P = Payment.Method, Order.State, Payment.State  # noqa: E741


def test_demo_codes_are_readable_and_name_their_own_facility():
    merchants = {
        setup.facility_id: emv.merchant_of(setup.qris_payload)
        for setup in PaymentSetup.objects.all()
    }
    assert len(merchants) > 60
    assert len({merchant.number for merchant in merchants.values()}) == len(merchants)
    assert all(merchant.name.startswith("GALERI") for merchant in merchants.values())


def test_demo_year_was_paid_every_way():
    found = Counter(Payment.objects.values_list("method", flat=True))
    for method in (Method.QRIS, Method.COD, Method.AFTER_HANDOVER, Method.DOWN_PAYMENT):
        assert found[method] >= 10, method
    assert found[Method.BANK_TRANSFER] > found[Method.QRIS]


def test_demo_payments_keep_the_rules_of_their_way():
    payments = Payment.objects.select_related("order__shipment", "facility__payment_setup")
    for payment in payments.filter(method=Method.COD):
        assert payment.order.shipment.method == "local"
        assert payment.amount <= payment.facility.payment_setup.cod_limit
    for payment in payments.filter(method__in=Payment.OFFICE_METHODS):
        assert payment.order.buyer_kind == "instansi"
        assert (payment.unique_code, payment.invoice_days) == (0, 14)
    for payment in payments.filter(method=Method.QRIS, order__shipping_cost__isnull=False):
        assert payment.amount <= qris.LARGEST_AMOUNT
        assert payment.unique_code > 0
    parts = payments.filter(method=Method.DOWN_PAYMENT)
    assert parts.filter(down_payment__gt=0).count() == parts.count()


def test_demo_money_that_came_in_is_the_sum_of_its_rows():
    payments = Payment.objects.annotate(rows=Sum("receipts__amount", default=0))
    assert not payments.exclude(rows=F("received_amount")).exists()
    paid = payments.filter(state=P.PAID)
    assert not paid.exclude(received_amount=F("amount")).exists()
    partly = payments.filter(state=P.PARTLY_PAID)
    assert partly.exists()
    assert not partly.exclude(received_amount=F("down_payment")).exists()


def test_demo_desks_have_live_orders_of_the_further_ways():
    for code in DESKS:
        orders = Order.objects.filter(facility__code=code)
        live = set(orders.values_list("state", "payment__state", "payment__method"))
        assert live >= {
            (O.RECEIVED, P.AWAITING, Method.QRIS),
            (O.RECEIVED, P.REVIEW, Method.QRIS),
            (O.COMPLETED, P.AWAITING, Method.AFTER_HANDOVER),
            (O.RECEIVED, P.PARTLY_PAID, Method.DOWN_PAYMENT),
        }, code
    assert Order.objects.filter(state=O.SHIPPED, payment__method=Method.COD).exists()

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from orders.gateways.notices import receive
from orders.gateways.pages import open_page
from orders.models import GatewayAttempt, Order
from tests.builders import make_gateway_account, make_order, make_selling_facility
from tests.orders.standins.midtrans import MidtransStandIn
from tests.orders.standins.server import running
from tests.orders.standins.xendit import CALLBACK_TOKEN, XenditStandIn

NOW = timezone.now()


@pytest.fixture
def midtrans(settings):
    """Midtrans on this machine."""
    with running(MidtransStandIn()) as stand_in:
        settings.MIDTRANS_SNAP_URL = settings.MIDTRANS_API_URL = stand_in.address
        settings.GATEWAY_PAGE_HOSTS = ["127.0.0.1"]
        yield stand_in


@pytest.fixture
def xendit(settings):
    """Xendit on this machine."""
    with running(XenditStandIn()) as stand_in:
        settings.XENDIT_API_URL = stand_in.address
        settings.GATEWAY_PAGE_HOSTS = ["127.0.0.1"]
        yield stand_in


@pytest.fixture
def order():
    """One piece for Rp75.000, to be paid at Midtrans."""
    facility = make_selling_facility()
    make_gateway_account(facility=facility)
    return make_order(facility=facility, stock=3, payment_method="midtrans", at=NOW)


@pytest.fixture
def xendit_order():
    facility = make_selling_facility()
    make_gateway_account(facility=facility, provider="xendit")
    return make_order(facility=facility, stock=3, payment_method="xendit", at=NOW)


@pytest.fixture
def attempt(order, midtrans):
    """A page that stands open."""
    return open_page(order=order, at=NOW)


@pytest.fixture
def xendit_attempt(xendit_order, xendit):
    return open_page(order=xendit_order, at=NOW)


def tell(notice, *, at=NOW + timedelta(minutes=5)):
    """Bring a notice of Midtrans to our door."""
    return receive(provider="midtrans", body=json.dumps(notice).encode(), headers={}, at=at)


def call_back(callback, *, token=CALLBACK_TOKEN, at=NOW + timedelta(minutes=5)):
    """Bring a callback of Xendit to our door."""
    body = json.dumps(callback).encode()
    return receive(provider="xendit", body=body, headers={"X-Callback-Token": token}, at=at)


def sides(order):
    """(order state, payment state, rupiah received) as they are now."""
    order = Order.objects.select_related("payment").get(pk=order.pk)
    return order.state, order.payment.state, order.payment.received_amount


def state_of(attempt):
    return GatewayAttempt.objects.get(pk=attempt.pk).state

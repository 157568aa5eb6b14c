"""The same races through the site itself: forms, limits, middleware and all."""

import secrets
import subprocess
import sys
import textwrap
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from catalog import stock
from catalog.models import StockLevel
from orders import sales
from orders.models import Cart, Checkout, Order
from tests.builders import (
    make_cart,
    make_product,
    make_selling_facility,
    make_stock,
    make_variant,
)
from tests.processes import environment
from tests.together import together

SERVER_THREADS = 8  # as deploy/gunicorn.conf.py starts: two processes of four

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bag():
    variant = make_variant(product=make_product(facility=make_selling_facility()))
    make_stock(variant=variant, quantity=10)
    return variant


def shopper_with(bag, place):
    """A browser at an address of its own, with one piece in the cart."""
    address = f"10.0.{place // 250}.{place % 250 + 1}"
    client = Client(raise_request_exception=False, REMOTE_ADDR=address)
    client.cookies["keranjang"] = make_cart({bag: 1}, token=secrets.token_urlsafe(32)).token
    return client


def form_for(bag):
    slug = bag.product.facility.slug
    return {
        "form_key": secrets.token_urlsafe(32),
        "total_seen": str(bag.price),
        "recipient": "Pembeli Contoh",
        "phone": "0812-0000-0001",
        "consent": "on",
        f"kirim-{slug}": "pickup",
        f"bayar-{slug}": "bank_transfer",
    }


def press(client, data):
    return lambda: client.post("/pesan/", data)


def serve(calls):
    """All wait at the door; the server lets in as many at a time as it has threads."""

    def on_own_connection(call):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(SERVER_THREADS) as server:
        return list(server.map(on_own_connection, calls))


def crowd(bag, shoppers):
    return serve([press(shopper_with(bag, place), form_for(bag)) for place in range(shoppers)])


def test_two_hundred_shoppers_at_once_for_the_last_ten(bag):
    answers = crowd(bag, 200)

    # Ten orders; everybody else reads that the stock is gone, nobody an error page.
    assert Counter(answer.status_code for answer in answers) == {302: 10, 422: 190}
    assert all(a.url.startswith("/belanja/") for a in answers if a.status_code == 302)
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "tok" in refused.content.decode()
    assert Order.objects.count() == 10
    level = StockLevel.objects.get(variant=bag)
    assert (level.on_hand, level.reserved) == (10, 10)
    assert list(stock.differences()) == []
    assert list(sales.broken_orders()) == []


def test_twin_of_the_crowd_oversells_when_the_site_looks_before(bag, look_before):
    look_before(bag)

    answers = crowd(bag, 12)

    assert Counter(answer.status_code for answer in answers) == {302: 12}
    assert Order.objects.count() == 12
    assert list(stock.differences()) != []


def press_in_windows(bag, count):
    """One form, sent at once from so many windows of one browser."""
    data, cookie = form_for(bag), shopper_with(bag, 1).cookies["keranjang"].value
    windows = []
    for _ in range(count):
        window = Client(raise_request_exception=False, REMOTE_ADDR="10.0.0.1")
        window.cookies["keranjang"] = cookie
        windows.append(window)
    return together([press(window, data) for window in windows])


def test_one_form_pressed_ten_times_leads_to_one_page(bag):
    answers = press_in_windows(bag, 10)

    assert Counter(answer.status_code for answer in answers) == {302: 10}
    assert len({answer.url for answer in answers}) == 1
    assert answers[0].url.startswith("/belanja/")
    assert Checkout.objects.count() == 1


def test_twin_without_the_key_leads_back_to_the_cart(bag, without_key):
    answers = press_in_windows(bag, 3)

    assert Counter(answer.url.split("/")[1] for answer in answers) == {"belanja": 1, "keranjang": 2}


KILLED = """
    import os, sys, django
    from contextlib import nullcontext
    from types import SimpleNamespace
    django.setup()
    from django.utils import timezone
    from orders import mail
    from orders.checkout import FacilityChoice, baskets, place_checkout, placing
    from orders.models import Cart
    mail.tell_placed = lambda **kwargs: os._exit(9)  # the last act before the commit
    if "without transaction" in sys.argv:
        placing.transaction = SimpleNamespace(atomic=lambda **kwargs: nullcontext())
        baskets.lock_levels = list  # PostgreSQL locks rows in transactions only
    cart = Cart.objects.get()
    facility = cart.lines.get().variant.product.facility_id
    place_checkout(
        cart=cart, form_key="terbunuh", contact={"recipient": "Pembeli Contoh"},
        choices={facility: FacilityChoice("pickup", "bank_transfer")}, at=timezone.now(),
    )
"""


def kill_while_placing(*arguments):
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), *arguments], cwd=settings.BASE_DIR,
        env=environment(DJANGO_SETTINGS_MODULE="gallery_site.settings"), capture_output=True,
        text=True, timeout=60,
    )  # fmt: skip
    assert killed.returncode == 9, killed.stderr


def test_process_killed_before_the_commit_leaves_nothing_and_may_press_again(bag):
    client = shopper_with(bag, 1)

    kill_while_placing()

    assert not Checkout.objects.exists()
    assert not Order.objects.exists()
    assert Cart.objects.get().used_at is None
    assert stock.online_available([bag.pk]) == {bag.pk: 10}
    assert press(client, form_for(bag))().status_code == 302


def test_twin_killed_without_the_transaction_leaves_half(bag):
    client = shopper_with(bag, 1)

    kill_while_placing("without transaction")

    assert stock.online_available([bag.pk]) == {bag.pk: 9}
    # Nothing leads the shopper there: the cart is used and the key is another.
    answer = press(client, form_for(bag))()
    assert answer.url == "/keranjang/"

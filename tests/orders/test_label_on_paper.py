"""The label in a real browser: one sheet of A6, whatever the buyer's name and address."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from orders.models import Checkout, Payment
from tests.builders import make_officer
from tests.orders.test_parcels_on_their_way import sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONGEST = {
    "recipient": "Nama " * 16, "office_name": "Dinas " * 16, "street": "Jalan Contoh No. 12 " * 10,
    "village": "Kelurahan " * 6, "district": "Kecamatan " * 6, "landmark": "Seberang " * 11,
}  # fmt: skip


@pytest.fixture
def officer(client, context, live_server):
    """Signs an officer of the order's facility in to the browser."""

    def sign_in(order):
        client.force_login(make_officer("facility_staff", order.facility))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    return sign_in


LONG = {"street": "Jalan Contoh No. 12 " * 10, "landmark": "Seberang " * 9}


@pytest.mark.parametrize("fields", [{}, LONG, LONGEST], ids=["usual", "long", "longest"])
def test_label_is_one_sheet_of_a6_and_loses_nothing(page, live_server, officer, fields):
    order = sent()
    Checkout.objects.filter(pk=order.checkout_id).update(
        **{name: text.strip() for name, text in fields.items()}
    )
    Payment.objects.filter(order=order).update(
        method=Payment.Method.COD, state="awaiting_payment", paid_at=None
    )
    officer(order)
    page.goto(live_server.url + reverse("admin:orders_order_label", args=[order.pk]))

    sheet = page.pdf(prefer_css_page_size=True)

    width, height = map(float, re.findall(rb"MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)[0])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (105, 148)
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
    page.emulate_media(media="print")
    label = page.locator(".label")
    room = label.evaluate("e => [e.clientHeight - e.scrollHeight, e.clientWidth - e.scrollWidth]")
    assert min(room) >= 0, room
    code = page.locator(".sheet-qr svg").bounding_box()
    assert code["width"] > 100  # 30 mm

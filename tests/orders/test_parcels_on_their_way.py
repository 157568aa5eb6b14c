"""Tracking links, texts by WhatsApp, and the papers that go with a parcel."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from catalog.money import rupiah
from orders.links import order_token
from orders.models import Order, Payment, Shipment
from orders.models.orders import STATUS_LABELS
from orders.shipping import tracking_address
from orders.whatsapp_texts import chat_address, news_address
from tests.builders import (
    make_contact,
    make_officer,
    make_order,
    make_product,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_tracking_link,
    make_variant,
)

pytestmark = pytest.mark.django_db


def sent(courier="JNE", resi="JX123456789", **fields):
    """An order on its way to an address."""
    facility = make_selling_facility(phone="+62911312345", address="Jalan Contoh 9")
    regency = make_regency(name="Kota Contoh")
    make_shipping_rate(facility=facility, zone="elsewhere")
    make_shipping_rate(facility=facility, zone="same_islands")
    contact = make_contact(
        province=regency.province, regency=regency, district="Sirimau", village="Batu Meja",
        street="Jalan Contoh 1", landmark="Seberang masjid", postal_code="97128", **fields,
    )  # fmt: skip
    order = make_order(
        facility=facility, method=Shipment.Method.COURIER, contact=contact, quantity=2
    )
    Shipment.objects.filter(order=order).update(
        courier=courier, tracking_number=resi, shipped_at=timezone.now()
    )
    Payment.objects.filter(order=order).update(state="paid", paid_at=timezone.now())
    Order.objects.filter(pk=order.pk).update(state="shipped")
    return read(order)


def read(order):
    rows = Order.objects.select_related("facility", "payment", "shipment__gallery", "checkout")
    return rows.get(pk=order.pk)


# Tracking


def test_link_of_the_courier_is_on_the_page_and_in_the_letter(client, mailoutbox):
    make_tracking_link(courier="JNE", address="https://lacak.example/jne?resi={resi}&b=id")
    order = sent()

    page = client.get(reverse("orders:order_detail", args=[order_token(order)])).content.decode()

    assert 'href="https://lacak.example/jne?resi=JX123456789&amp;b=id"' in page
    assert "Lacak Kiriman" in page
    assert 'rel="noreferrer noopener"' in page

    from orders.mail import send_about_order

    send_about_order.func(order.pk, "shipped")
    assert "Lacak kiriman: https://lacak.example/jne?resi=JX123456789&b=id" in mailoutbox[-1].body


@pytest.mark.parametrize(
    ("courier", "found"),
    [
        ("JNE", True), ("jne", True), ("J N E", True), ("JNE REG", True), ("JNE Express", True),
        ("Jalur Nugraha Ekakurir", True), ("Kargo Contoh", False), ("", False),
    ],
)  # fmt: skip
def test_courier_is_known_by_any_of_its_names(courier, found):
    make_tracking_link(courier="JNE", other_names="Jalur Nugraha Ekakurir, TIKI JNE")
    make_tracking_link(courier="Pos Indonesia")
    assert bool(tracking_address(Shipment(courier=courier, tracking_number="1"))) is found


def test_switched_off_or_missing_link_leaves_the_number_to_be_copied(client):
    make_tracking_link(courier="JNE", is_active=False)
    order = sent()
    page = client.get(reverse("orders:order_detail", args=[order_token(order)])).content.decode()
    assert "Lacak Kiriman" not in page
    assert "JX123456789" in page


@pytest.mark.parametrize(
    "resi", ['"><script>', "a b&c=d#e", "../../evil", "{resi}", "javascript:1", "%00", "۱۲"]
)
def test_number_stays_one_part_of_the_address(client, resi):
    make_tracking_link(courier="JNE", address="https://lacak.example/jne?resi={resi}&b=id")
    order = sent(resi=resi)
    address = tracking_address(order.shipment)
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "lacak.example", "/jne")
    assert parse_qs(parts.query) == {"resi": [resi], "b": ["id"]}
    page = client.get(reverse("orders:order_detail", args=[order_token(order)])).content.decode()
    assert "<script>" not in page.split("<main")[1]


@pytest.mark.parametrize(
    "address",
    [
        "http://lacak.example/{resi}", "javascript:alert({resi})", "https://{resi}.example/",
        "https://lacak.example/", "https://lacak.example/{resi}/{resi}", "//lacak.example/{resi}",
        "https://lacak.example/{resi}{x}", 'https://lacak.example/{resi}"', "https://{resi}",
        "https://lacak.example/{resi} x", "https:///x/{resi}", "https://nutzer@lacak.example/{resi}",
    ],
)  # fmt: skip
def test_address_that_could_lead_elsewhere_is_refused(address):
    link = make_tracking_link()
    link.address = address
    with pytest.raises(ValidationError):
        link.full_clean()


# WhatsApp


@pytest.mark.parametrize("status", STATUS_LABELS)
def test_each_status_has_its_text(status):
    order = sent()
    type(order).status_code = property(lambda self: status)
    try:
        text = unquote(news_address(order))
    finally:
        type(order).status_code = ORIGINAL_STATUS
    assert text.startswith("https://wa.me/6281200000001?text=Halo, kami dari")
    assert order.number in text
    assert order_token(order) in text
    assert not re.search(r"None|{{|{%|  |Jalan Contoh", text)


ORIGINAL_STATUS = Order.__dict__["status_code"]


def test_text_about_a_parcel_names_courier_number_and_link():
    make_tracking_link(courier="JNE", address="https://lacak.example/{resi}")
    text = unquote(news_address(sent()))
    assert (
        "dikirim dengan JNE, nomor resi JX123456789. Lacak kiriman: https://lacak.example/JX123456789"
        in text
    )


def test_nothing_to_tap_without_a_phone():
    order = sent()
    order.checkout.phone = ""
    assert (news_address(order), chat_address(order)) == ("", "")


def test_order_page_of_the_officer_has_both_taps(client):
    order = sent()
    client.force_login(make_officer("facility_staff", order.facility))
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "Kabari lewat WhatsApp: dikirim" in page
    assert "Tulis sendiri" in page
    assert "Label A6" in page


# Papers


def paper(client, order, name, role="facility_staff"):
    client.force_login(make_officer(role, order.facility))
    return client.get(reverse(f"admin:orders_order_{name}", args=[order.pk]))


def test_label_says_where_to_and_from_whom(client):
    order = sent()
    page = paper(client, order, "label")
    text = re.sub(r"\s+", " ", page.content.decode())
    for part in (
        "Pembeli Contoh", "0812-0000-0001", "Jalan Contoh 1, Batu Meja, Sirimau", "Kota Contoh",
        "97128", "Seberang masjid", order.facility.short_name, "0911312345", order.number,
        "1 kg", "JX123456789", "<svg",
    ):  # fmt: skip
        assert part in text, part
    assert "Tagih tunai" not in text
    assert "style=" not in text.split("<svg")[0]


def test_label_of_a_parcel_paid_at_the_door_names_the_sum(client):
    order = sent()
    Payment.objects.filter(order=order).update(
        method=Payment.Method.COD, state="awaiting_payment", paid_at=None
    )
    text = paper(client, read(order), "label").content.decode()
    assert "Tagih tunai" in text
    assert rupiah(order.total) in text


def test_label_for_the_shelf_has_no_address(client):
    order = make_order()
    text = paper(client, order, "label").content.decode()
    assert "Ambil di Galeri" in text
    assert "Kepada" not in text


def test_packing_slip_lists_the_goods_without_prices(client):
    variant = make_variant(
        product=make_product(facility=make_selling_facility(), name="Keranjang Rotan"),
        name="Besar", sku="KR-7",
    )  # fmt: skip
    order = make_order(variant=variant, quantity=3, contact=make_contact(note="Bungkus kado"))
    text = paper(client, order, "packing_slip").content.decode()
    for part in ("Keranjang Rotan", "Besar", "KR-7", "<b>3</b>", "Bungkus kado", order.number):
        assert part in text, part
    assert "Rp" not in text


@pytest.mark.parametrize("name", ["label", "packing_slip"])
def test_papers_are_for_the_facility_alone(client, name):
    order = sent()
    address = reverse(f"admin:orders_order_{name}", args=[order.pk])
    assert client.get(address).status_code == 302
    client.force_login(make_officer("facility_head", make_selling_facility()))
    assert client.get(address).status_code == 404
    client.force_login(make_officer("regional_viewer", order.facility.regional_office))
    assert client.get(address).status_code in (403, 404)


def test_ship_form_knows_the_courier_the_shopper_chose(client):
    order = sent()
    Order.objects.filter(pk=order.pk).update(state="received")
    Shipment.objects.filter(order=order).update(service="REG", tracking_number="")
    client.force_login(make_officer("facility_staff", order.facility))
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert 'name="ship-courier" value="JNE"' in page

    step = reverse("admin:orders_order_step", args=[order.pk, "ship"])
    client.post(step, {"ship-courier": "JNE", "ship-tracking_number": "X1"})
    assert read(order).shipment.carrier == "JNE REG"


def test_another_courier_than_chosen_takes_the_service_away(client):
    order = sent()
    Order.objects.filter(pk=order.pk).update(state="received")
    Shipment.objects.filter(order=order).update(service="REG")
    client.force_login(make_officer("facility_staff", order.facility))
    step = reverse("admin:orders_order_step", args=[order.pk, "ship"])
    client.post(step, {"ship-courier": "Pos Indonesia", "ship-tracking_number": "P1"})
    assert read(order).shipment.carrier == "Pos Indonesia"

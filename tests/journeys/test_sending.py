"""A parcel and a pick-up from the choice of the courier to the goods in hand, in a real browser."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from orders import pickup_codes
from orders.links import order_token
from orders.models import Order, Payment
from tests.builders import make_courier_account, make_officer, make_order, make_tracking_link
from tests.journeys.test_buying import fill_contact, put_in_cart
from tests.orders.standins.couriers import RajaOngkir
from tests.orders.standins.server import running

pytestmark = pytest.mark.browser


@pytest.fixture
def rajaongkir(settings):
    with running(RajaOngkir()) as service:
        settings.RAJAONGKIR_URL = service.address
        yield service


@pytest.fixture(params=["with script", "without script"])
def visit(request, gallery):
    is_on = request.param == "with script"
    page = request.getfixturevalue("page" if is_on else "page_without_script")
    page.script = is_on
    return page


@pytest.fixture
def desk(client, new_context, live_server):
    """Opens a page for an officer of a facility who has signed in."""

    def open_for(facility, role="facility_manager"):
        client.force_login(make_officer(role, facility))
        context = new_context()
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        return context.new_page()

    return open_for


def type_address(page):
    places = page.get_by_role("button", name="Tampilkan kabupaten/kota dan ongkos kirim")
    page.get_by_label("Provinsi").select_option(label="Maluku")
    if not page.script:
        places.click()
    page.get_by_label("Kabupaten atau kota").select_option(label="Kota Ambon")
    if not page.script:
        places.click()
    expect(page.get_by_text("Isi kode pos agar layanan")).to_be_visible()
    page.fill("#id_postal_code", "97128")
    page.fill("#id_district", "Sirimau")  # leaving the field brings the couriers
    if not page.script:
        page.get_by_role("button", name="Hitung ongkir").click()
    page.fill("#id_village", "Batu Merah")
    page.fill("#id_street", "Jalan Contoh 1")


def choose(page, name, total):
    page.get_by_label(name).check()
    if not page.script:
        page.get_by_role("button", name="Hitung ongkir").click()
    expect(page.locator("#tombol")).to_contain_text(total)


def test_parcel_by_a_courier_of_choice_is_followed_to_the_door(
    visit, gallery, rajaongkir, desk, live_server
):
    basket = gallery[0]
    facility = basket.facility
    facility.postal_code = "73111"
    facility.save()
    make_courier_account(facility=facility, api_key=rajaongkir.key)
    make_tracking_link(courier="JNE", address="https://lacak.example/jne/{resi}")

    put_in_cart(visit, basket)
    visit.goto("/pesan/")
    fill_contact(visit)
    type_address(visit)
    expect(visit.get_by_text("Pos Reguler")).to_be_visible()
    choose(visit, "JNE REG", "Rp226.000")
    visit.get_by_role("button", name=re.compile("^Buat .*pesanan")).click()
    expect(visit.get_by_role("heading", name="Pesanan Anda")).to_be_visible()

    order = Order.objects.select_related("shipment").get()
    assert (order.shipping_cost, order.shipment.carrier) == (41_000, "JNE REG")

    Payment.objects.filter(order=order).update(state="paid", paid_at=order.placed_at)
    staff = desk(facility)
    staff.goto(f"/admin/orders/order/{order.pk}/change/")
    expect(staff.get_by_label("Kurir atau kargo")).to_have_value("JNE")
    staff.get_by_label("Nomor resi").fill("JX0001")
    staff.get_by_role("button", name="Kirim", exact=True).click()
    expect(staff.get_by_text("Dikirim").first).to_be_visible()
    news = staff.get_by_role("link", name="Kabari lewat WhatsApp: dikirim")
    assert "JX0001" in news.get_attribute("href")

    visit.goto(f"/pesanan/{order_token(order)}/")
    link = visit.get_by_role("link", name="Lacak Kiriman")
    expect(link).to_have_attribute("href", "https://lacak.example/jne/JX0001")


def test_pickup_code_on_the_phone_opens_the_hand_over_at_the_counter(page, gallery, desk):
    order = make_order(
        variant=gallery[0].variants.get(), stock=0, payment_method=Payment.Method.PAY_AT_PICKUP
    )
    staff = desk(order.facility)
    staff.goto(f"/admin/orders/order/{order.pk}/change/")
    staff.get_by_role("button", name="Siap Diambil").click()

    page.goto(f"/pesanan/{order_token(order)}/")
    code = page.locator(".qr .copy").inner_text()
    assert code == pickup_codes.pickup_code(order)
    box = page.locator(".qr svg").bounding_box()
    assert box["width"] >= 180  # an old phone reads it at arm's length

    staff.goto("/petugas/ambil/")
    staff.get_by_label("Nomor pesanan").fill(order.number)
    staff.get_by_label("Kode ambil").fill("AAA-AAA")
    staff.get_by_role("button", name="Cari pesanan").click()
    expect(staff.locator(".alert")).to_contain_text("kode ambil tidak cocok")

    staff.goto(pickup_codes.pickup_address(order).replace(settings.SITE_URL, ""))
    expect(staff.get_by_text("Rp185.000")).to_be_visible()
    staff.get_by_role("button", name="Terima Uang dan Serahkan").click()
    expect(staff.get_by_text(f"{order.number} sudah diserahkan.")).to_be_visible()
    order.refresh_from_db()
    assert order.state == Order.State.COMPLETED

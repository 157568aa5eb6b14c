"""The treasurer's statement pays an order, and money goes back through two officers' hands."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from orders import sales
from orders.links import order_token
from orders.models import Order, Payment, Refund
from tests.builders import (
    make_officer,
    make_order,
    make_product,
    make_selling_facility,
    make_variant,
    statement_csv,
)

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def desk(request, new_context, live_server):
    """Opens a page for an officer of a facility who has signed in."""

    def open_for(facility, role):
        client = Client()  # each officer an own session
        client.force_login(make_officer(role, facility, username=role.replace("_", ".")))
        context = new_context(java_script_enabled=request.param)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        return context.new_page()

    return open_for


def test_statement_pays_an_order_and_a_part_of_it_goes_back(desk, new_context, tmp_path):
    facility = make_selling_facility()
    bag = make_variant(product=make_product(facility=facility, name="Tas purun"), price=185_000)
    order = make_order(variant=bag, quantity=2)
    today = facility.local_day(order.placed_at)
    file = tmp_path / "mutasi.csv"
    file.write_bytes(statement_csv([(today, order.total, "TRSF CONTOH"), (today, 900, "BUNGA")]))

    treasurer = desk(facility, "treasurer")
    treasurer.goto("/admin/orders/bankstatement/add/")
    treasurer.get_by_label("Berkas CSV").set_input_files(file)
    treasurer.get_by_role("button", name="Kirim mutasi").click()
    expect(treasurer.get_by_text("2 uang masuk")).to_be_visible()
    treasurer.get_by_role("button", name="Simpan susunan dan baca mutasi").click()
    treasurer.get_by_role("button", name="Bukukan 1 baris").click()
    expect(treasurer.get_by_text("1 baris dibukukan")).to_be_visible()
    treasurer.locator("summary", has_text="Bukan pesanan").click()
    treasurer.get_by_label("Alasan").fill("Bunga jasa giro")
    treasurer.get_by_role("button", name="Simpan sebagai bukan pesanan").click()
    expect(treasurer.get_by_text("bukan pesanan: Bunga jasa giro")).to_be_visible()
    assert Payment.objects.get().state == "paid"

    staff = desk(facility, "facility_staff")
    staff.goto(f"/admin/orders/order/{order.pk}/change/")
    staff.locator("summary", has_text="Ajukan pengembalian dana").click()
    staff.get_by_label("Tas purun (buah)").fill("1")
    staff.locator("#id_dana-reason").fill("Jahitan lepas.")
    staff.get_by_role("button", name="Ajukan kepada petugas kedua").click()
    expect(staff.get_by_text("petugas lain yang memutus")).to_be_visible()

    treasurer.goto("/admin/orders/refund/")
    treasurer.get_by_role("link", name=order.number).click()
    treasurer.get_by_label("Cara pengembalian").fill("Transfer ke rekening pembeli")
    treasurer.get_by_role("button", name="Dana sudah saya kembalikan").click()
    expect(treasurer.get_by_text("tercatat sudah dikembalikan")).to_be_visible()

    shopper = new_context().new_page()
    shopper.goto(f"/pesanan/{order_token(Order.objects.get())}/")
    expect(shopper.get_by_role("heading", name="Dana kembali")).to_be_visible()
    expect(shopper.get_by_text("1 buah Tas purun. Jahitan lepas.")).to_be_visible()
    assert Refund.objects.get().state == "paid"
    assert [*sales.differences(), *sales.broken_orders()] == []

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from catalog import stock
from facilities.models import Membership
from orders import returns
from orders.states import take_step
from tests.builders import (
    make_membership,
    make_order,
    make_product,
    make_regency,
    make_selling_facility,
    make_stock,
    make_variant,
)


@pytest.fixture(autouse=True)
def _books_balance():
    yield
    assert list(stock.differences()) == []


def photo(name="barang.jpg", size=(640, 480)):
    out = io.BytesIO()
    Image.new("RGB", size, (120, 60, 20)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def officer_of(order, role=Membership.Role.FACILITY_MANAGER):
    return make_membership(facility=order.facility, role=role).user


def fetched_order(*, at=None, quantity=3, variant=None, **fields):
    """An order paid and handed over in the gallery at this moment."""
    at = at or timezone.now()
    order = make_order(variant=variant, quantity=quantity, at=at, **fields)
    manager = officer_of(order)
    for step, reason in (("confirm_payment", "Cocok"), ("ready", ""), ("hand_over", "Nama cocok")):
        order = take_step(order=order, step=step, actor="officer", by=manager, reason=reason, at=at)
    return order


def sent_order(*, at=None, quantity=3, product=None, stock=None):
    """An order paid and given to a courier, not noted as arrived."""
    at = at or timezone.now()
    regency = make_regency()
    facility = product.facility if product else make_selling_facility(regency=regency)
    regency = facility.regency
    facility.shipping_rates.get_or_create(
        service="courier", zone="same_regency", defaults={"first_kg": 10_000, "next_kg": 5_000}
    )
    contact = {
        "recipient": "Pembeli Contoh", "phone": "+6281200000001", "email": "pembeli@contoh.id",
        "province": regency.province, "regency": regency, "street": "Jalan Contoh 1",
        "district": "Kecamatan", "village": "Kelurahan", "postal_code": "97128",
    }  # fmt: skip
    variant = make_variant(product=product or make_product(facility=facility))
    order = make_order(
        variant=variant, quantity=quantity, stock=stock or quantity, method="courier",
        contact=contact, at=at,
    )  # fmt: skip
    manager = officer_of(order)
    take = {"actor": "officer", "by": manager, "at": at}
    take_step(order=order, step="confirm_payment", reason="Cocok", **take)
    return take_step(order=order, step="ship", courier="JNE", tracking_number="R1", **take)


def ask(order, quantity=2, **fields):
    defaults = {"cause": "rusak", "wish": "ganti", "at": timezone.now()}
    pieces = fields.pop("pieces", None) or {order.lines.get(): quantity}
    return returns.ask(order=order, pieces=pieces, **defaults | fields)


def accepted(order, *, sends_back=True, **fields):
    request = ask(order, **fields)
    return returns.accept(
        request=request, sends_back=sends_back, by=officer_of(order), at=timezone.now()
    )


def received(order, *, shelved=0, written_off=0, **fields):
    request = accepted(order, **fields)
    back = {request.lines.get(): returns.Back(shelved, written_off)}
    return returns.receive(request=request, back=back, by=officer_of(order), at=timezone.now())


def more_stock(order, quantity):
    make_stock(variant=order.lines.get().variant, quantity=quantity)

"""A priced job is an order like any other, without stock."""

import pytest
from django.db.models import Sum

from catalog import billing, stock
from catalog.models import Category, Product, StockLevel, StockMovement
from orders import payments, returns, sales, services
from orders.models import (
    Enquiry,
    LineSplit,
    Order,
    OrderEvent,
    Payment,
    SalesDay,
    Shipment,
)
from orders.pickup_codes import pickup_code
from orders.privacy.copies import MASKED_NAME, forget
from orders.privacy.export import own_data
from orders.returns.window import WORK_DONE
from orders.seals import seal_of
from orders.services import Job
from orders.states import take_step
from tests.builders import make_enquiry, make_officer, make_payment_setup, make_product

from .conftest import NOW, WEDNESDAY

AT_PICKUP, TRANSFER = Payment.Method.PAY_AT_PICKUP, Payment.Method.BANK_TRANSFER
JOBS = [Job("Kecilkan pinggang", 2, 25_000), Job("Ganti ritsleting", 1, 30_000)]


@pytest.fixture
def head(place):
    return make_officer("facility_head", place)


@pytest.fixture
def left(sewing, head):
    """Goods of an enquiry with a day, left at the facility."""
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, email="pemesan@contoh.id", at=NOW)
    return services.take_in(enquiry=enquiry, by=head, at=NOW)


def price(enquiry, by, **fields):
    return services.price(
        enquiry=enquiry, by=by, at=NOW, **{"jobs": JOBS, "method": AT_PICKUP} | fields
    )


def step(order, name, by, **extra):
    return take_step(order=order, step=name, actor=OrderEvent.Actor.OFFICER, by=by, at=NOW, **extra)


def test_price_makes_one_order_with_the_agreed_lines(left, head):
    order = price(left, head)

    left.refresh_from_db()
    assert (left.state, left.order) == (Enquiry.State.ORDERED, order)
    assert (order.goods_total, order.shipping_cost, order.total) == (80_000, 0, 80_000)
    assert order.seal == seal_of(order, order.lines.all())
    lines = order.lines.values_list(
        "name", "variant_name", "quantity", "unit_price", "made_to_order"
    )
    assert list(lines) == [
        ("Jahit dan permak", "Kecilkan pinggang", 2, 25_000, False),
        ("Jahit dan permak", "Ganti ritsleting", 1, 30_000, False),
    ]
    assert order.shipment.method == Shipment.Method.PICKUP
    assert order.checkout.recipient == left.name
    assert order.payment.pay_before is None  # runs from when it is ready


def test_pressing_price_twice_gives_the_first_order(left, head):
    first = price(left, head)

    assert price(left, head, jobs=JOBS[:1]) == first
    assert Order.objects.count() == 1


def test_order_goes_its_way_without_touching_stock(left, head, place):
    order = price(left, head)
    for name in ("start_production", "ready"):
        step(order, name, head)
    order = step(order, "hand_over", head, pickup_code=pickup_code(order))

    assert (order.state, order.payment.state) == ("completed", "paid")
    assert not StockMovement.objects.exists()
    assert not StockLevel.objects.exists()
    assert list(stock.differences()) == []
    day = SalesDay.objects.get()
    assert (day.units, day.revenue, day.category.slug) == (3, 80_000, billing.CATEGORY)
    assert LineSplit.objects.aggregate(total=Sum("base"))["total"] == 80_000
    assert list(sales.differences()) == []


def test_transfer_carries_its_code_and_can_be_cancelled(left, head, place):
    make_payment_setup(facility=place)
    order = price(left, head, method=TRANSFER)

    assert 1 <= order.unique_code <= 999
    order = step(order, "cancel", head, reason="Pemesan tidak jadi.")
    assert order.state == "cancelled"
    assert not StockMovement.objects.exists()


def test_work_cannot_be_given_back(left, head):
    order = price(left, head)
    for name in ("start_production", "ready"):
        step(order, name, head)
    order = step(order, "hand_over", head, pickup_code=pickup_code(order))

    refusal = returns.refusal_of(
        order, events=order.events.all(), returns=[], lines=order.lines.all(), at=NOW
    )
    assert refusal == WORK_DONE


def test_second_job_of_a_service_uses_the_same_goods(sewing, left, head):
    first = price(left, head)
    second = price(
        make_enquiry(service=sewing, at=NOW), head, jobs=[Job("Pasang kancing", 1, 5_000)]
    )

    assert {line.variant_id for order in (first, second) for line in order.lines.all()} == {
        first.lines.first().variant_id
    }
    assert Product.objects.count() == 1
    assert Category.objects.filter(slug__startswith="jasa").count() == 2


def test_goods_of_a_service_take_another_name_where_one_is_taken(sewing, place, left, head):
    make_product(facility=place, name=sewing.name)

    order = price(left, head)

    assert order.lines.first().name == f"{sewing.name} {sewing.code}"


@pytest.mark.parametrize("role", ["facility_staff", "treasurer"])
def test_price_is_set_by_leaders_only(left, place, role):
    with pytest.raises(services.EnquiryRefused, match="Jabatan"):
        price(left, make_officer(role, place))

    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"jobs": []}, "paling sedikit satu"),
        ({"jobs": [Job("Kerja", 1, 0)]}, "harga satuannya"),
        ({"jobs": [Job(" ", 1, 5_000)]}, "Isi pekerjaan"),
        ({"jobs": [Job("Kerja", 1, 1)] * 5}, "paling sedikit satu"),
        ({"method": Payment.Method.COD}, "Cara bayar"),
        ({"method": TRANSFER}, "Cara bayar"),
    ],
)
def test_price_refuses_what_does_not_fit_and_writes_nothing(sewing, place, head, fields, words):
    type(place).objects.filter(pk=place.pk).update(bank_name="", bank_account_number="")
    enquiry = make_enquiry(service=sewing, at=NOW)

    with pytest.raises(services.EnquiryRefused, match=words):
        price(enquiry, head, **fields)

    enquiry.refresh_from_db()
    assert enquiry.is_open
    assert not Order.objects.exists()


def test_declined_enquiry_is_not_priced(sewing, head):
    enquiry = make_enquiry(service=sewing, at=NOW)
    services.decline(enquiry=enquiry, answer="Mesin rusak.", by=head, at=NOW)

    with pytest.raises(services.EnquiryRefused, match="sudah berubah"):
        price(enquiry, head)


def test_office_pays_after_it_has_it(left, head, place):
    make_payment_setup(facility=place)
    purchase = services.purchase_of(left, total=80_000, office_name="Dinas")
    method = next(
        m for m in payments.methods_for(purchase)
        if m not in payments.methods_for(services.purchase_of(left, total=80_000))
    )  # fmt: skip
    order = price(left, head, office_name="Dinas Perindustrian", method=method)

    assert order.buyer_kind == "instansi"
    assert order.checkout.office_name == "Dinas Perindustrian"


def test_forgetting_the_buyer_forgets_the_enquiry_with_it(left, head):
    services.answer(enquiry=left, answer="Selesai hari Jumat.", by=head, at=NOW)
    order = price(left, head)
    copy = own_data(order.checkout, at=NOW)
    assert left.message in copy
    assert "Jawaban petugas: Selesai hari Jumat." in copy

    forget([order.checkout_id])

    left.refresh_from_db()
    assert (left.name, left.phone, left.email, left.message) == (MASKED_NAME, "", "", MASKED_NAME)
    assert left.state == Enquiry.State.ORDERED


def test_keys_alike_but_for_their_end_are_priced_both(sewing, head):
    rows = [
        make_enquiry(service=sewing, key="s" * 42 + end, phone=f"+6281200000{n:03d}", at=NOW)
        for n, end in enumerate("ab")
    ]

    for row in rows:
        price(row, head)

    assert Order.objects.count() == 2

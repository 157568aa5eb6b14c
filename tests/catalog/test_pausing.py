"""A product or a facility rests until a day said beforehand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import availability, cards, pausing, shelf
from catalog.models import Product, StockLevel, Variant
from facilities import pausing as facility_pausing
from facilities.models import Facility
from orders import cart
from orders.checkout import CartChanged
from tests.builders import (
    make_cart,
    make_checkout,
    make_facility,
    make_officer,
    make_product,
    make_selling_facility,
    make_stock,
    make_variant,
)

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LATER = date(2026, 12, 3)


@pytest.fixture
def variant():
    variant = make_variant(product=make_product(facility=make_selling_facility()))
    make_stock(variant=variant, quantity=9)
    return variant


def officer(facility, role="facility_staff"):
    return make_officer(role, facility)


def paused(product, day=LATER):
    by = officer(product.facility)
    return pausing.pause_product(product=product, resumes_on=day, by=by, at=AT)


def facility_paused(facility, day=LATER):
    by = officer(facility, "facility_manager")
    return facility_pausing.pause_facility(facility=facility, resumes_on=day, by=by, at=AT)


def wording(variant):
    row = Variant.objects.select_related("product__facility").get(pk=variant.pk)
    (card,) = cards.cards(Product.objects.filter(pk=row.product_id))
    said = availability.availability_of(row, 9)
    assert (card.availability.text, card.availability.note) == (said.text, said.note)
    return said.text, said.note, said.can_order


def test_paused_product_says_when_it_is_sold_again(variant):
    paused(variant.product)
    assert wording(variant) == ("Segera kembali", "Dijual lagi mulai 3 Desember 2026.", False)


def test_paused_facility_says_when_it_takes_orders_again(variant):
    facility_paused(variant.product.facility)
    note = "UPT ini menerima pesanan lagi mulai 3 Desember 2026."
    assert wording(variant) == ("Segera kembali", note, False)


@pytest.mark.parametrize(
    "pause", [lambda v: paused(v.product), lambda v: facility_paused(v.product.facility)]
)
def test_paused_goods_stay_in_the_gallery_and_are_not_sold(variant, pause):
    pause(variant)
    assert Product.objects.public().get() == variant.product
    assert not Product.objects.orderable().exists()
    assert not Variant.objects.orderable().exists()
    with pytest.raises(CartChanged, match=r"belum dapat dipesan.*3 Desember 2026"):
        make_checkout({variant: 1})


def test_cart_keeps_the_line_of_a_paused_product(variant):
    kept = make_cart({variant: 2})
    paused(variant.product)
    ((line,),) = [group.lines for group in cart.contents(kept).groups]
    assert (line.is_for_sale, line.wanted, line.quantity) == (False, 2, 0)


def test_paused_product_does_not_count_as_running_out(variant):
    variant.stock_levels.update(on_hand=1)
    assert shelf.running_out(StockLevel.objects.all()).count == 1
    paused(variant.product)
    assert shelf.running_out(StockLevel.objects.all()).count == 0


def test_pause_ends_on_the_local_day():
    jayapura = make_selling_facility(timezone="Asia/Jayapura")
    jakarta = make_selling_facility(timezone="Asia/Jakarta")
    products = [make_product(facility=place) for place in (jayapura, jakarta)]
    for product in products:
        paused(product)
    midnight_in_jayapura = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)
    early = midnight_in_jayapura - timedelta(minutes=1)
    assert pausing.resume_due(at=early) == 0
    assert pausing.resume_due(at=midnight_in_jayapura) == 1
    assert [Product.objects.get(pk=p.pk).resumes_on for p in products] == [None, LATER]
    assert pausing.resume_due(at=midnight_in_jayapura + timedelta(hours=2)) == 1


def test_facility_sells_again_on_its_day():
    facility = facility_paused(make_selling_facility())
    assert (facility.is_selling, facility.resumes_on) == (False, LATER)
    assert pausing.resume_due(at=datetime(2026, 12, 3, 5, 0, tzinfo=UTC)) == 1
    facility.refresh_from_db()
    assert (facility.is_selling, facility.resumes_on) == (True, None)


def test_facility_closed_without_a_day_stays_closed():
    closed = make_facility(is_selling=False)
    assert pausing.resume_due(at=timezone.now()) == 0
    closed.refresh_from_db()
    assert closed.is_selling is False


def test_officer_ends_a_pause_sooner(variant):
    product = paused(variant.product)
    by = officer(product.facility)
    assert pausing.resume_product(product=product, by=by).resumes_on is None
    facility = facility_paused(product.facility)
    head = officer(facility, "facility_head")
    assert facility_pausing.resume_facility(facility=facility, by=head).is_selling


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "Isi tanggal"),
        (date(2026, 11, 22), "sesudah hari ini"),
        (date(2026, 1, 1), "sesudah hari ini"),
        (date(2027, 11, 24), "paling lama satu tahun"),
    ],
)
def test_day_must_lie_ahead(variant, day, words):
    with pytest.raises(pausing.PauseRefusedError, match=words):
        paused(variant.product, day)
    with pytest.raises(pausing.PauseRefusedError, match=words):
        facility_paused(variant.product.facility, day)


def test_who_may_pause(variant):
    product, facility = variant.product, variant.product.facility
    stranger = make_officer("facility_head", make_facility())
    for by in (stranger, officer(facility, "treasurer"),
               make_officer("regional_viewer", facility.regional_office)):  # fmt: skip
        with pytest.raises(pausing.PauseRefusedError):
            pausing.pause_product(product=product, resumes_on=LATER, by=by, at=AT)
        with pytest.raises(pausing.PauseRefusedError):
            pausing.resume_product(product=product, by=by)
    for by in (stranger, officer(facility, "facility_staff"), officer(facility, "treasurer")):
        with pytest.raises(pausing.PauseRefusedError):
            facility_pausing.pause_facility(facility=facility, resumes_on=LATER, by=by, at=AT)
        with pytest.raises(pausing.PauseRefusedError):
            facility_pausing.resume_facility(facility=facility, by=by)


def test_selling_facility_has_no_day_of_return(db):
    facility = make_facility()
    with pytest.raises(IntegrityError, match="resumes_only_from_a_pause"), transaction.atomic():
        Facility.objects.filter(pk=facility.pk).update(resumes_on=LATER)

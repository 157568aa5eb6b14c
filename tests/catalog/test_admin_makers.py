"""The page of a producer group: its capacity, and what is booked of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import capacity
from catalog.dates import bulan
from catalog.models import CapacityMonth, CapacityUse
from catalog.stock import Item
from tests.builders import (
    make_officer,
    make_producer_group,
    make_product,
    make_selling_facility,
    make_variant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_producer_group(facility=make_selling_facility(), monthly_capacity=10)


@pytest.fixture
def busy(group):
    """Fourteen of its units are booked: ten this month, four in the next."""
    product = make_product(facility=group.facility, producer_group=group)
    chair = make_variant(product=product, made_to_order=True, lead_time_days=14, work_units=2)
    capacity.book(items=[Item(chair, 7)], source_id="P-ABC", at=timezone.now())
    return group


@pytest.fixture
def officer(client, group):
    client.force_login(make_officer("facility_manager", group.facility))
    return client


def page_of(group):
    return reverse("admin:facilities_producergroup_change", args=[group.pk])


def typed(group, **changes):
    return {
        "name": group.name, "craft": "Kayu", "about": "", "member_count": "6",
        "monthly_capacity": "10", "is_active": "on",
    } | changes  # fmt: skip


def test_page_shows_what_each_month_holds(officer, busy):
    page = officer.get(page_of(busy)).content.decode()

    this, following = capacity.months_from(busy.facility.local_day(timezone.now()))[:2]
    assert f"<p>{bulan(this)}: terisi 10, sisa 0</p>" in page
    assert f"<p>{bulan(following)}: terisi 4, sisa 6</p>" in page


def test_less_than_booked_is_refused_beside_the_field(officer, busy):
    answer = officer.post(page_of(busy), typed(busy, monthly_capacity="9", craft="Rotan"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "sudah terisi 10 satuan kerja. Isi paling sedikit 10, atau 0" in page
    assert 'value="Rotan"' in page
    busy.refresh_from_db()
    assert busy.monthly_capacity == 10


@pytest.mark.parametrize(("figure", "months"), [("25", [25, 25]), ("0", [4, 10]), ("", [10, 10])])
def test_a_new_figure_is_followed_by_the_months(officer, busy, figure, months):
    assert officer.post(page_of(busy), typed(busy, monthly_capacity=figure)).status_code == 302

    busy.refresh_from_db()
    assert busy.monthly_capacity == (int(figure) if figure else None)
    assert sorted(CapacityMonth.objects.values_list("capacity", flat=True)) == months
    assert list(capacity.differences()) == []


def test_too_large_a_figure_is_refused(officer, group):
    answer = officer.post(page_of(group), typed(group, monthly_capacity="1000001"))

    assert "paling banyak 1.000.000 satuan kerja" in answer.content.decode()


def test_a_new_group_has_no_months_yet(officer, group):
    page = officer.get(reverse("admin:facilities_producergroup_add")).content.decode()
    assert "Sudah terisi" not in page

    answer = officer.post(
        reverse("admin:facilities_producergroup_add"),
        typed(group, name="Pokja Baru", monthly_capacity="12"),
    )
    assert answer.status_code == 302
    assert group.facility.producer_groups.get(name="Pokja Baru").monthly_capacity == 12


def test_months_lead_to_their_orders(officer, busy):
    months = officer.get(reverse("admin:catalog_capacitymonth_changelist")).content.decode()
    month = CapacityMonth.objects.order_by("month").first()
    address = f"{reverse('admin:catalog_capacityuse_changelist')}?month__id__exact={month.pk}"
    assert address in months

    uses = officer.get(address)
    assert [use.units for use in uses.context["cl"].result_list] == [10]
    assert "P-ABC" in uses.content.decode()
    assert CapacityUse.objects.count() == 2

"""Choosing one of very many places: by a part of its name, on every page that asks for one."""

import pytest
from django.urls import reverse

from facilities.models import Facility
from facilities.place_search import MOST, search_places
from tests.builders import make_facility, make_selling_facility

PAGES = [
    "admin:catalog_sheetimport_add",
    "admin:orders_bankstatement_add",
    "facilities:accounts",
    "orders:staff_more",
]


@pytest.fixture
def many(db):
    """More places than anybody reads through, one of them looked for."""
    for number in range(MOST):
        make_facility(short_name=f"Lapas Nomor {number:02}", city="Kota Lain")
    wanted = make_selling_facility(short_name="Rutan Tepi Danau", city="Tepi", code="RTN-TPD")
    Facility.objects.update(bank_name="Bank Contoh", bank_account_number="800100")
    return wanted


def test_few_places_are_all_offered(db):
    places = [make_facility(), make_facility()]
    assert search_places(places, "apa saja").offered == places
    assert not search_places(places, "").is_long


def test_many_places_are_offered_by_every_word_of_the_search(many):
    places = list(Facility.objects.order_by("short_name"))
    assert search_places(places, "").offered == []
    assert search_places(places, "danau RUTAN").offered == [many]
    assert search_places(places, "rtn-tpd").offered == [many]
    assert search_places(places, "danau entah").offered == []


def test_more_than_fit_are_counted(many):
    make_facility(short_name="Lapas Nomor 99")
    search = search_places(list(Facility.objects.order_by("short_name")), "lapas nomor")
    assert (len(search.offered), search.total, search.left_out) == (MOST, MOST + 1, 1)


@pytest.mark.parametrize("page", PAGES)
def test_operator_finds_the_place_on_every_page(admin_client, many, page):
    address = reverse(page)
    assert "Lapas Nomor 01" not in admin_client.get(address).text
    found = admin_client.get(address, {"cari": "tepi danau"}).text
    assert "Rutan Tepi Danau" in found
    assert "Lapas Nomor 01" not in found
    assert "Tidak ada" in admin_client.get(address, {"cari": "entah di mana"}).text


@pytest.mark.parametrize("page", PAGES[:3])
def test_chosen_place_stays_when_the_form_comes_back(admin_client, many, page):
    fields = {
        "facility": many.pk,
        "account": f"{many.pk}-800100",
        "place": f"facility-{many.pk}",
    }
    answer = admin_client.post(reverse(page), fields)
    assert answer.status_code == 422
    assert not {"facility", "account", "place"} & set(answer.context["form"].errors)
    assert " selected>" in answer.text


def test_place_that_was_searched_is_worked_on_next(admin_client, many):
    page = admin_client.get(reverse("orders:staff_more"), {"cari": "danau"})
    assert f'href="?upt={many.slug}"' in page.text
    answer = admin_client.get(reverse("orders:staff_more"), {"upt": many.slug})
    assert answer.context["request"].facility == many

"""The frame of the phone pages: who comes in, at which facility, with which menu."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.builders import make_officer, make_selling_facility, make_user, make_variant

HOME = reverse("orders:staff_home")
MORE = reverse("orders:staff_more")


@pytest.fixture
def facility(db):
    return make_selling_facility()


@pytest.mark.parametrize(
    "role", ["facility_head", "facility_manager", "facility_staff", "treasurer"]
)
def test_officers_of_a_facility_come_in(client, facility, role):
    client.force_login(make_officer(role, facility))
    answer = client.get(HOME)
    assert answer.status_code == 200
    assert str(facility) in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_officials_and_accounts_without_role_stay_out(client, facility):
    for user in (
        make_officer("regional_viewer", facility.regional_office),
        make_officer("national_viewer", None),
        make_user(),
    ):
        client.force_login(user)
        assert client.get(HOME).status_code == 403


def test_stranger_is_asked_to_sign_in(client, facility):
    assert client.get(HOME).status_code == 302


def test_facility_is_chosen_once_and_kept(client, facility):
    other, third = make_selling_facility(), make_selling_facility()
    user = make_officer("facility_staff", facility)
    user.memberships.create(role="facility_manager", facility=other)
    client.force_login(user)
    assert str(other) in client.get(MORE).text
    assert client.get(HOME, {"upt": other.slug}).context["request"].facility == other
    assert client.get(HOME).context["request"].facility == other
    assert client.get(HOME, {"upt": facility.slug}).context["request"].facility == facility
    assert client.get(HOME, {"upt": third.slug}).status_code == 404
    assert client.get(HOME, {"upt": "\0"}).status_code == 404


def test_menu_marks_the_page_one_is_on(client, facility):
    client.force_login(make_officer("facility_staff", facility))
    page = client.get(MORE).text
    assert f'href="{MORE}" aria-current="page"' in page
    assert f'href="{HOME}" aria-current="page"' not in page


@pytest.mark.parametrize(
    ("page", "tab"),
    [
        ("orders:staff_production", "orders:staff_stock"),
        ("orders:staff_transfers", "orders:staff_stock"),
        ("orders:staff_counts", "orders:staff_stock"),
        ("orders:staff_labels", "orders:staff_stock"),
        ("orders:shift_list", "orders:till"),
        ("orders:staff_channels", "orders:staff_more"),
    ],
)
def test_page_outside_the_bar_lights_the_tab_it_belongs_to(client, facility, page, tab):
    client.force_login(make_officer("facility_manager", facility))
    text = client.get(reverse(page)).text
    lit = re.findall(r'class="chip" href="([^"]+)" aria-current="page"', text)
    assert lit == [reverse(tab)]


def test_frame_asks_little(client, facility, django_assert_max_num_queries):
    client.force_login(make_officer("facility_staff", facility))
    client.get(HOME)
    with django_assert_max_num_queries(7):
        client.get(MORE)


def test_barcode_is_of_one_variant_only(db):
    first = make_variant()
    first.barcode = "8991234567891"
    first.full_clean()
    first.save()
    second = make_variant()
    second.barcode = first.barcode
    with pytest.raises(ValidationError, match="sudah dipakai barang lain"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.parametrize("code", ["abc", "8991 2345", "1" * 33, "kode\n"])
def test_barcode_is_plain(db, code):
    variant = make_variant()
    variant.barcode = code
    with pytest.raises(ValidationError):
        variant.full_clean()


def test_comments_of_the_templates_stay_in_them():
    """Django's {# #} holds on one line only; over two it is shown to everyone."""
    for template in sorted(settings.BASE_DIR.glob("templates/**/*.html")):
        for number, line in enumerate(template.read_text().splitlines(), 1):
            assert line.count("{#") == line.count("#}"), f"{template.name}:{number}"

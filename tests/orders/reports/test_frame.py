"""Every report: each reader's own part, under the filters of the address."""

from datetime import date

import pytest

from facilities.models import Membership
from orders.reports.pages import PAGES
from tests.builders import make_category, make_facility, make_officer, make_sales_day

PEOPLE = ("pnbp-premi", "dampak")  # know no category


@pytest.fixture
def places():
    """Two facilities of one Kanwil, and a third elsewhere, each with a sale."""
    first = make_facility(short_name="Lapas Satu")
    second = make_facility(
        short_name="Lapas Dua", regency=first.regency, regional_office=first.regional_office
    )
    third = make_facility(short_name="Lapas Jauh")
    for facility, revenue in ((first, 100_000), (second, 20_000), (third, 7_000)):
        make_sales_day(facility=facility, day=date(2026, 3, 3), revenue=revenue)
    return first, second, third


def sold(client, query="rentang=2026-03"):
    report = client.get(f"/laporan/penjualan/?{query}").context["report"]
    return report.tables[0].totals[-1]


@pytest.mark.parametrize(
    ("role", "at", "amount"),
    [
        ("facility_staff", "facility", 100_000),
        ("regional_viewer", "office", 120_000),
        ("national_viewer", None, 127_000),
    ],
)
def test_reader_sees_the_own_part(client, places, role, at, amount):
    where = {"facility": places[0], "office": places[0].regional_office, None: None}[at]
    client.force_login(make_officer(role, where))
    assert sold(client) == amount


def test_narrowing_stays_within_the_own_part(client, places):
    client.force_login(make_officer("regional_viewer", places[0].regional_office))
    assert sold(client, f"rentang=2026-03&upt={places[1].slug}") == 20_000
    foreign = client.get(f"/laporan/penjualan/?upt={places[2].slug}")
    assert foreign.status_code == 422
    assert "bukan bagian Anda" in foreign.content.decode()


def test_dimensions_narrow(client, places):
    client.force_login(make_officer("national_viewer"))
    assert sold(client, "rentang=2026-03&jalur=situs&pembeli=perorangan") == 127_000
    assert sold(client, "rentang=2026-03&jalur=galeri") == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("rentang=kemarin", "rentang"),
        ("dari=2026-03-02&sampai=2026-03-01", "sampai"),
        ("dari=2026-03-02", "sampai"),
        ("kategori=tidak-ada", "kategori"),
        ("jalur=pos", "jalur"),
        ("pembeli=raja", "pembeli"),
        ("kanwil=tidak-ada", "kanwil"),
    ],
)
def test_wrong_words_are_answered_beside_their_field(client, places, query, field):
    client.force_login(make_officer("national_viewer"))
    answer = client.get(f"/laporan/penjualan/?{query}")
    assert answer.status_code == 422
    assert set(answer.context["filters"].errors) == {field}


@pytest.mark.parametrize("role", ["national_viewer", "regional_viewer", "facility_manager"])
@pytest.mark.parametrize("slug", PAGES)
def test_page_asks_at_most_twelve_queries(
    client, places, slug, role, django_assert_max_num_queries
):
    where = {"regional_viewer": places[0].regional_office, "facility_manager": places[0]}
    client.force_login(make_officer(role, where.get(role)))
    # Half a month more than months, so that days are asked for as well.
    address = f"/laporan/{slug}/?dari=2025-01-01&sampai=2026-03-14"
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", ["national_viewer", "regional_viewer"])
@pytest.mark.parametrize("slug", PAGES)
def test_page_of_one_place_asks_at_most_twelve_queries(
    client, places, slug, role, django_assert_max_num_queries
):
    first, second, third = places
    where = {"regional_viewer": first.regional_office}
    reader = make_officer(role, where.get(role))
    if slug not in PEOPLE:  # works elsewhere as well
        Membership.objects.create(user=reader, role="facility_staff", facility=third)
    client.force_login(reader)
    category = make_category().slug
    for place in (
        f"kanwil={first.regional_office.slug}", f"provinsi={first.regency.province.slug}",
        f"upt={second.slug}",
    ):  # fmt: skip
        address = f"/laporan/{slug}/?dari=2025-01-01&sampai=2026-03-14&{place}"
        if slug not in PEOPLE:
            address += f"&kategori={category}&jalur=situs&pembeli=instansi"
        client.get(address)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("slug", PAGES)
def test_nobody_else_reads_a_report(client, places, slug):
    assert client.get(f"/laporan/{slug}/").status_code == 302
    client.force_login(make_officer("booth_device", places[0]))
    assert client.get(f"/laporan/{slug}/").status_code in (302, 403)

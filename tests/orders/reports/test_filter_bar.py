"""The bar above a report: links and one form, whole without script."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tests.builders import make_category, make_facility, make_officer, make_sales_day

PAGE = "/laporan/penjualan/"


@pytest.fixture
def region():
    """Two facilities of one Kanwil, and a third elsewhere."""
    first = make_facility(short_name="Lapas Ambon")
    second = make_facility(
        short_name="Rutan Ambon", regency=first.regency, regional_office=first.regional_office
    )
    third = make_facility(short_name="Lapas Jauh")
    make_sales_day(facility=first, day=date(2026, 3, 3))
    return first, second, third


@pytest.fixture
def official(client, region):
    client.force_login(make_officer("regional_viewer", region[0].regional_office))
    return client


def words(answer) -> dict:
    """The address that a form was answered with."""
    assert answer.status_code == 302
    return {
        key: value[0] for key, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()
    }


def sent(client, **typed):
    """The form as a browser sends it: all fields, most of them empty."""
    fields = {"tempat": "", "kategori": "", "jalur": "", "pembeli": "", "saring": "1"}
    return client.get(PAGE, fields | typed)


def test_form_is_answered_with_the_plain_address(official):
    answer = sent(official, dari="2026-03-01", sampai="2026-03-20", jalur="galeri")
    assert words(answer) == {"dari": "2026-03-01", "sampai": "2026-03-20", "jalur": "galeri"}


def test_span_that_was_left_alone_keeps_its_name(official):
    today = timezone.localdate()
    first = today.replace(month=1, day=1)
    days = {"dari": first.isoformat(), "sampai": today.isoformat()}
    answer = sent(official, rentang="tahun-ini", pembeli="mitra", **days)
    assert words(answer) == {"rentang": "tahun-ini", "pembeli": "mitra"}
    answer = sent(official, rentang="2025", **days)
    assert words(answer) == days


def test_place_is_found_by_part_of_its_name(official, region):
    answer = sent(official, rentang="2026-03", tempat="rutan")
    assert words(answer) == {"rentang": "2026-03", "upt": region[1].slug}


def test_several_places_are_offered(official, region):
    answer = sent(official, rentang="2026-03", tempat="ambon")
    assert [choice.label for choice in answer.context["bar"].places] == [
        "Lapas Ambon",
        "Rutan Ambon",
    ]
    assert f"upt={region[0].slug}" in answer.content.decode()


def test_whole_name_is_not_asked_again(client, region):
    make_facility(short_name="Lapas Ambon Baru")
    client.force_login(make_officer("national_viewer"))
    assert words(sent(client, tempat="lapas ambon"))["upt"] == region[0].slug


def test_kanwil_is_found_by_who_reads_all(client, region):
    client.force_login(make_officer("national_viewer"))
    name = region[2].regional_office.name
    assert words(sent(client, tempat=name))["kanwil"] == region[2].regional_office.slug


@pytest.mark.parametrize("typed", ["Lapas Jauh", "tidak ada", "\0zzz"])
def test_unknown_and_foreign_places_are_refused_alike(official, typed):
    answer = sent(official, rentang="2026-03", tempat=typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tidak ada UPT atau Kanwil Anda yang cocok" in page
    assert 'aria-describedby="s-tempat-e"' in page


def test_wrong_days_stay_as_they_were_typed(official):
    answer = sent(official, dari="2026-03-20", sampai="2026-03-01")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="2026-03-20"' in page
    assert "mendahului" in page


def test_each_filter_is_taken_away_by_its_chip(official, region):
    group = make_category(name="Kriya")
    answer = official.get(
        PAGE, {"rentang": "2026-03", "upt": region[1].slug, "jalur": "galeri",
               "kategori": group.slug},
    )  # fmt: skip
    bar = answer.context["bar"]
    without = {label: query for label, _, query in bar.chosen}
    assert set(without) == {"Tempat", "Kategori", "Jalur"}
    assert "upt=" not in without["Tempat"]
    assert "jalur=galeri" in without["Tempat"]
    assert "jalur" not in without["Jalur"]
    assert [place.label for place in bar.trail] == [str(region[0].regional_office)]


def test_facility_is_offered_no_other_place(client, region):
    client.force_login(make_officer("facility_head", region[0]))
    bar = client.get(PAGE).context["bar"]
    assert not bar.finds_places
    assert bar.trail == ()
    assert sent(client, tempat="Rutan Ambon").status_code == 422


def test_page_that_heeds_no_category_offers_none(client, region):
    client.force_login(make_officer("national_viewer"))
    page = client.get("/laporan/dampak/?kategori=x&jalur=galeri")
    assert page.context["bar"].channels == page.context["bar"].groups == ()
    assert page.context["bar"].chosen == ()
    assert ("jalur", "galeri") in page.context["bar"].hidden


def test_what_no_field_shows_is_said_above(client, region):
    client.force_login(make_officer("national_viewer"))
    for query in ("dampak/?kategori=tidak-ada", "baris/?produk=tidak-ada"):
        answer = client.get(f"/laporan/{query}")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    beside = client.get(PAGE, {"kategori": "tidak-ada"})
    assert beside.context["bar"].other_errors == []
    assert "Kategori ini tidak ada" in beside.content.decode()


def test_years_offer_nothing_that_is_to_come(official):
    bar = official.get(PAGE).context["bar"]
    today = timezone.localdate()
    assert len(bar.years[0].months) == today.month
    assert len(bar.years[0].quarters) == (today.month + 2) // 3
    assert [len(year.months) for year in bar.years[1:]] == [12] * 4

"""A report on the screen: accessible pictures, their figures behind them, nothing inline."""

import re
from datetime import date

import pytest

from orders.reports.pages import PAGES
from orders.templatetags.reports import SCREEN_ROWS
from tests.builders import make_facility, make_officer, make_province, make_regency, make_sales_day


@pytest.fixture
def reader(client):
    """A Ditjenpas official, and sales of two provinces in two years."""
    for code, name in (("81", "Maluku"), ("31", "DKI Jakarta")):
        province = make_province(code=code, name=name, short_name=name)
        facility = make_facility(
            short_name=f"Lapas {name}", regency=make_regency(province=province)
        )
        for year in (2025, 2026):
            make_sales_day(facility=facility, day=date(year, 3, 3), revenue=2_000_000)
    client.force_login(make_officer("national_viewer"))
    return client


def page_of(client, slug, query="rentang=2026-T1"):
    answer = client.get(f"/laporan/{slug}/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("slug", PAGES)
def test_every_picture_has_a_name_a_finding_and_a_table(reader, slug):
    page = page_of(reader, slug)
    pictures = re.findall(
        r'role="img" aria-labelledby="(\S+) (\S+)">\s*<title id="(\S+)">([^<]+)</title>'
        r'<desc id="(\S+)">([^<]+)</desc>',
        page,
    )
    assert (
        len(pictures) == page.count('role="img"') == page.count("Angka di balik grafik</summary>")
    )
    for title, desc, title_id, name, desc_id, finding in pictures:
        assert (title, desc) == (title_id, desc_id)
        assert name
        assert finding
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("slug", PAGES)
def test_page_holds_no_style_script_or_handler_of_its_own(reader, slug):
    page = page_of(reader, slug)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)
    assert page.count("<h1") == 1


def test_overview_shows_each_kind_of_chart(reader):
    page = page_of(reader, "ringkasan")
    for key in ("g-omzet", "g-peta"):
        assert f'id="{key}"' in page
    assert 'class="peta"' in page
    assert "tekstur-2" in page
    assert "DKI Jakarta" in page


def test_pictures_of_one_province_are_left_to_the_table(client):
    facility = make_facility()
    make_sales_day(facility=facility, day=date(2026, 3, 3))
    client.force_login(make_officer("regional_viewer", facility.regional_office))
    assert 'class="peta"' not in page_of(client, "ringkasan")


def test_report_without_a_sale_says_so(client):
    client.force_login(make_officer("national_viewer"))
    page = page_of(client, "penjualan", "rentang=2025-02")
    assert "Belum ada yang tercatat pada rentang ini." in page
    assert 'role="img"' not in page


def test_long_table_is_cut_and_shown_whole_when_asked(reader):
    for number in range(SCREEN_ROWS):
        make_facility(short_name=f"Lapas Nomor {number:03}")
    page = page_of(reader, "upt")
    assert "2 baris lagi tidak ditampilkan" in page
    assert "Tampilkan semua" in page
    whole = page_of(reader, "upt", "rentang=2026-T1&semua=1")
    assert "tidak ditampilkan" not in whole
    assert whole.count("<tr>") == page.count("<tr>") + 2 * page.count("baris lagi tidak")


def test_trail_leads_back_up(reader):
    page = reader.get("/laporan/penjualan/?rentang=2026-T1&upt=" + _first_slug()).content.decode()
    assert re.search(r'<a href="\?rentang=2026-T1">Ditjenpas</a> ›', page)
    assert re.search(r'<a href="\?rentang=2026-T1&amp;kanwil=[^"]+">', page)


def _first_slug() -> str:
    from facilities.models import Facility

    return Facility.objects.order_by("pk").values_list("slug", flat=True)[0]

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.template import Context, Template

from catalog import dates
from catalog.money import rupiah
from facilities.models import Facility

WIT = ZoneInfo("Asia/Jayapura")
AT = datetime(2025, 11, 24, 16, 5, tzinfo=UTC)


def test_tanggal_is_the_day_in_the_zone():
    assert dates.tanggal(AT) == "24 November 2025"
    assert dates.tanggal(AT, WIT) == "25 November 2025"
    assert dates.tanggal(date(2026, 8, 1), WIT) == "1 Agustus 2026"


def test_waktu_names_the_zone():
    assert dates.waktu(AT) == "23.05 WIB"
    assert dates.waktu(AT, ZoneInfo("Asia/Makassar")) == "00.05 WITA"
    assert dates.waktu(AT, WIT) == "01.05 WIT"


def test_tanggal_waktu_joins_both():
    assert dates.tanggal_waktu(AT, WIT) == "25 November 2025 pukul 01.05 WIT"


def test_rupiah_has_dots_and_no_space():
    assert [rupiah(n) for n in (0, 999, 1_000, 147_356, 10_500_000, -2_500)] == [
        "Rp0",
        "Rp999",
        "Rp1.000",
        "Rp147.356",
        "Rp10.500.000",
        "-Rp2.500",
    ]


def render(text, **context):
    return Template("{% load dates money %}" + text).render(Context(context))


def test_filters_read_the_clock_of_the_facility():
    facility = Facility(timezone="Asia/Jayapura")

    assert render("{{ at|tanggal:place }}", at=AT, place=facility) == "25 November 2025"
    assert render("{{ at|waktu:place }}", at=AT, place=WIT) == "01.05 WIT"
    assert render("{{ at|tanggal_waktu }}", at=AT) == "24 November 2025 pukul 23.05 WIB"


def test_filters_write_nothing_for_nothing():
    assert render("{{ at|tanggal }}{{ at|waktu }}{{ at|tanggal_waktu }}{{ n|rupiah }}") == ""
    assert render("{{ n|rupiah }}", n=0) == "Rp0"

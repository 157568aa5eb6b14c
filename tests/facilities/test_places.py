"""The official places: as many as there are, each under its province, with the official code."""

from collections import Counter
from io import StringIO

from django.core.management import call_command

from facilities.models import Province, Regency, RegionalOffice
from facilities.places import DATA, load_places, rows_of

# Kabupaten and kota of each province. Source: Kepmendagri 300.2.2-2138 Tahun 2025.
REGENCIES_PER_PROVINCE = {
    "11": (18, 5), "12": (25, 8), "13": (12, 7), "14": (10, 2), "15": (9, 2), "16": (13, 4),
    "17": (9, 1), "18": (13, 2), "19": (6, 1), "21": (5, 2), "31": (1, 5), "32": (18, 9),
    "33": (29, 6), "34": (4, 1), "35": (29, 9), "36": (4, 4), "51": (8, 1), "52": (8, 2),
    "53": (21, 1), "61": (12, 2), "62": (13, 1), "63": (11, 2), "64": (7, 3), "65": (4, 1),
    "71": (11, 4), "72": (12, 1), "73": (21, 3), "74": (15, 2), "75": (5, 1), "76": (6, 0),
    "81": (9, 2), "82": (8, 2), "91": (8, 1), "92": (7, 0), "93": (4, 0), "94": (8, 0),
    "95": (8, 0), "96": (5, 1),
}  # fmt: skip


def test_load_places_writes_every_place():
    load_places()

    assert RegionalOffice.objects.count() == 33
    assert Province.objects.count() == 38
    assert Regency.objects.filter(kind="kabupaten").count() == 416
    assert Regency.objects.filter(kind="kota").count() == 98


def test_load_places_puts_each_regency_under_its_province():
    load_places()

    found = Counter(Regency.objects.values_list("province__code", "kind"))
    assert {
        code: (found[code, "kabupaten"], found[code, "kota"]) for code in REGENCIES_PER_PROVINCE
    } == REGENCIES_PER_PROVINCE
    wrong = [
        regency.code
        for regency in Regency.objects.select_related("province")
        if not regency.code.startswith(f"{regency.province.code}.")
    ]
    assert wrong == []


def test_load_places_twice_changes_no_row():
    load_places()
    before = list(Regency.objects.order_by("pk").values_list("pk", "code", "name"))

    load_places()

    assert list(Regency.objects.order_by("pk").values_list("pk", "code", "name")) == before


def test_load_places_corrects_a_name_by_its_code():
    load_places()
    Regency.objects.filter(code="81.71").update(name="Kota Lama")

    load_places()

    assert Regency.objects.get(code="81.71").name == "Kota Ambon"


def test_names_say_their_kind_and_codes_follow_it():
    for row in rows_of(DATA / "regencies.csv"):
        label = "Kota " if row["kind"] == "kota" else "Kabupaten "
        assert row["name"].startswith(label)
        assert row["name"] == row["name"].strip()
        assert (int(row["code"][3:]) > 70) == (row["kind"] == "kota"), row["code"]


def test_provinces_keep_the_two_code_lists_apart():
    load_places()

    codes = dict(Province.objects.values_list("short_name", "code"))
    bps = dict(Province.objects.values_list("short_name", "bps_code"))
    assert (codes["Papua"], bps["Papua"]) == ("91", "94")
    assert (codes["Papua Barat Daya"], bps["Papua Barat Daya"]) == ("96", "92")


def test_load_places_command_says_what_it_loaded():
    out = StringIO()

    call_command("load_places", stdout=out)

    assert out.getvalue().strip() == "33 Kanwil, 38 provinsi, 514 kabupaten dan kota."

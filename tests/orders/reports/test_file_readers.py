"""Files are each reader's own: on the own paper, with the own part, for nobody else."""

import io

import pytest
from pypdf import PdfReader

from orders.reports import files
from orders.reports.files import paper, workbook
from orders.reports.pages import PAGES
from tests.builders import make_officer, make_selling_facility

from .copies import SPAN, from_xlsx, squeezed, text_of


def letterhead(client, query=SPAN):
    pdf = client.get("/laporan/penjualan.pdf", query).content
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split("\n")[:3]


def test_paper_carries_the_head_of_the_office_that_reads(client):
    facility = make_selling_facility(name="Lapas Kelas IIA Ambon", short_name="Lapas Ambon")
    office = facility.regional_office
    office.name = "Kanwil Ditjenpas Maluku"
    office.save()
    directorate = "DIREKTORAT JENDERAL PEMASYARAKATAN"
    kanwil = f"KANTOR WILAYAH {directorate} MALUKU"
    ministry = "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN REPUBLIK INDONESIA"

    client.force_login(make_officer("treasurer", facility))
    assert letterhead(client) == [ministry, kanwil, "LAPAS KELAS IIA AMBON"]
    client.force_login(make_officer("regional_viewer", office))
    narrowed = SPAN | {"upt": facility.slug}
    assert letterhead(client) == letterhead(client, narrowed) == [ministry, directorate, kanwil]
    client.force_login(make_officer("national_viewer"))
    assert letterhead(client, narrowed)[:2] == [ministry, directorate]


def test_copies_name_the_role_and_never_the_person(client, office):
    user = make_officer("regional_viewer", office, username="rahasia.nama", first_name="Rahasia")
    client.force_login(user)
    for kind in ("xlsx", "csv"):
        content = client.get(f"/laporan/penjualan.{kind}", SPAN).content
        facts = from_xlsx(content)[0] if kind == "xlsx" else None
        if facts:
            assert facts["Dibaca oleh"] == "Pejabat Kanwil"
        else:
            assert b"Pejabat Kanwil" in content
            assert b"ahasia" not in content


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_file_holds_the_readers_own_part(client, office, slug, kind):
    stranger = make_selling_facility(short_name="Lapas Asing")
    client.force_login(make_officer("facility_head", stranger))
    content = client.get(f"/laporan/{slug}.{kind}", SPAN).content
    text = text_of(content) if kind == "pdf" else squeezed(content.decode())
    for foreign in ("Lapas Satu", "Lapas Dua", "Keripik"):
        assert squeezed(foreign) not in text


@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf"])
def test_nobody_else_gets_a_file(client, office, kind):
    address = f"/laporan/penjualan.{kind}"
    assert client.get(address).status_code == 302
    client.force_login(make_officer("booth_device", make_selling_facility()))
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["penjualan.exe", "penjualan.XLSX", "kemarin.xlsx"])
def test_unknown_files_are_not_there(client, official, address):
    assert client.get(f"/laporan/{address}").status_code == 404


def test_wrong_words_lead_to_the_screen_that_explains_them(client, official):
    answer = client.get("/laporan/penjualan.pdf?rentang=kemarin&upt=tidak-ada", follow=True)
    assert answer.status_code == 422
    assert set(answer.context["filters"].errors) == {"rentang", "upt"}


def test_file_is_private_and_has_a_plain_name(client, official):
    answer = client.get("/laporan/penjualan.pdf?rentang=2026-03")
    assert answer["Content-Disposition"] == (
        'attachment; filename="penjualan-2026-03-01-sampai-2026-03-31.pdf"'
    )
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("kind", "module"), [("xlsx", workbook), ("pdf", paper)])
def test_too_long_a_list_names_the_other_ways(client, official, monkeypatch, kind, module):
    monkeypatch.setattr(module, "MAX_ROWS", 1)
    answer = client.get(f"/laporan/upt.{kind}", SPAN)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Unduh CSV" in page
    assert f"Unduh {files.FILES[kind].label}" not in page

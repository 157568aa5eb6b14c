import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import Product, SheetImport, Variant
from catalog.sheets.reading import read_table
from facilities.models import AuditEntry
from tests.builders import (
    make_category,
    make_facility,
    make_officer,
    make_product,
    make_sheet_import,
    make_variant,
)

pytestmark = pytest.mark.django_db
SEND = reverse("admin:catalog_sheetimport_add")
ROWS = b"SKU;Nama produk;Kategori;Harga;Berat (gram)\r\nC-1;Tas purun;Tas;85000;300\r\n"


@pytest.fixture
def officer(client):
    user = make_officer("facility_staff", make_facility(short_name="Lapas Contoh"))
    client.force_login(user)
    return user


@pytest.fixture
def facility(officer):
    return officer.memberships.get().facility


def post(client, data: bytes, kind="produk", **more):
    upload = SimpleUploadedFile("lembar.csv", data)
    return client.post(SEND, {"kind": kind, "file": upload, **more})


def test_officer_sends_looks_and_writes(client, facility):
    make_category(name="Tas")
    answer = post(client, ROWS)
    page = client.get(answer["Location"])
    assert "Rp85.000" in page.content.decode()
    assert not Product.objects.filter(facility=facility).exists()

    sheet = SheetImport.objects.get()
    write = reverse("admin:catalog_sheet_write", args=[sheet.pk])
    done = client.post(write, {"mark": page.context["plan"].mark}, follow=True)
    assert "1 barang baru" in done.content.decode()
    assert Variant.objects.get(sku="C-1").product.facility == facility


def test_wrong_rows_are_shown_without_a_button(client, facility):
    answer = post(client, ROWS)
    page = client.get(answer["Location"]).content.decode()
    assert "Kategori Tas tidak ada" in page
    assert 'name="mark"' not in page


def test_page_that_is_out_of_date_writes_nothing(client, facility):
    variant = make_variant(product=make_product(facility=facility), sku="C-1", price=50_000)
    answer = post(client, b"SKU;Harga\r\nC-1;60000\r\n")
    mark = client.get(answer["Location"]).context["plan"].mark
    Variant.objects.filter(pk=variant.pk).update(price=55_000)
    sheet = SheetImport.objects.get()
    again = client.post(reverse("admin:catalog_sheet_write", args=[sheet.pk]), {"mark": mark})
    assert again.status_code == 409
    assert "Rp55.000" in again.content.decode()
    variant.refresh_from_db()
    assert variant.price == 55_000


def test_sheet_leaves_who_and_before_and_after_for_every_row(client, officer, facility):
    """Written in one statement, and yet each price and text stands in the trail."""
    product = make_product(facility=facility, name="Tas purun", material="")
    prices = {"C-1": 50_000, "C-2": 70_000}
    for sku, price in prices.items():
        make_variant(product=product, sku=sku, name=sku, price=price)
    post(client, b"SKU;Harga;Bahan\r\nC-1;60000;Purun\r\nC-2;70000;Purun\r\n")
    sheet = SheetImport.objects.get()
    mark = (
        client.get(reverse("admin:catalog_sheetimport_change", args=[sheet.pk]))
        .context["plan"]
        .mark
    )
    before = AuditEntry.objects.count()
    client.post(reverse("admin:catalog_sheet_write", args=[sheet.pk]), {"mark": mark})
    written = AuditEntry.objects.order_by("pk")[before:]
    assert [(entry.topic, entry.changes, entry.by) for entry in written] == [
        ("product", [["Bahan", "", "Purun"]], officer),
        ("price", [["Harga (Rp)", 50_000, 60_000]], officer),
    ]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"Nama;Harga\r\nA;1\r\n"])
def test_foreign_file_is_answered_beside_its_field(client, facility, data):
    answer = post(client, data, kind="stok")
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert answer.context["form"]["kind"].value() == "stok"
    assert not SheetImport.objects.exists()


def test_draft_is_thrown_away(client, facility, officer):
    sheet = make_sheet_import(facility=facility, sent_by=officer)
    client.post(reverse("admin:catalog_sheet_discard", args=[sheet.pk]))
    assert not SheetImport.objects.exists()


def test_file_goes_only_to_the_facility_named(client, officer, facility):
    other = make_facility()
    make_category(name="Tas")
    assert post(client, ROWS, facility=other.pk).status_code in {302, 422}
    assert not SheetImport.objects.filter(facility=other).exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("what", ["produk", "stok", "contoh"])
def test_files_hold_only_own_goods(client, facility, what, kind):
    make_variant(product=make_product(facility=facility, name="Milik sendiri"), sku="C-1")
    make_variant(sku="LAIN-1")
    answer = client.get(reverse("admin:catalog_sheet_download", args=[what, kind]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    if what == "produk":
        assert [row[0] for row in read_table(answer.content, title="sku").rows] == ["C-1"]


@pytest.mark.parametrize(("role", "may_export"), [("treasurer", True), ("regional_viewer", False), ("national_viewer", False)])  # fmt: skip
def test_who_may_only_read_sends_nothing(client, role, may_export):
    facility = make_facility()
    place = {"treasurer": facility, "regional_viewer": facility.regional_office}.get(role)
    client.force_login(make_officer(role, place))
    assert client.get(SEND).status_code == 403
    got = client.get(reverse("admin:catalog_sheet_download", args=["produk", "csv"]))
    assert got.status_code == (200 if may_export else 403)


def test_long_list_of_changes_is_shown_in_pages(client, facility, officer):
    product = make_product(facility=facility)
    rows = []
    for n in range(120):
        make_variant(product=product, sku=f"C-{n}", name=f"P{n}")
        rows.append([f"C-{n}", "60000"])
    content = {"titles": ["SKU", "Harga"], "rows": rows, "numbers": list(range(2, 122))}
    sheet = make_sheet_import(facility=facility, sent_by=officer, content=content)
    address = reverse("admin:catalog_sheetimport_change", args=[sheet.pk])
    assert len(client.get(address).context["page"].object_list) == 100
    assert len(client.get(f"{address}?hal=2").context["page"].object_list) == 20

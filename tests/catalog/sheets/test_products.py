import pytest
from django.utils import timezone

from catalog import sheets
from catalog.models import Product, Publication, SearchDocument, SheetImport, Variant
from catalog.sheets import PlanChanged, SheetRefused
from catalog.sheets.reading import read_table
from tests.builders import (
    make_category,
    make_facility,
    make_officer,
    make_producer_group,
    make_product,
    make_variant,
)
from tests.catalog.sheets.conftest import goods
from tests.catalog.sheets.test_reading import book

NEW = ("SKU", "Nama produk", "Pilihan", "Kategori", "Harga", "Berat (gram)")
pytestmark = pytest.mark.django_db


def problems(sheet) -> list[tuple[int, str, str]]:
    plan = sheets.plan_of(sheet)
    return [(row.number, *problem) for row in plan.rows for problem in row.problems]


def test_new_rows_become_drafts_with_their_variants(send, write, facility):
    make_category(name="Tas")
    sheet = send(NEW, ["C-1", "Tas purun", "Kecil", "tas", "Rp85.000", 300],
                 ["C-2", "Tas purun", "Besar", "", 125_000, 450],
                 ["C-3", "Tikar", "", "Tas", 60_000, 900])  # fmt: skip
    plan = write(sheet)

    assert len(plan.new) == 3
    bag = Product.objects.get(name="Tas purun")
    assert (bag.facility, bag.status, bag.slug) == (facility, Publication.DRAFT, "tas-purun")
    assert (bag.price_from, bag.price_to) == (85_000, 125_000)
    found = bag.variants.order_by("sku").values_list("sku", "name", "price", "weight_grams")
    assert list(found) == [("C-1", "Kecil", 85_000, 300), ("C-2", "Besar", 125_000, 450)]
    assert "purun" in SearchDocument.objects.get(product=bag).name_terms
    sheet.refresh_from_db()
    assert (sheet.state, sheet.content, sheet.new_rows) == ("written", {}, 3)


def test_plan_shows_every_change_and_writes_nothing(send, facility):
    group = make_producer_group(facility=facility, name="Pokja Anyam")
    product = make_product(facility=facility, name="Tas", material="Rotan")
    make_variant(product=product, sku="C-1", price=75_000)
    before = goods()

    sheet = send(("SKU", "Nama produk", "Bahan", "Harga", "Kelompok kerja"),
                 ["c-1", "Tas rotan", "(kosong)", 80_000, "pokja anyam"])  # fmt: skip

    row = sheets.plan_of(sheet).changed[0]
    assert [(c.title, c.before, c.after) for c in row.changes] == [
        ("Nama produk", "Tas", "Tas rotan"),
        ("Bahan", "Rotan", "kosong"),
        ("Harga", "Rp75.000", "Rp80.000"),
        ("Kelompok kerja", "kosong", "Pokja Anyam"),
    ]
    assert goods() == before
    assert group.products.count() == 0


def test_what_was_looked_at_is_what_is_written(send, write, facility):
    group = make_producer_group(facility=facility, name="Pokja Anyam")
    product = make_product(facility=facility, name="Tas", material="Rotan")
    variant = make_variant(product=product, sku="C-1", price=75_000)
    write(send(("SKU", "Nama produk", "Bahan", "Harga", "Kelompok kerja"),
               ["C-1", "Tas rotan", "(kosong)", 80_000, "Pokja Anyam"]))  # fmt: skip
    product.refresh_from_db()
    variant.refresh_from_db()
    assert (product.name, product.slug, product.material) == ("Tas rotan", "tas-rotan", "")
    assert (product.producer_group, variant.price, product.price_from) == (group, 80_000, 80_000)
    assert "rotan" in SearchDocument.objects.get(product=product).name_terms


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_sheet_taken_down_and_sent_back_changes_nothing(kind, facility, officer):
    make_category(name="Rumah")
    twin = make_category(name="Rumah", parent=make_category(name="Mebel"))
    group = make_producer_group(facility=facility, name="Pokja Beton")
    for n, name in enumerate(["=1+1", "+62 812", "@kemasan", "'=x", "  Tas  besar ", "Meja\tkayu"]):
        product = make_product(facility=facility, name=name, category=twin, producer_group=group, material="-",
                               description="Satu\r\n\r\n=Dua", is_food=n % 2)  # fmt: skip
        make_variant(product=product, made_to_order=True, lead_time_days=3, length_cm=4)
    before = goods()

    data = sheets.product_sheet(kind, Variant.objects.all())
    sheet = sheets.take_in(facility=facility, kind="produk", file_name="a", data=data, by=officer,
                           at=timezone.now())  # fmt: skip
    plan = sheets.plan_of(sheet)

    assert [row.problems for row in plan.wrong] == []
    assert len(plan.same) == 6
    assert not plan.has_work
    sheets.write(sheet=sheet, mark=plan.mark, by=officer, at=timezone.now())
    assert goods() == before


def test_same_file_twice_changes_nothing(send, write):
    make_category(name="Tas")
    rows = [["C-1", "Tas purun", "Kecil", "Tas", 85_000, 300],
            ["C-2", "Tas purun", "Besar", "Tas", 99_000, 400]]  # fmt: skip
    write(send(NEW, *rows))
    before = goods()
    again = write(send(NEW, *rows))
    assert len(again.same) == 2
    assert goods() == before


def test_one_wrong_row_stops_all(send, write, facility):
    make_category(name="Tas")
    sheet = send(
        NEW, ["C-1", "Tas", "", "Tas", 85_000, 300], ["C-2", "Topi", "", "Tas", "mahal", 1]
    )
    assert [number for number, *_ in problems(sheet)] == [3]
    with pytest.raises(SheetRefused, match="salah"):
        write(sheet)
    assert not Product.objects.filter(facility=facility).exists()
    sheet.refresh_from_db()
    assert sheet.is_draft


@pytest.mark.parametrize(("row", "title"), [
    (["", "Topi", "", "Tas", 1000, 5], "SKU"),
    (["X" * 25, "Topi", "", "Tas", 1000, 5], "SKU"),
    (["=A1", "Topi", "", "Tas", 1000, 5], "SKU"),
    (["C-9", "", "", "Tas", 1000, 5], "Nama produk"),
    (["C-9", "T" * 81, "", "Tas", 1000, 5], "Nama produk"),
    (["C-9", "Topi", "", "", 1000, 5], "Kategori"),
    (["C-9", "Topi", "", "Bukan", 1000, 5], "Kategori"),
    (["C-9", "Topi", "", "Tas", "", 5], "Harga"),
    (["C-9", "Topi", "", "Tas", 0, 5], "Harga"),
    (["C-9", "Topi", "", "Tas", -5, 5], "Harga"),
    (["C-9", "Topi", "", "Tas", 12.5, 5], "Harga"),
    (["C-9", "Topi", "", "Tas", 10**19, 5], "Harga"),
    (["C-9", "Topi", "", "Tas", 1000, 0], "Berat (gram)"),
    (["C-9", "Topi", "", "Tas", "1.50", 5], "Harga"),
])  # fmt: skip
def test_wrong_cell_is_named_by_row_and_column(send, row, title):
    make_category(name="Tas")
    # Written as they are, the way a foreign program would.
    sheet = send(NEW, ["C-1", "Tas", "", "Tas", 1, 1])
    sheet.content = read_table(book(NEW, row), title="sku").as_json()
    SheetImport.objects.filter(pk=sheet.pk).update(content=sheet.content)
    found = problems(sheet)
    assert [(number, name) for number, name, _ in found] == [(2, title)]


def test_rows_that_contradict_each_other_are_told(send, facility):
    make_category(name="Tas")
    product = make_product(facility=facility, name="Lama")
    for sku in ("C-1", "C-2"):
        make_variant(product=product, sku=sku, name=sku)
    other = make_product(facility=facility, name="Sudah ada")
    make_variant(product=other, sku="C-3", barcode="8991")
    titles = ("SKU", "Nama produk", "Pilihan", "Kategori", "Harga", "Berat (gram)", "Bahan", "Kode batang")  # fmt: skip
    sheet = send(
        titles,
        ["C-1", "Lama", "", "", "", "", "Rotan", ""],
        ["C-2", "Lama", "", "", "", "", "Purun", ""],  # another material for the same product
        ["C-1", "Lama", "", "", "", "", "", ""],  # the same SKU once more
        ["C-4", "Lama", "C-1", "", 5, 5, "", ""],  # a choice that is there already
        ["C-5", "Sudah ada", "Baru", "", 5, 5, "", "8991"],  # a code that is taken
    )
    assert [(n, title) for n, title, _ in problems(sheet)] == [
        (3, "Bahan"), (4, "SKU"), (5, "Pilihan"), (6, "Kode batang"),
    ]  # fmt: skip
    renamed = send(("SKU", "Nama produk"), ["C-1", "Sudah ada"])
    assert [(n, title) for n, title, _ in problems(renamed)] == [(2, "Nama produk")]


def test_value_changed_in_one_row_of_a_product_is_enough(send, write, facility):
    product = make_product(facility=facility, name="Tas", material="Rotan")
    for sku in ("C-1", "C-2"):
        make_variant(product=product, sku=sku, name=sku)
    write(send(("SKU", "Nama produk", "Bahan"), ["C-1", "Tas", "Purun"], ["C-2", "Tas", "Rotan"]))
    product.refresh_from_db()
    assert product.material == "Purun"


def test_goods_of_another_facility_are_out_of_reach(send, officer):
    theirs = make_variant(sku="LAIN-1", price=50_000)
    sheet = send(("SKU", "Harga"), ["LAIN-1", 1])
    assert {title for _, title, _ in problems(sheet)} >= {"SKU"}
    named = send(("SKU", "UPT", "Harga"), ["LAIN-1", theirs.product.facility.code, 1])
    assert {title for _, title, _ in problems(named)} >= {"SKU", "UPT"}
    theirs.refresh_from_db()
    assert theirs.price == 50_000


@pytest.mark.parametrize("role", ["treasurer", "regional_viewer", "national_viewer"])
def test_import_needs_the_right_at_that_facility(send, facility, role):
    place = {"treasurer": facility, "regional_viewer": facility.regional_office}.get(role)
    with pytest.raises(SheetRefused, match="Jabatan"):
        send(("SKU", "Harga"), ["C-1", 1], by=make_officer(role, place))
    with pytest.raises(SheetRefused, match="Jabatan"):
        send(("SKU", "Harga"), ["C-1", 1], place=make_facility())


def test_change_made_meanwhile_is_shown_before_anything_is_written(send, officer, facility):
    variant = make_variant(product=make_product(facility=facility), sku="C-1", price=50_000)
    sheet = send(("SKU", "Harga"), ["C-1", 60_000])
    mark = sheets.plan_of(sheet).mark
    Variant.objects.filter(pk=variant.pk).update(price=55_000)
    with pytest.raises(PlanChanged):
        sheets.write(sheet=sheet, mark=mark, by=officer, at=timezone.now())
    variant.refresh_from_db()
    assert variant.price == 55_000


def test_sheet_is_written_once(send, write):
    make_category(name="Tas")
    sheet = send(NEW, ["C-1", "Tas purun", "Kecil", "Tas", 85_000, 300])
    mark = sheets.plan_of(sheet).mark
    write(sheet)
    with pytest.raises(SheetRefused, match="sudah disimpan"):
        sheets.write(sheet=sheet, mark=mark, by=sheet.sent_by, at=timezone.now())
    assert not sheets.discard(sheet=sheet)


def test_names_that_are_swapped_are_refused_whole(send, write, facility):
    product = make_product(facility=facility, name="Tas")
    make_variant(product=product, sku="C-1", name="Kecil")
    make_variant(product=product, sku="C-2", name="Besar")
    before = goods()
    sheet = send(("SKU", "Pilihan"), ["C-1", "Besar"], ["C-2", "Kecil"])
    with pytest.raises(SheetRefused, match="bertukar"):
        write(sheet)
    assert goods() == before


def test_plan_asks_the_same_number_of_questions_for_one_row_and_many(send, facility, django_assert_num_queries):  # fmt: skip
    make_category(name="Tas")
    product = make_product(facility=facility)
    rows = []
    for n in range(40):
        make_variant(product=product, sku=f"C-{n}", name=f"P{n}")
        rows.append([f"C-{n}", 60_000])
    one, many = send(("SKU", "Harga"), rows[0]), send(("SKU", "Harga"), *rows)
    for sheet in (one, many):
        with django_assert_num_queries(5):
            sheets.plan_of(sheet)


def test_words_that_could_point_at_a_person_are_asked_about(send, officer, facility):
    variant = make_variant(product=make_product(facility=facility, name="Tas"), sku="C-1")
    sheet = send(("SKU", "Cerita produk"), ["C-1", "Diukir Pak Contoh."])
    plan = sheets.plan_of(sheet)
    assert [row.warnings[0][0] for row in plan.warned] == ["Cerita produk"]
    said = {"sheet": sheet, "mark": plan.mark, "by": officer, "at": timezone.now()}
    with pytest.raises(SheetRefused, match="diperiksa"):
        sheets.write(**said)
    sheets.write(**said, words_checked=True)
    variant.product.refresh_from_db()
    assert variant.product.description == "Diukir Pak Contoh."
    assert not sheets.plan_of(send(("SKU", "Cerita produk"), ["C-1", "Diukir Pak Contoh."])).warned

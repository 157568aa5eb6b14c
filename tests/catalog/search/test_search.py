"""One table of real spellings; the suite runs it on both databases."""

import pytest

from catalog import search
from catalog.models import Product, Publication, SearchDocument, SearchWord
from catalog.search import Vocabulary, best, by_match, matching, score, understand
from tests.builders import make_category, make_facility, make_product, make_province, make_regency

GOODS = (
    # name, category, material, facility, summary
    ("Tas Anyaman Rotan", "Anyaman", "rotan, kain furing", "Palangka Raya", "Tas jinjing."),
    ("Tas Jeans Perca", "Tas & Dompet", "jeans", "Jambi", "Tas dari perca."),
    ("Tasbih Kayu", "Aksesori", "kayu", "Jember", "Tasbih 33 butir."),
    ("Kursi Tamu Jati", "Mebel Kayu", "kayu jati", "Jember", "Satu set kursi."),
    ("Kursi Tamu Rotan", "Mebel Rotan", "rotan", "Palangka Raya", "Kursi tamu dari rotan."),
    ("Kursi Teras", "Mebel & Kriya Logam", "besi", "Ambon", "Kursi teras dicat."),
    ("Kue Kacang Toples", "Roti & Kue", "kacang tanah", "Jember", "Kue kacang gurih."),
    ("Keripik Singkong", "Camilan & Lauk Kering", "singkong", "Ambon", "Renyah."),
    ("Batik Tulis Durian Pecah", "Batik", "katun", "Jambi", "Kain batik khas Jambi."),
    ("Kain Sasirangan", "Tenun & Sasirangan", "katun", "Banjarmasin", "Pewarna alam."),
    ("Kain Tenun Ikat", "Tenun & Sasirangan", "benang katun", "Kediri", "Ditenun tangan."),
)
CITIES = {"Palangka Raya": "Kalimantan Tengah", "Ambon": "Maluku"}


@pytest.fixture(autouse=True)
def goods():
    facilities, categories = {}, {}
    for name, category, material, city, summary in GOODS:
        if city not in facilities:
            province = make_province(name=f"Provinsi {CITIES.get(city, city)}")
            facilities[city] = make_facility(
                short_name=f"Lapas {city}",
                name=f"Lapas Kelas IIA {city}",
                city=city,
                regency=make_regency(name=f"Kota {city}", province=province),
            )
        if category not in categories:
            categories[category] = make_category(name=category)
        make_product(
            name=name,
            category=categories[category],
            material=material,
            facility=facilities[city],
            summary=summary,
        )


def vocabulary():
    return Vocabulary(dict(SearchWord.objects.values_list("key", "word")))


def found(text):
    """Names of the found products, the best first."""
    query = understand(text, vocabulary())
    assert query, f"nothing understood of {text!r}"
    rows = matching(Product.objects.public(), query).values_list(
        "name",
        "search_document__name_terms",
        "search_document__kind_terms",
        "search_document__place_terms",
        "search_document__terms",
    )
    kept, _ = best(query, [(score(query, *fields), name) for name, *fields in rows])
    return [name for _, name in sorted(kept, key=lambda pair: (*by_match(pair), pair[1]))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("kripik", ["Keripik Singkong"]),
        ("KRIPIK!!!", ["Keripik Singkong"]),
        ("tas rot", ["Tas Anyaman Rotan"]),
        ("tas", ["Tas Anyaman Rotan", "Tas Jeans Perca"]),
        ("kursi tamu jati lapas jember", ["Kursi Tamu Jati"]),
        ("kue kcang", ["Kue Kacang Toples"]),
        ("anyaman", ["Tas Anyaman Rotan"]),
        ("menganyam", ["Tas Anyaman Rotan"]),
        ("menenun", ["Kain Tenun Ikat", "Kain Sasirangan"]),
        ("batik jambi", ["Batik Tulis Durian Pecah"]),
        ("sasirangan", ["Kain Sasirangan", "Kain Tenun Ikat"]),
        ("sasirangan banjarmasin", ["Kain Sasirangan"]),
        ("lapas ambon", ["Keripik Singkong", "Kursi Teras"]),
        ("bangku besi", ["Kursi Teras"]),
        ("rotan palangka raya", ["Kursi Tamu Rotan", "Tas Anyaman Rotan"]),
        ("rotan palangkaraya", ["Kursi Tamu Rotan", "Tas Anyaman Rotan"]),
        ("palangkaraya", ["Kursi Tamu Rotan", "Tas Anyaman Rotan"]),
        ("kalimantan tengah", ["Kursi Tamu Rotan", "Tas Anyaman Rotan"]),
        ("rattan", ["Kursi Tamu Rotan", "Tas Anyaman Rotan"]),
        ("jual tas yang dari rotan", ["Tas Anyaman Rotan"]),
        ("gerabah", []),
        ("gerabah lapas", []),
        ("kulkas dua pintu", []),
        ("batik OR 1=1", ["Batik Tulis Durian Pecah"]),
        (
            "tas* NEAR(rotan) AND NOT jeans",
            ["Tas Anyaman Rotan", "Tas Jeans Perca", "Kursi Tamu Rotan"],
        ),
        ('"rotan" & | ! <-> :* (', ["Kursi Tamu Rotan", "Tas Anyaman Rotan"]),
        ("'; DROP TABLE catalog_product; --", []),
        ("sasirangan " + "x" * 300, ["Kain Sasirangan", "Kain Tenun Ikat"]),
    ],
)
def test_search_finds(text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Goods of the named place first, then those with as many other words.
        ("bangku ulin lapas jember", ["Kursi Tamu Jati", "Kue Kacang Toples", "Tasbih Kayu"]),
        ("batik rajut", ["Batik Tulis Durian Pecah"]),
        ("tas ulin merah", ["Tas Anyaman Rotan", "Tas Jeans Perca"]),
    ],
)
def test_search_that_nothing_answers_finds_the_nearest(text, names):
    assert found(text) == names


@pytest.mark.parametrize("text", ["", "   ", "!!!", "%_*", "竹", "\x00"])
def test_nothing_typed_is_no_search(text):
    assert not understand(text, vocabulary())


def test_three_hundred_characters_are_cut_before_they_cost():
    query = understand("batik " * 50, vocabulary())
    assert len(query.words) <= 8


def test_the_typed_word_comes_before_its_synonym():
    category = make_category(name="Lain-lain")
    make_product(name="Almari Ukir", category=category)
    make_product(name="Lemari Pakaian", category=category)
    make_product(name="Baju Koko", category=category)

    assert found("pakaian") == ["Lemari Pakaian", "Baju Koko"]
    assert found("baju") == ["Baju Koko", "Lemari Pakaian"]
    assert found("almari") == ["Almari Ukir", "Lemari Pakaian"]


@pytest.mark.parametrize("text", ["oleh-oleh", "oleh oleh jambi", "Oleh-Oleh!"])
def test_doubled_words_are_understood(text):
    make_product(name="Cenderamata Perahu", facility=make_facility(city="Jambi"))

    assert found(text) == ["Cenderamata Perahu"]


def test_correction_is_told():
    assert understand("kue kcang", vocabulary()).corrected == "kue kacang"
    assert understand("kue kacang", vocabulary()).corrected == ""
    assert understand("kripik", vocabulary()).corrected == ""
    assert understand("kulkas dua pintu", vocabulary()).corrected == ""


def test_unknown_words_are_told():
    assert understand("gerabah batik", vocabulary()).unknown == ("gerabah",)


def test_renamed_product_is_found_by_its_new_name():
    product = Product.objects.get(name="Tasbih Kayu")
    product.name, product.summary = "Gelang Kayu", "Gelang halus."
    product.save()

    assert found("gelang") == ["Gelang Kayu"]
    assert found("tasbih") == []


def test_renamed_facility_and_category_are_found():
    product = Product.objects.get(name="Kue Kacang Toples")
    product.facility.short_name = "Rutan Situbondo"
    product.facility.save()
    product.category.name = "Kudapan"
    product.category.save()

    assert "Kue Kacang Toples" in found("situbondo")
    assert found("kudapan situbondo") == ["Kue Kacang Toples"]


def test_unpublished_goods_are_not_found():
    Product.objects.filter(name="Keripik Singkong").update(status=Publication.ARCHIVED)
    assert found("keripik") == []


def test_deleted_product_leaves_the_index():
    Product.objects.get(name="Keripik Singkong").delete()
    assert found("keripik") == []


def test_a_sale_does_not_write_the_document(django_assert_num_queries):
    product = Product.objects.get(name="Keripik Singkong")
    product.sold_count = 5
    with django_assert_num_queries(1):
        product.save(update_fields=["sold_count"])


def test_rebuild_makes_the_same_documents_and_forgets_dead_words():
    def documents():
        return list(SearchDocument.objects.order_by("pk").values())

    before = documents()
    SearchWord.objects.create(key="gerabah", word="gerabah")
    SearchDocument.objects.all().delete()

    assert search.rebuild() == len(GOODS)
    assert documents() == before
    assert not SearchWord.objects.filter(key="gerabah").exists()
    assert found("kripik") == ["Keripik Singkong"]


def test_producer_groups_are_not_looked_through():
    """A group of fewer than five must not be found by its name."""
    from facilities.models import ProducerGroup

    product = Product.objects.get(name="Tasbih Kayu")
    product.producer_group = ProducerGroup.objects.create(
        facility=product.facility, name="Pokja Melati", member_count=2
    )
    product.save()

    assert found("melati") == []

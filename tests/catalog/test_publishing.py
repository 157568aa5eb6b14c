from datetime import date

import pytest
from django.utils import timezone

from catalog import publishing
from catalog.models import Product, Publication
from catalog.publishing import StepRefusedError
from tests.builders import make_facility, make_food_label, make_officer, make_product, make_variant

DRAFT, SUBMITTED, LIVE, ARCHIVED = Publication.values


def product_in(status, **fields):
    moment = timezone.now() if status == LIVE else None
    product = make_product(status=status, published_at=moment, summary="Rapi.", **fields)
    make_variant(product=product)
    return product


def officer_of(product, role):
    office = product.facility.regional_office
    place = {"regional_viewer": office, "national_viewer": None}.get(role, product.facility)
    return make_officer(role, place)


def step(product, name, by, note=""):
    return publishing.take_step(product=product, step=name, by=by, note=note, at=timezone.now())


@pytest.mark.parametrize(
    ("role", "status", "names"),
    [
        ("facility_staff", DRAFT, ["ajukan"]),
        ("facility_staff", SUBMITTED, []),
        ("facility_staff", LIVE, []),
        ("facility_manager", DRAFT, ["ajukan", "tayangkan", "arsipkan"]),
        ("facility_manager", SUBMITTED, ["tayangkan", "kembalikan", "arsipkan"]),
        ("facility_head", LIVE, ["kembalikan", "arsipkan"]),
        ("facility_head", ARCHIVED, ["tayangkan"]),
        ("treasurer", DRAFT, []),
        ("regional_viewer", SUBMITTED, ["kembalikan"]),
        ("regional_viewer", LIVE, ["kembalikan"]),
        ("national_viewer", LIVE, ["kembalikan"]),
        ("national_viewer", DRAFT, []),
    ],
)
def test_steps_follow_role_and_state(role, status, names):
    product = product_in(status)
    user = officer_of(product, role)
    assert [step.name for step in publishing.steps_for(product, user)] == names


def test_product_goes_from_draft_to_the_public():
    product = product_in(DRAFT)
    step(product, "ajukan", officer_of(product, "facility_staff"))
    at = timezone.now()
    head = officer_of(product, "facility_head")
    product = publishing.take_step(product=product, step="tayangkan", by=head, at=at)
    assert (product.status, product.published_at) == (LIVE, at)


def test_going_live_again_keeps_the_first_day():
    product = product_in(LIVE)
    first = product.published_at
    head = officer_of(product, "facility_head")
    step(product, "arsipkan", head)
    assert step(product, "tayangkan", head).published_at == first


def test_reviewer_returns_a_product_with_a_note_that_goes_when_it_is_live_again():
    product = product_in(LIVE)
    product = step(product, "kembalikan", officer_of(product, "regional_viewer"), "Foto buram.")
    assert (product.status, product.review_note) == (DRAFT, "Foto buram.")
    product = step(product, "tayangkan", officer_of(product, "facility_head"))
    assert product.review_note == ""


def test_note_stays_until_the_product_is_live_so_the_reviewer_sees_it_again():
    product = product_in(SUBMITTED)
    kanwil = officer_of(product, "regional_viewer")
    at = timezone.now()
    product = publishing.take_step(
        product=product, step="kembalikan", by=kanwil, note="Foto buram.", at=at
    )
    office = str(product.facility.regional_office)
    assert (product.returned_at, product.returned_by) == (at, office)
    assert list(Product.objects.returned()) == [product]
    product = step(product, "ajukan", officer_of(product, "facility_staff"))
    assert (product.review_note, product.returned_by) == ("Foto buram.", office)
    assert not Product.objects.returned().exists()
    product = step(product, "tayangkan", officer_of(product, "facility_head"))
    assert (product.review_note, product.returned_by, product.returned_at) == ("", "", None)


def test_returning_without_a_note_is_refused():
    product = product_in(SUBMITTED)
    with pytest.raises(StepRefusedError, match="Tulis catatan"):
        step(product, "kembalikan", officer_of(product, "facility_head"), "  ")


def test_step_of_another_facilitys_officer_is_refused():
    product = product_in(DRAFT)
    stranger = make_officer("facility_head", make_facility())
    with pytest.raises(StepRefusedError, match="tidak tersedia"):
        step(product, "ajukan", stranger)


def test_step_from_a_state_that_has_moved_on_is_refused():
    product = product_in(DRAFT)
    head = officer_of(product, "facility_head")
    step(product, "tayangkan", head)
    with pytest.raises(StepRefusedError, match="tidak tersedia"):
        step(product, "tayangkan", head)


def test_unfinished_product_stays_out_and_says_what_is_missing():
    product = make_product(status=DRAFT, published_at=None)
    with pytest.raises(StepRefusedError, match=r"varian.*keterangan"):
        step(product, "tayangkan", officer_of(product, "facility_head"))
    assert len(publishing.what_is_missing(product)) == 2


def test_food_without_its_label_is_hinted_at_but_not_stopped():
    product = product_in(DRAFT, is_food=True)
    today = date(2026, 11, 21)
    assert publishing.hints(product, today) == ["Label pangan belum diisi."]
    make_food_label(product=product)
    assert publishing.hints(Product.objects.get(pk=product.pk), today) != []
    assert publishing.hints(make_product(), today) == []
    assert step(product, "tayangkan", officer_of(product, "facility_head")).is_live


def test_note_is_kept_as_long_as_its_column_and_without_what_no_database_takes():
    product = product_in(LIVE)
    manager = officer_of(product, "facility_manager")

    with pytest.raises(StepRefusedError, match="Catatan paling panjang 300 huruf"):
        step(product, "kembalikan", manager, "x" * 301)

    assert step(product, "kembalikan", manager, "Foto\0 buram.").review_note == "Foto buram."


def test_saving_a_product_keeps_the_pieces_sold_meanwhile():
    product = make_product()
    Product.objects.update(sold_count=5)  # a sale, after this row was read

    product.summary = "Dianyam rapat."
    product.save()

    assert Product.objects.values_list("sold_count", "summary").get() == (5, "Dianyam rapat.")

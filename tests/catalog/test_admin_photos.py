"""The photo pages of the back office."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog.models import ProductPhoto
from tests.builders import make_officer, make_photo, make_product, make_selling_facility


@pytest.fixture
def product():
    return make_product(facility=make_selling_facility(), name="Tas")


@pytest.fixture
def desk(client, product):
    client.force_login(make_officer("facility_staff", product.facility))
    return client


def upload(colour="red", name="IMG_1.jpg", size=(800, 600)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def page_of(product, kind="photos", *more):
    return reverse(f"admin:catalog_product_{kind}", args=[product.pk, *more])


def answers(*photos, alt="Tas dari depan", face="tidak", **more):
    data = {"urutan": [photo.pk for photo in photos]}
    for photo in photos:
        data |= {f"foto-{photo.pk}-alt": alt, f"foto-{photo.pk}-has_face": face}
    return data | more


def test_several_photos_come_in_one_go(desk, product):
    files = [upload("red"), upload("blue"), upload("green")]
    answer = desk.post(page_of(product, "photos_add"), {"files": files}, follow=True)
    assert product.photos.count() == 3
    assert "3 foto masuk" in answer.text
    assert answer.redirect_chain[-1][0].endswith(f"#foto-{product.photos.first().pk}")


def test_refused_file_is_named_and_the_others_are_in(desk, product):
    files = [upload("red"), SimpleUploadedFile("surat.jpg", b"%PDF-1.7", "image/jpeg")]
    answer = desk.post(page_of(product, "photos_add"), {"files": files})
    assert answer.status_code == 200
    assert answer.context["upload"].errors["files"] == [
        "surat.jpg: Ini berkas PDF, bukan foto. Unggah fotonya sebagai JPG, PNG, atau WebP."
    ]
    assert product.photos.count() == 1


def test_no_file_and_too_many_files_are_refused(desk, product):
    url = page_of(product, "photos_add")
    assert "Pilih paling sedikit satu foto" in desk.post(url).text
    many = [upload("red", size=(20 + n, 20)) for n in range(11)]
    assert "Anda memilih 11 foto; paling banyak 10" in desk.post(url, {"files": many}).text
    assert not product.photos.exists()


def test_full_product_says_how_many_there_are(desk, product):
    for position in range(12):
        make_photo(product=product, position=position)
    url = page_of(product, "photos_add")
    assert "sekarang ada 12" in desk.post(url, {"files": [upload()]}).text
    assert "Sudah 12 foto" in desk.get(page_of(product)).text


def test_words_and_faces_are_asked_and_saved(desk, product):
    one, two = (make_photo(product=product, position=n, alt="", has_face=None) for n in range(2))
    answer = desk.post(page_of(product), answers(one, two), follow=True)
    assert "siap tampil" in answer.text
    assert product.photos.shown().count() == 2


def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk, product):
    photo = make_photo(product=product, alt="", has_face=None)
    answer = desk.post(page_of(product), answers(photo, face=""), follow=True)
    assert "Foto 1: jawab apakah ada wajah." in answer.text
    photo.refresh_from_db()
    assert (photo.alt, photo.has_face) == ("Tas dari depan", None)


def test_face_is_told_what_to_do(desk, product):
    photo = make_photo(product=product)
    page = desk.post(page_of(product), answers(photo, face="ada"), follow=True).text
    assert "Potong bagian itu, ganti, atau hapus fotonya." in page
    assert not product.photos.shown().exists()


@pytest.mark.parametrize(
    "alt", ["IMG_20261122_1.jpg", "DSC 0012", "WhatsApp Image 2026-11-22.jpeg"]
)
def test_file_name_is_no_description(desk, product, alt):
    photo = make_photo(product=product, alt="")
    answer = desk.post(page_of(product), answers(photo, alt=alt))
    assert answer.status_code == 200
    assert "Tulis apa yang terlihat, bukan nama berkas." in answer.text
    assert alt in answer.text
    photo.refresh_from_db()
    assert photo.alt == ""


@pytest.mark.parametrize("alt", ["Tas", "Foto tas dari depan", "Img kulit", "Sandal 2 warna"])
def test_plain_words_are_a_description(desk, product, alt):
    photo = make_photo(product=product, alt="")
    assert desk.post(page_of(product), answers(photo, alt=alt)).status_code == 302


def test_button_moves_a_photo_and_keeps_what_was_typed(desk, product):
    one, two = (make_photo(product=product, position=n) for n in range(2))
    data = answers(one, two, alt="Baru", geser=f"{two.pk}:-1")
    answer = desk.post(page_of(product), data)
    assert answer["Location"].endswith(f"#foto-{two.pk}")
    assert list(product.photos.values_list("pk", "alt")) == [(two.pk, "Baru"), (one.pk, "Baru")]


def test_dragging_writes_the_order_quietly(desk, product):
    one, two = (make_photo(product=product, position=n) for n in range(2))
    answer = desk.post(page_of(product), answers(two, one, diam="1"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert list(product.photos.all()) == [two, one]
    wrong = desk.post(page_of(product), answers(two, one, alt="x" * 201, diam="1"))
    assert wrong.status_code == 422


def test_odd_orders_and_moves_break_nothing(desk, product):
    photo = make_photo(product=product)
    data = answers(photo, geser="abc:9") | {"urutan": ["", "x", "99999999999999999999", "²"]}
    assert desk.post(page_of(product), data).status_code == 302
    assert desk.post(page_of(product), answers(photo, geser="²:1")).status_code == 302


def test_crop_is_shown_before_it_is_done(desk, product):
    photo = make_photo(product=product)
    url = page_of(product, "photo", photo.pk)
    square = {"size": 500, "across": 0, "down": 1000}
    shown = desk.post(url, square | {"langkah": "lihat"})
    assert 'viewBox="0 600 600 600"' in shown.text
    photo.refresh_from_db()
    assert photo.width == 1200
    assert desk.post(url, square | {"langkah": "potong"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.width, photo.height, photo.has_face) == (600, 600, None)


def test_crop_that_would_be_blurred_is_refused(desk, product):
    photo = make_photo(product=product)
    url = page_of(product, "photo", photo.pk)
    answer = desk.post(url, {"size": 300, "across": 0, "down": 0, "langkah": "potong"})
    assert "akan tampak buram" in answer.text
    photo.refresh_from_db()
    assert photo.width == 1200


def test_photo_is_replaced(desk, product):
    photo = make_photo(product=product)
    url = page_of(product, "photo", photo.pk)
    refused = desk.post(url, {"langkah": "ganti"})
    assert refused.status_code == 200
    assert refused.context["other"].errors["image"]
    assert desk.post(url, {"langkah": "ganti", "image": upload()}).status_code == 302
    photo.refresh_from_db()
    assert (photo.width, photo.has_face) == (800, None)


def test_photo_is_deleted(desk, product):
    photo = make_photo(product=product)
    answer = desk.post(page_of(product, "photo", photo.pk), {"langkah": "hapus"}, follow=True)
    assert "Foto dihapus." in answer.text
    assert not ProductPhoto.objects.exists()


def test_photo_of_another_product_is_not_found_here(desk, product):
    stranger = make_photo(product=make_product(facility=product.facility))
    assert desk.get(page_of(product, "photo", stranger.pk)).status_code == 404


@pytest.mark.parametrize("role", ["treasurer", "regional_viewer", "national_viewer"])
def test_who_may_not_write_products_sees_photos_but_changes_none(client, product, role):
    photo = make_photo(product=product)
    place = {
        "treasurer": product.facility,
        "regional_viewer": product.facility.regional_office,
        "national_viewer": None,
    }[role]
    client.force_login(make_officer(role, place))
    shown = client.get(reverse("admin:catalog_product_change", args=[product.pk]))
    assert photo.alt in shown.text
    assert "Kirim foto" not in shown.text
    for url in (
        page_of(product),
        page_of(product, "photos_add"),
        page_of(product, "photo", photo.pk),
    ):
        assert client.get(url).status_code == 403
        assert client.post(url, {"langkah": "hapus"}).status_code == 403
    assert ProductPhoto.objects.exists()


def test_photo_pages_ask_few_queries_however_many_photos(
    desk, product, django_assert_max_num_queries
):
    for position in range(12):
        make_photo(product=product, position=position)
    desk.get(page_of(product))
    with django_assert_max_num_queries(12):
        desk.get(page_of(product))


def test_large_bundle_passes_the_door_and_a_larger_one_is_led_back(desk, product, settings):
    url = page_of(product, "photos_add")
    settings.UPLOAD_LIMITS = {"admin:catalog_product_photos_add": 5_000}
    answer = desk.post(url, {"files": [upload(size=(900, 900))]})
    assert answer.status_code == 413
    assert page_of(product) in answer.text
    settings.ADMIN_MAX_BYTES, settings.UPLOAD_LIMITS = (
        5_000,
        {"admin:catalog_product_photos_add": 80_000_000},
    )
    assert desk.post(url, {"files": [upload(size=(900, 900))]}).status_code == 302

"""Photos of a product: taken once, shown only with words and without a face."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from catalog import photos, publishing
from catalog.models import ProductPhoto
from catalog.photos import Answer, PhotoRefusedError
from catalog.pictures import normalise
from catalog.pictures.crops import LEAST_SIDE, Square, cropped, least_size
from catalog.pictures.turns import NoTurn
from facilities.models import AuditEntry
from tests.builders import make_officer, make_photo, make_product, make_variant


def jpeg(colour="#8a4a1c", size=(800, 600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return normalise(io.BytesIO(out.getvalue()))


def halves(size=(1200, 800)) -> bytes:
    """Left red, right blue."""
    image = Image.new("RGB", size, "#ff0000")
    image.paste("#0000ff", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return normalise(io.BytesIO(out.getvalue()))


def say(product, *answers, **more):
    keys = product.photos.values_list("pk", flat=True)
    pairs = {pk: Answer(*answer) for pk, answer in zip(keys, answers, strict=True)}
    return photos.describe(product=product, answers=pairs, **more)


def looks_of(product):
    return list(product.photos.values_list("alt", "position"))


def test_new_photos_stand_behind_the_others_and_wait_for_words():
    product = make_product()
    make_photo(product=product, position=4)
    added = photos.add(product=product, jpegs=[jpeg("red"), jpeg("blue", (600, 900))])
    assert [(p.position, p.width, p.height) for p in added.photos] == [(5, 800, 600), (6, 600, 900)]
    assert [p.has_face for p in added.photos] == [None, None]
    assert product.photos.shown().count() == 1


def test_same_picture_is_taken_once_however_often_it_is_sent():
    product, other = make_product(), make_product()
    first = photos.add(product=product, jpegs=[jpeg("red"), jpeg("red"), jpeg("blue")])
    again = photos.add(product=product, jpegs=[jpeg("blue")])
    assert (len(first.photos), first.repeated) == (2, 1)
    assert (again.photos, again.repeated) == ([], 1)
    assert len(photos.add(product=other, jpegs=[jpeg("red")]).photos) == 1


def test_database_refuses_the_same_picture_twice():
    product = make_product()
    make_photo(product=product, digest="a" * 32)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_photo(product=product, digest="a" * 32)


def test_refused_bundle_leaves_no_file_behind(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product = make_product()
    for position in range(photos.MOST):
        ProductPhoto.objects.create(
            product=product, image="x.jpg", width=1, height=1, position=position
        )
    with pytest.raises(PhotoRefusedError, match="Paling banyak 12 foto"):
        photos.add(product=product, jpegs=[jpeg()])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("alt", "has_face", "is_shown"),
    [("Tas", False, True), ("", False, False), ("Tas", None, False), ("Tas", True, False)],
)
def test_photo_is_shown_with_words_and_without_a_face(alt, has_face, is_shown):
    photo = make_photo(alt=alt, has_face=has_face)
    assert photo.is_shown is is_shown
    assert ProductPhoto.objects.shown().exists() is is_shown
    assert ProductPhoto.objects.unfinished().exists() is not is_shown


@pytest.mark.parametrize(
    ("alt", "has_face", "text"),
    [
        ("Tas", True, "Foto 1 memperlihatkan wajah: potong bagian itu, ganti, atau hapus fotonya."),
        ("", None, "Foto 1: tulis apa yang terlihat dan jawab apakah ada wajah."),
        ("", False, "Foto 1: tulis apa yang terlihat."),
        ("Tas", None, "Foto 1: jawab apakah ada wajah."),
    ],
)
def test_unfinished_photo_is_named_and_keeps_the_product_from_the_public(alt, has_face, text):
    product = make_product(status="draf", published_at=None, summary="Rapi.")
    make_variant(product=product)
    photo = make_photo(product=product, alt=alt, has_face=has_face)
    head = make_officer("facility_head", product.facility)
    step = {"product": product, "step": "tayangkan", "by": head, "at": timezone.now()}
    assert photos.problems(product) == [text]
    with pytest.raises(publishing.StepRefusedError):
        publishing.take_step(**step)
    photos.describe(product=product, answers={photo.pk: Answer("Tas", False)})
    assert publishing.take_step(**step).is_live


def test_product_without_photos_may_be_published():
    assert photos.problems(make_product()) == []


def test_words_and_order_are_written_together():
    product = make_product()
    first, second = (make_photo(product=product, position=n, alt="") for n in range(2))
    say(product, ("Depan", False), ("Belakang", False), order=[second.pk, first.pk])
    assert looks_of(product) == [("Belakang", 0), ("Depan", 1)]


def test_order_that_misses_photos_or_names_strangers_loses_none():
    product, stranger = make_product(), make_photo(position=7)
    one, two, three = (make_photo(product=product, position=n, alt=str(n)) for n in range(3))
    photos.describe(product=product, answers={}, order=[three.pk, stranger.pk, 10**9])
    assert looks_of(product) == [("2", 0), ("0", 1), ("1", 2)]
    stranger.refresh_from_db()
    assert stranger.position == 7
    assert {one.pk, two.pk} <= set(product.photos.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("start", "by", "order"), [(0, -1, "abc"), (0, 1, "bac"), (2, -1, "acb"), (2, 1, "abc")]
)
def test_photo_moves_one_place_and_stops_at_the_ends(start, by, order):
    product = make_product()
    made = [make_photo(product=product, position=n, alt=alt) for n, alt in enumerate("abc")]
    photos.move(product=product, photo_id=made[start].pk, by=by)
    assert "".join(alt for alt, _ in looks_of(product)) == order


def test_photo_of_another_product_is_neither_described_nor_moved():
    product, stranger = make_product(), make_photo(alt="Asli")
    photos.describe(product=product, answers={stranger.pk: Answer("Palsu", True)})
    photos.move(product=product, photo_id=stranger.pk, by=1)
    stranger.refresh_from_db()
    assert (stranger.alt, stranger.has_face) == ("Asli", False)


def test_face_found_on_a_public_photo_closes_its_old_address(django_capture_on_commit_callbacks):
    photo = make_photo()
    old = photo.image.name
    rendition = photo.image.aspect_ratios[None]["WEBP"][300].name
    with django_capture_on_commit_callbacks(execute=True):
        say(photo.product, ("Karya", True))
    photo.refresh_from_db()
    assert photo.has_face
    assert not default_storage.exists(old)
    assert not default_storage.exists(rendition)
    assert default_storage.exists(photo.image.name)


def test_crop_keeps_the_square_and_nothing_else(django_capture_on_commit_callbacks):
    product = make_product()
    (photo,) = photos.add(product=product, jpegs=[halves()]).photos
    say(product, ("Dua warna", False))
    old = photo.image.name
    with django_capture_on_commit_callbacks(execute=True):
        photo = photos.crop(photo=photo, square=Square(size=750, across=1000, down=0))
    assert (photo.width, photo.height, photo.alt, photo.has_face) == (600, 600, "Dua warna", None)
    with default_storage.open(photo.image.name) as file, Image.open(file) as image:
        red, _, blue = image.getpixel((5, 300))
    assert (red < 30, blue > 220) == (True, True)
    assert not default_storage.exists(old)


@pytest.mark.parametrize("size", [(1200, 800), (800, 1200), (600, 600), (2048, 1536), (601, 333)])
@pytest.mark.parametrize("place", [0, 333, 1000])
def test_square_never_leaves_the_picture(size, place):
    for part in (least_size(*size), 1000):
        left, top, side = Square(part, place, place).box(*size)
        assert 0 <= left <= left + side <= size[0]
        assert 0 <= top <= top + side <= size[1]
        assert side >= min(LEAST_SIDE, *size)


def test_crop_waits_its_turn_and_says_so(monkeypatch):
    def no_turn(*args):
        raise NoTurn

    photo = photos.add(product=make_product(), jpegs=[jpeg()]).photos[0]
    monkeypatch.setattr(photos, "cropped", no_turn)
    with pytest.raises(PhotoRefusedError, match="Coba lagi sebentar"):
        photos.crop(photo=photo, square=Square())


def test_replacing_keeps_place_and_words_and_asks_about_faces_again():
    photo = make_photo(position=3, alt="Tas dari depan")
    photo = photos.replace(photo=photo, jpeg=jpeg("blue"))
    assert (photo.position, photo.alt, photo.has_face) == (3, "Tas dari depan", None)
    assert (photo.width, photo.height, photo.is_processed) == (800, 600, False)


def test_every_change_of_a_photo_is_in_the_trail():
    """Files are exchanged by one guarded statement, words by another: both are written down."""
    photo = make_photo(alt="Tas dari depan")
    before = AuditEntry.objects.count()
    photos.replace(photo=photo, jpeg=jpeg("blue"))
    say(photo.product, ("Tas dari samping", False))
    say(photo.product, ("Tas dari samping", True))
    photos.remove(photo=ProductPhoto.objects.get(pk=photo.pk))
    told = [
        (entry.act, {label: (was, new) for label, was, new in entry.changes})
        for entry in AuditEntry.objects.order_by("pk")[before:]
    ]
    changed = [changes for act, changes in told if act == "changed"]
    assert changed[0]["Foto"] == ("", "diganti")
    assert changed[0]["Wajah terlihat"] == ("tidak", "")
    assert changed[1]["Keterangan gambar"] == ("Tas dari depan", "Tas dari samping")
    assert changed[2]["Wajah terlihat"] == ("tidak", "ya")
    assert told[-1][0] == "removed"
    assert {entry.page_key for entry in AuditEntry.objects.order_by("pk")[before:]} == {
        f"catalog.product:{photo.product_id}"
    }


def test_replacing_by_a_photo_that_is_there_already_is_refused():
    product = make_product()
    first, second = photos.add(product=product, jpegs=[jpeg("red"), jpeg("blue")]).photos
    with pytest.raises(PhotoRefusedError, match="sudah punya foto yang sama"):
        photos.replace(photo=second, jpeg=jpeg("red"))
    second.refresh_from_db()
    assert default_storage.exists(second.image.name)
    assert first.pk != second.pk


def test_photo_changed_meanwhile_is_not_overwritten():
    photo = make_photo()
    stale = ProductPhoto.objects.get(pk=photo.pk)
    photos.replace(photo=photo, jpeg=jpeg("blue"))
    with pytest.raises(PhotoRefusedError, match="baru saja diubah petugas lain"):
        photos.replace(photo=stale, jpeg=jpeg("red"))


def test_removed_photo_takes_its_files_and_leaves_the_variant(django_capture_on_commit_callbacks):
    photo = make_photo()
    variant = make_variant(product=photo.product, photo=photo)
    name = photo.image.name
    with django_capture_on_commit_callbacks(execute=True):
        photos.remove(photo=photo)
    variant.refresh_from_db()
    assert variant.photo is None
    assert not default_storage.exists(name)


def test_crop_of_a_broken_square_is_a_jpeg_without_metadata():
    with Image.open(io.BytesIO(cropped(halves(), Square()))) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (800, 800), {})

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.template import Context, Template
from django.test import override_settings
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image, PngImagePlugin

from catalog import pictures
from catalog.models import ProductPhoto
from catalog.pictures import turns
from tests.builders import make_photo, make_product

WIDTHS = [300, 600, 900, 1200]


def picture(size=(1600, 1200), mode="RGB", colour=(180, 60, 40), kind="JPEG", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def refusal(data: bytes, **limits) -> str:
    with pytest.raises(ValidationError) as caught:
        pictures.normalise(io.BytesIO(data), **limits)
    return caught.value.message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_normalise_makes_a_jpeg_of_every_accepted_format(kind):
    master = opened(pictures.normalise(io.BytesIO(picture(kind=kind))))

    assert (master.format, master.mode, master.size) == ("JPEG", "RGB", (1600, 1200))


def test_normalise_shrinks_to_the_longest_side():
    master = opened(pictures.normalise(io.BytesIO(picture((3000, 5000)))))

    assert master.size == (1229, 2048)


def test_normalise_turns_by_exif_and_drops_all_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "Kamera Rahasia"
    exif.get_ifd(0x8825)[1] = "S"
    data = picture((400, 300), exif=exif, comment=b"Rahasia", icc_profile=b"")

    cleaned = pictures.normalise(io.BytesIO(data))

    master = opened(cleaned)
    assert master.size == (300, 400)
    assert dict(master.getexif()) == {}
    assert set(master.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                                "progression"}  # fmt: skip
    assert b"Rahasia" not in cleaned
    assert b"Exif" not in cleaned


def test_normalise_drops_text_and_tails_of_png():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Rahasia")
    data = picture(kind="PNG", pnginfo=info) + b"<?php Rahasia"

    assert b"Rahasia" not in pictures.normalise(io.BytesIO(data))


def test_normalise_puts_transparency_on_white():
    data = picture((64, 64), "RGBA", (0, 0, 0, 0), "PNG")

    assert opened(pictures.normalise(io.BytesIO(data))).getpixel((32, 32)) == (255, 255, 255)


def test_normalise_reads_palette_grey_and_cmyk():
    for mode, colour, kind in (("P", 3, "PNG"), ("L", 128, "PNG"), ("LA", (128, 9), "PNG"),
                               ("I;16", 32768, "PNG"), ("CMYK", (0, 0, 0, 0), "JPEG")):  # fmt: skip
        data = picture((64, 64), mode, colour, kind)
        assert opened(pictures.normalise(io.BytesIO(data))).mode == "RGB"


def test_normalise_keeps_the_grey_of_16_bits():
    data = picture((64, 64), "I;16", 32768, "PNG")

    assert opened(pictures.normalise(io.BytesIO(data))).getpixel((9, 9)) == (128, 128, 128)


def test_normalise_takes_the_photo_of_a_phone_with_two_pictures_in_it():
    out = io.BytesIO()
    second = Image.new("RGB", (80, 60))
    Image.new("RGB", (800, 600), "red").save(out, "MPO", save_all=True, append_images=[second])

    assert opened(pictures.normalise(io.BytesIO(out.getvalue()))).size == (800, 600)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "bukan foto"),
        (b"halo", "bukan foto"),
        (b"%PDF-1.7 ...", "PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"<html><script>alert(1)</script>", "bukan foto"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10", "bukan foto"),
    ],
)
def test_normalise_refuses_what_is_no_picture(data, words):
    assert words in refusal(data)


def test_normalise_refuses_other_formats_whatever_they_are_called():
    for kind in ("GIF", "BMP", "TIFF", "ICO"):
        assert "foto" in refusal(picture((64, 64), kind=kind)).lower()


def test_normalise_refuses_moving_pictures():
    for kind in ("PNG", "WEBP"):
        frames = [Image.new("RGB", (64, 64), "blue")]
        data = picture((64, 64), kind=kind, save_all=True, append_images=frames)
        assert refusal(data) == "Gambar bergerak tidak diterima. Unggah satu foto diam."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_normalise_refuses_half_a_picture(kind):
    noise = Image.effect_noise((600, 600), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, kind)

    assert refusal(out.getvalue()[: len(out.getvalue()) // 2]) == pictures.gate.NOT_A_PICTURE


def test_normalise_refuses_too_many_bytes_before_decoding():
    assert refusal(picture(), max_bytes=1000).endswith("paling besar 0 MB.")
    assert refusal(b"x" * 5_100_000, max_bytes=5_000_000) == ("Foto ini 5,1 MB; paling besar 5 MB.")


def test_normalise_refuses_a_bomb_by_its_size():
    bomb = picture((11_000, 11_000), "1", 0, "PNG")

    assert len(bomb) < 100_000
    assert "121 megapiksel" in refusal(bomb) or "terlalu besar" in refusal(bomb)
    assert "20 megapiksel" in refusal(picture((5000, 4000), "1", 0, "PNG"))
    assert "13000 × 20" in refusal(picture((13_000, 20), "L", 0))
    assert refusal(picture((12, 200))) == "Foto ini hanya 12 × 200 piksel: terlalu kecil."


# Peak memory is a figure of a whole process, so a new one measures it.
MEASURE = """
import resource, sys
import django
django.setup()
from PIL import Image
from catalog.pictures import normalise
Image.init()
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
with open(sys.argv[1], "rb") as file:
    master = normalise(file)
print(len(master), peak() - before)
"""


def test_normalise_takes_24_megapixels_in_bounded_memory(tmp_path):
    photo = tmp_path / "foto.jpg"
    noise = Image.effect_noise((3000, 2000), 50).resize((6000, 4000)).convert("RGB")
    noise.save(photo, quality=90)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(photo)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )  # fmt: skip

    size, mebibytes = map(int, done.stdout.split())
    assert size > 50_000
    assert mebibytes < 110


def test_decoding_turns_are_two_per_machine(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    with turns.decoding_turn(), turns.decoding_turn(), pytest.raises(turns.NoTurn):
        turns.decoding_turn(patience=0.1).__enter__()
    with turns.decoding_turn(patience=0):
        pass


def test_picture_form_field_gives_the_cleaned_file_or_an_error():
    class PhotoForm(forms.Form):
        foto = pictures.PictureFormField(label="Foto")

    good = PhotoForm(files={"foto": SimpleUploadedFile("evil.php", picture(kind="PNG"))})
    bad = PhotoForm(files={"foto": SimpleUploadedFile("foto.jpg", b"%PDF-1.7")})

    assert good.is_valid()
    assert opened(good.cleaned_data["foto"].read()).format == "JPEG"
    assert bad.errors["foto"] == [
        "Ini berkas PDF, bukan foto. Unggah fotonya sebagai JPG, PNG, atau WebP."
    ]
    assert 'accept="image/jpeg,image/png,image/webp"' in str(PhotoForm())


def test_every_form_of_a_photo_goes_through_the_gate():
    form_class = forms.modelform_factory(ProductPhoto, fields=["image", "alt"])

    form = form_class({"alt": "Tas"}, {"image": SimpleUploadedFile("a.jpg", b"<svg/>")})

    assert "image" in form.errors


def test_derive_now_gives_three_types_in_four_widths():
    renditions = pictures.derive_now(picture((1600, 1200)))

    assert set(renditions) == {(t, w) for t in ("AVIF", "WEBP", "JPEG") for w in WIDTHS}
    for (kind, width), data in renditions.items():
        image = opened(data)
        assert (image.format, image.size) == (kind, (width, width * 3 // 4))


def test_derive_now_never_enlarges():
    assert {width for _, width in pictures.derive_now(picture((700, 500)))} == {300, 600}


def test_photo_gets_its_renditions_from_the_queue(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        upload = ContentFile(picture(), name="Nama Orang.jpg")
        photo = ProductPhoto.objects.create(product=make_product(), alt="Tas", image=upload)
    assert not photo.is_processed
    assert "Nama" not in photo.image.name
    task = DBTaskResult.objects.get()
    assert task.queue_name == "pictures"

    with django_capture_on_commit_callbacks(execute=True):
        pictures.derive.func(*task.args_kwargs["args"])

    photo.refresh_from_db()
    assert photo.is_processed
    assert _stored(photo) == 12


def _stored(photo) -> int:
    found = pictures.sources(photo)
    return sum(
        default_storage.exists(address.removeprefix("/media/"))
        for _, files in found
        for _, address in files
    )


def test_a_task_for_a_deleted_photo_leaves_nothing_behind():
    name = default_storage.save(pictures.photo_path(), ContentFile(picture((400, 400))))

    pictures.derive.func(name)
    pictures.derive.func("produk/00/" + "0" * 20 + ".jpg")

    assert not default_storage.exists(name.replace(".jpg", "/300w.avif"))


def test_deleting_a_photo_deletes_its_files(django_capture_on_commit_callbacks):
    photo = make_photo()
    name = photo.image.name
    assert default_storage.exists(name.replace(".jpg", "/600w.webp"))

    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()

    assert not default_storage.exists(name)
    assert not default_storage.exists(name.replace(".jpg", "/600w.webp"))
    assert not default_storage.exists(name.removesuffix(".jpg"))


def test_replacing_a_photo_deletes_the_old_files_and_shows_the_new_master(
    django_capture_on_commit_callbacks,
):
    photo = make_photo()
    old = photo.image.name

    with django_capture_on_commit_callbacks(execute=True):
        photo.image = SimpleUploadedFile("baru.jpg", picture((640, 480)))
        photo.save()

    assert not photo.is_processed
    assert (photo.width, photo.height) == (640, 480)
    assert not default_storage.exists(old)
    assert not default_storage.exists(old.replace(".jpg", "/300w.jpeg"))


def render(tag, **context) -> str:
    return Template("{% load foto %}" + tag).render(Context(context))


def test_foto_offers_every_type_and_width():
    photo = make_photo(alt="Tas <rotan>")
    base = f"/media/{photo.image.name.removesuffix('.jpg')}"

    html = render('{% foto photo sizes="50vw" %}', photo=photo)

    srcset = ", ".join(f"{base}/{w}w.avif {w}w" for w in WIDTHS)
    assert f'<source type="image/avif" srcset="{srcset}" sizes="50vw">' in html
    assert f'<img src="{base}/600w.jpeg" srcset="{base}/300w.jpeg 300w' in html
    assert 'width="1200" height="1200" alt="Tas &lt;rotan&gt;"' in html
    assert 'decoding="async" loading="lazy"' in html
    assert html.count("<source") == 2


def test_foto_seen_at_once_is_not_lazy():
    html = render("{% foto photo eager=True %}", photo=make_photo())

    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_foto_shows_the_master_until_the_renditions_exist():
    photo = make_photo(is_processed=False)

    html = render("{% foto photo %}", photo=photo)

    assert "<source" not in html
    assert f'<img src="{photo.image.url}" width=' in html
    assert pictures.jpeg_url(photo) == photo.image.url


def test_foto_kecil_offers_the_smallest_width_only():
    html = render("{% foto_kecil photo %}", photo=make_photo())

    assert "300w.avif" in html
    assert "600w" not in html
    assert 'alt=""' in html


def test_jpeg_url_is_a_jpeg_of_about_that_width():
    photo = make_photo()

    assert pictures.jpeg_url(photo).endswith("/1200w.jpeg")
    assert pictures.jpeg_url(photo, 700).endswith("/600w.jpeg")


def test_foto_asks_the_database_nothing(django_assert_num_queries):
    photo = ProductPhoto.objects.get(pk=make_photo().pk)

    with django_assert_num_queries(0):
        render("{% foto photo %}", photo=photo)


@pytest.mark.parametrize(
    ("ending", "content_type"),
    [
        (".jpg", "image/jpeg"),
        ("/300w.avif", "image/avif"),
        ("/600w.webp", "image/webp"),
        ("/1200w.jpeg", "image/jpeg"),
    ],
)
def test_media_serves_pictures_for_a_year(client, ending, content_type):
    name = make_photo().image.name.removesuffix(".jpg") + ending

    response = client.get(reverse("catalog:media", kwargs={"name": name}))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert int(response.headers["Content-Length"]) == len(b"".join(response.streaming_content))
    assert response.cookies == {}


@pytest.mark.parametrize(
    "path",
    [
        "/media/produk/00/00000000000000000000.jpg",
        "/media/../galeri.sqlite3",
        "/media/produk/../../galeri.sqlite3",
        "/media/produk/00/%2e%2e/%2e%2e/galeri.sqlite3",
        "/media/produk/00/00000000000000000000.jpg%00.html",
        "/media/produk/00/00000000000000000000/300w.html",
        "/media/produk/00/00000000000000000000/",
        "/media/",
        "/media/bukti/1.jpg",
    ],
)
def test_media_serves_nothing_else(client, path):
    assert client.get(path).status_code == 404


@override_settings(DEBUG=False)
def test_media_reads_only(client):
    name = make_photo().image.name

    assert client.post(f"/media/{name}").status_code == 405
    response = client.head(f"/media/{name}")
    assert response.status_code == 200
    response.close()


def test_derive_pictures_does_what_the_worker_did_not(capsys):
    upload = ContentFile(picture((640, 480)), name="foto.jpg")
    photo = ProductPhoto.objects.create(product=make_product(), alt="Tas", image=upload)

    call_command("derive_pictures")

    photo.refresh_from_db()
    assert photo.is_processed
    assert capsys.readouterr().out == "1 foto selesai, 0 belum.\n"

"""The gate: whatever is uploaded leaves as a clean JPEG of ours, or is refused in plain words.

Source: docs/rules/pictures.md. Name and content type of the upload are never looked at.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps

from .turns import NoTurn, decoding_turn

MB = 1_000_000
MAX_BYTES = 15 * MB
# What decoding may cost sets the limit: a camera's JPEG is shrunk while it is read, the others
# lie in memory whole. Each stays under about 190 MiB. Source: docs/decisions/0013-pictures.md.
MAX_MEGAPIXELS = {"JPEG": 50, "progressive": 25, "PNG": 16, "WEBP": 12}
MIN_SIDE, MAX_SIDE = 16, 12_000
MASTER_SIDE = 2048
MASTER_QUALITY = 86

NOT_A_PICTURE = "Berkas ini bukan foto JPG, PNG, atau WebP yang utuh."
# First bytes of what people often send instead, and what to say then.
KNOWN_OTHERS = (
    (b"%PDF", 0, "Ini berkas PDF, bukan foto. Unggah fotonya sebagai JPG, PNG, atau WebP."),
    (b"GIF8", 0, "Gambar GIF tidak diterima. Unggah fotonya sebagai JPG, PNG, atau WebP."),
    (b"<svg", 0, "Gambar SVG tidak diterima. Unggah fotonya sebagai JPG, PNG, atau WebP."),
    (b"<?xml", 0, "Gambar SVG tidak diterima. Unggah fotonya sebagai JPG, PNG, atau WebP."),
    (
        b"ftyp",
        4,
        "Foto HEIC atau video belum dapat dibaca. Ubah dulu menjadi JPG; di iPhone: "
        "Pengaturan, Kamera, Format, pilih Paling Kompatibel.",
    ),
)


def normalise(upload: BinaryIO, *, max_bytes: int = MAX_BYTES, side: int = MASTER_SIDE) -> bytes:
    """Decode an uploaded picture and draw it anew: a JPEG without any metadata, turned upright.

    upload: anything that reads and seeks; max_bytes: of the upload; side: the longest in pixels.
    Raises ValidationError with a message for the person who uploaded.
    """
    size = upload.seek(0, io.SEEK_END)
    upload.seek(0)
    if size > max_bytes:
        raise ValidationError(
            f"Foto ini {_megabytes(size)} MB; paling besar {_megabytes(max_bytes)} MB."
        )
    try:
        with decoding_turn():
            return _redrawn(upload, side)
    except NoTurn:
        raise ValidationError("Sedang banyak foto diproses. Coba lagi sebentar.") from None
    except ValidationError:
        raise
    except Exception:
        # A decoder fed with a broken or hostile file may raise anything at all.
        raise ValidationError(_refusal(upload)) from None


def _redrawn(upload: BinaryIO, side: int) -> bytes:
    with _opened(upload) as image:
        _check(image)
        gap = None if _halved_while_decoding(image, side) else 2.0
        image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=gap)
        image = _in_srgb(_upright(image))
        # Onto a new sheet: nothing but pixels comes along.
        sheet = Image.new("RGB", image.size, "white")
        sheet.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=MASTER_QUALITY, progressive=True, optimize=True)
    return out.getvalue()


@contextmanager
def _opened(upload: BinaryIO) -> Iterator[Image.Image]:
    try:
        with Image.open(upload, formats=("JPEG", "PNG", "WEBP")) as image:
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError("Foto ini terlalu besar dalam piksel.") from None


def _check(image: Image.Image) -> None:
    width, height = image.size
    kind = "progressive" if image.info.get("progressive") else image.format
    most = MAX_MEGAPIXELS["JPEG" if kind == "MPO" else kind]
    if width * height > most * 1_000_000 or max(width, height) > MAX_SIDE:
        megapixels = round(width * height / 1_000_000)
        raise ValidationError(
            f"Foto ini {width} × {height} piksel ({megapixels} megapiksel); "
            f"paling besar {most} megapiksel dan {MAX_SIDE} piksel per sisi."
        )
    if min(width, height) < MIN_SIDE:
        raise ValidationError(f"Foto ini hanya {width} × {height} piksel: terlalu kecil.")
    # Phones put a second picture behind a JPEG (MPO): the first is the photo.
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise ValidationError("Gambar bergerak tidak diterima. Unggah satu foto diam.")


def _halved_while_decoding(image: Image.Image, side: int) -> bool:
    """Let the JPEG decoder halve as often as the wanted size allows. False for other formats.

    thumbnail() would ask for a square and so halve one time too few.
    """
    scale = side / max(image.size)
    if image.format not in ("JPEG", "MPO") or scale >= 1:
        return False
    image.draft(None, (round(image.width * scale), round(image.height * scale)))
    return True


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a broken orientation tag does not make the photo a broken one
        return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where there is transparency, in the colours browsers expect."""
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    profile = image.info.get("icc_profile")
    if image.mode in ("LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode not in ("RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")
    if profile:
        try:
            return _converted(image, profile)
        except (ImageCms.PyCMSError, OSError):  # an odd profile: take the numbers as they are
            pass
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    srgb = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(image, source, srgb, outputMode=mode)


def _refusal(upload: BinaryIO) -> str:
    upload.seek(0)
    head = upload.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    for mark, place, message in KNOWN_OTHERS:
        if head[place:].startswith(mark):
            return message
    return NOT_A_PICTURE


def _megabytes(size: int) -> str:
    return f"{size / MB:.1f}".removesuffix(".0").replace(".", ",")

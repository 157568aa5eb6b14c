"""The sizes and formats in which a master picture is served."""

import io
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django_tasks import task
from pictures.conf import app_settings
from pictures.models import PillowPicture
from pictures.utils import reconstruct, source_set
from PIL import Image

from .turns import decoding_turn

# Measured in docs/decisions/0013-pictures.md.
ENCODING = {
    "AVIF": {"quality": 55, "speed": 8},
    "WEBP": {"quality": 76, "method": 4},
    "JPEG": {"quality": 80, "progressive": True, "optimize": True},
}
FAST_ENCODING = ENCODING | {
    "AVIF": {"quality": 55, "speed": 9, "max_threads": 1},
    "WEBP": {"quality": 76, "method": 2},
}

Renditions = Mapping[tuple[str, int], bytes]  # by file type and width in pixels


class FastPicture(PillowPicture):
    """One rendition of a master: the library names it, we encode it."""

    def save(self, image: Image.Image) -> None:
        data = _encoded(self.resize(image.convert("RGB")), self.file_type, ENCODING)
        self.storage.delete(self.name)
        self.storage.save(self.name, ContentFile(data))


def photo_path(instance=None, filename: str = "") -> str:
    """Where a master is kept: a random name that tells nothing and is never used twice."""
    name = secrets.token_hex(10)
    return f"produk/{name[:2]}/{name}.jpg"


def derive_now(master: bytes, *, fast: bool = False) -> dict[tuple[str, int], bytes]:
    """Encode a master in every file type and width it is served in.

    fast: a quarter of the time for files about a tenth larger, for loading many at once.
    """
    encoding = FAST_ENCODING if fast else ENCODING
    with Image.open(io.BytesIO(master), formats=("JPEG",)) as image:
        image = image.convert("RGB")
    renditions = {}
    for width in sorted(_widths(image.size), reverse=True):
        # Each from the next larger one: much less to compute, and no difference to see.
        height = max(1, round(width * image.height / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS)
        for file_type in app_settings.FILE_TYPES:
            renditions[file_type, width] = _encoded(image, file_type, encoding)
    return renditions


def store(master_name: str, renditions: Renditions, *, storage=default_storage) -> None:
    """Write the renditions of this master beside it, where its <picture> looks for them."""
    for (file_type, width), data in renditions.items():
        name = FastPicture(master_name, file_type, None, storage, width).name
        storage.delete(name)
        storage.save(name, ContentFile(data))


def process(*, storage, file_name, sender, new=(), old=()) -> None:
    """The library's hook: after the commit, queue what a new master needs, delete what is old."""
    if new:
        transaction.on_commit(partial(derive.enqueue, file_name))
    if old:
        pictures = json.loads(json.dumps(old))
        transaction.on_commit(partial(_delete, file_name, pictures))


@task(queue_name="pictures")
def derive(master_name: str) -> None:
    """Encode a stored master, then let pages show the renditions instead of it."""
    from catalog.models import ProductPhoto
    from catalog.version import bump_version

    photos = ProductPhoto.objects.filter(image=master_name)
    try:
        with default_storage.open(master_name) as file, decoding_turn(patience=600):
            renditions = derive_now(file.read())
    except FileNotFoundError:
        return  # replaced or deleted meanwhile
    store(master_name, renditions)
    with transaction.atomic():
        if photos.update(is_processed=True):
            bump_version()
            return
    for file_type, width in renditions:  # deleted while we worked: leave nothing behind
        FastPicture(master_name, file_type, None, default_storage, width).delete()


def sources(photo, widest: int | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """(file type, [(width, address), ...]) of a photo, best type first; empty until they exist.

    widest: leave out larger renditions than the first that has at least this width.
    """
    if not photo.is_processed:
        return []
    found = []
    for file_type, by_width in photo.image.aspect_ratios[None].items():
        widths = sorted(by_width)
        if widest:
            widths = [w for w in widths if w <= widest] or widths[:1]
        found.append((file_type, [(width, by_width[width].url) for width in widths]))
    return [(file_type, pictures) for file_type, pictures in found if pictures]


def jpeg_url(photo, width: int = 1200) -> str:
    """A JPEG of about this width, for readers that choose nothing (share previews, feeds)."""
    jpegs = dict(sources(photo, width)).get("JPEG")
    return jpegs[-1][1] if jpegs else photo.image.url


def _widths(size: tuple[int, int]) -> set[int]:
    return source_set(
        size, ratio=None, max_width=app_settings.CONTAINER_WIDTH, cols=app_settings.GRID_COLUMNS
    )


def _encoded(image: Image.Image, file_type: str, encoding: Mapping) -> bytes:
    out = io.BytesIO()
    image.save(out, file_type, **encoding[file_type])
    return out.getvalue()


def _delete(file_name: str, pictures: list) -> None:
    for picture in pictures:
        reconstruct(*picture).delete()
    folder = str(PurePosixPath(file_name).with_suffix(""))
    with suppress(OSError):  # not empty yet, or no folders in this storage
        default_storage.delete(folder)

"""Photos of a product: taken in, put into words, ordered, cropped, replaced, removed.

Source: docs/rules/pictures.md. A photo is shown once somebody has written what it shows and has
looked for faces; one with a face is never shown.
"""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from catalog import pictures
from catalog.models import Product, ProductPhoto
from catalog.pictures.crops import Square, cropped
from catalog.pictures.turns import NoTurn
from catalog.version import bump_version

MOST_AT_ONCE = 10
MOST = 12


class PhotoRefusedError(Exception):
    """The photo cannot be taken or changed so; str() tells the officer why."""


@dataclass(frozen=True)
class Answer:
    """What an officer says about one photo. has_face: None while not answered."""

    alt: str
    has_face: bool | None


@dataclass(frozen=True)
class Added:
    """What became of a bundle of photos. repeated: how many were there already."""

    photos: list[ProductPhoto]
    repeated: int


@dataclass(frozen=True)
class _Stored:
    name: str
    width: int
    height: int
    digest: str

    def fields(self) -> dict:
        return {
            "image": self.name,
            "width": self.width,
            "height": self.height,
            "digest": self.digest,
            "is_processed": False,
        }


def add(*, product: Product, jpegs: Sequence[bytes]) -> Added:
    """Put new photos behind the others, in this order. They wait for words and for a look.

    jpegs: masters from `pictures.normalise`. A picture the product has already is passed over, so
    the same form sent twice adds nothing. Raises PhotoRefusedError beyond MOST photos.
    """
    fresh = {_digest(jpeg): jpeg for jpeg in jpegs}
    known = product.photos.filter(digest__in=fresh).values_list("digest", flat=True)
    for digest in known:
        del fresh[digest]
    with _stored(fresh.values()) as files, transaction.atomic():
        _lock(product)
        rows = list(product.photos.values_list("digest", "position"))
        taken = {digest for digest, _ in rows}
        # Another officer may have sent the same ones meanwhile.
        new, late = _parted(files, taken)
        if len(rows) + len(new) > MOST:
            raise PhotoRefusedError(
                f"Paling banyak {MOST} foto untuk satu produk; sekarang ada {len(rows)}."
            )
        first = max((position for _, position in rows), default=-1) + 1
        photos = [
            ProductPhoto(product=product, position=position, **file.fields())
            for position, file in enumerate(new, first)
        ]
        photos = ProductPhoto.objects.bulk_create(photos)
        for file in new:
            transaction.on_commit(partial(pictures.derive.enqueue, file.name))
        for file in late:
            transaction.on_commit(partial(default_storage.delete, file.name))
    return Added(photos, len(jpegs) - len(photos))


def describe(
    *, product: Product, answers: Mapping[int, Answer], order: Sequence[int] = ()
) -> list[ProductPhoto]:
    """Write what officers say about the photos, and their order; returns them in that order.

    answers: by primary key; photos that are gone are passed over. order: primary keys; photos it
    does not name keep their order behind the others.
    """
    with transaction.atomic():
        _lock(product)
        photos = in_order(product, order)
        exposed = []
        for position, photo in enumerate(photos):
            was_shown, photo.position = photo.is_shown, position
            if photo.pk in answers:
                photo.alt = answers[photo.pk].alt
                photo.has_face = answers[photo.pk].has_face
            if was_shown and photo.has_face:
                exposed.append(photo)
        ProductPhoto.objects.bulk_update(photos, ["alt", "has_face", "position"])
        bump_version()
    for photo in exposed:
        _hide(photo)
    return photos


def move(*, product: Product, photo_id: int, by: int) -> None:
    """Move a photo towards the front (-1) or the back (+1) and keep the others in order."""
    keys = list(product.photos.values_list("pk", flat=True))
    if photo_id in keys:
        place = keys.index(photo_id)
        keys.insert(max(place + by, 0), keys.pop(place))
        describe(product=product, answers={}, order=keys)


def crop(*, photo: ProductPhoto, square: Square) -> ProductPhoto:
    """Keep only this square. Whether a face is seen is asked anew. Raises PhotoRefusedError."""
    try:
        jpeg = cropped(_bytes_of(photo), square)
    except NoTurn:
        raise PhotoRefusedError("Sedang banyak foto diproses. Coba lagi sebentar.") from None
    return _exchange(photo, jpeg)


def replace(*, photo: ProductPhoto, jpeg: bytes) -> ProductPhoto:
    """Another picture at the same place. Its words stay; whether a face is seen is asked anew.

    jpeg: a master from `pictures.normalise`. Raises PhotoRefusedError.
    """
    return _exchange(photo, jpeg)


def remove(*, photo: ProductPhoto) -> None:
    """Delete a photo with its files; variants that showed it show the cover instead."""
    photo.delete()


def in_order(product: Product, order: Sequence[int]) -> list[ProductPhoto]:
    """Photos in the order of these keys; those not named behind the others, as they stood."""
    place = {pk: number for number, pk in enumerate(order)}
    photos = list(product.photos.all())
    return sorted(photos, key=lambda photo: place.get(photo.pk, len(place)))


@contextmanager
def duplicates(originals: Sequence[ProductPhoto]) -> Iterator[list[tuple[ProductPhoto, "_Stored"]]]:
    """Copies of the files for `attach`: two photos never share one. Gone again when it fails."""
    with _stored(_bytes_of(photo) for photo in originals) as files:
        yield list(zip(originals, files, strict=True))


def attach(
    *, product: Product, files: Sequence[tuple[ProductPhoto, "_Stored"]]
) -> dict[int, ProductPhoto]:
    """Give a new product the copied photos with their words; by the key of the original."""
    copies = {}
    for photo, file in files:
        copies[photo.pk] = ProductPhoto.objects.create(
            product=product,
            alt=photo.alt,
            has_face=photo.has_face,
            position=photo.position,
            **file.fields(),
        )
        transaction.on_commit(partial(pictures.derive.enqueue, file.name))
    return copies


def problems(product: Product) -> list[str]:
    """What to do about photos before the product may go to the public. Empty when ready."""
    texts = []
    for number, photo in enumerate(product.photos.all(), 1):
        if photo.has_face:
            texts.append(
                f"Foto {number} memperlihatkan wajah: potong bagian itu, ganti, atau hapus fotonya."
            )
        elif missing := _missing(photo):
            texts.append(f"Foto {number}: {' dan '.join(missing)}.")
    return texts


def _missing(photo: ProductPhoto) -> list[str]:
    return [
        text
        for text, is_missing in (
            ("tulis apa yang terlihat", not photo.alt),
            ("jawab apakah ada wajah", photo.has_face is None),
        )
        if is_missing
    ]


def _lock(product: Product) -> None:
    """Whoever changes the photos of one product does so one after the other."""
    Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product.pk)


def _exchange(photo: ProductPhoto, jpeg: bytes) -> ProductPhoto:
    with _stored([jpeg]) as (file,):
        _point_at(photo, file, has_face=None)
    photo.refresh_from_db()
    return photo


def _hide(photo: ProductPhoto) -> None:
    """A photo that was public turns out to show a face: what knew its address finds nothing."""
    with _stored([_bytes_of(photo)]) as (file,):
        _point_at(photo, file, has_face=True)


def _point_at(photo: ProductPhoto, file: _Stored, **changes) -> None:
    """Give the row another file, unless somebody else did, and drop the old one."""
    old = photo.image
    rows = ProductPhoto.objects.filter(pk=photo.pk, image=old.name)
    try:
        with transaction.atomic():
            if not rows.update(**file.fields(), **changes):
                raise PhotoRefusedError("Foto ini baru saja diubah petugas lain. Muat ulang.")
            bump_version()
            transaction.on_commit(partial(pictures.derive.enqueue, file.name))
            old.delete_all()
            transaction.on_commit(partial(default_storage.delete, old.name))
    except IntegrityError:
        raise PhotoRefusedError("Produk ini sudah punya foto yang sama.") from None


@contextmanager
def _stored(jpegs) -> Iterator[list[_Stored]]:
    """The pictures as files under new names; gone again when no row takes them."""
    files = []
    try:
        for jpeg in jpegs:
            files.append(_store(jpeg))
        yield files
    except BaseException:
        for file in files:
            default_storage.delete(file.name)
        raise


def _store(jpeg: bytes) -> _Stored:
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        width, height = image.size
    name = default_storage.save(pictures.photo_path(), ContentFile(jpeg))
    return _Stored(name, width, height, _digest(jpeg))


def _digest(jpeg: bytes) -> str:
    return hashlib.blake2b(jpeg, digest_size=16).hexdigest()


def _parted(files: list[_Stored], taken: set[str]) -> tuple[list[_Stored], list[_Stored]]:
    new = [file for file in files if file.digest not in taken]
    return new, [file for file in files if file.digest in taken]


def _bytes_of(photo: ProductPhoto) -> bytes:
    with default_storage.open(photo.image.name) as file:
        return file.read()

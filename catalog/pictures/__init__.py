"""Pictures: taken in safely, served in the sizes a page needs. Source: docs/rules/pictures.md."""

from .fields import PhotoField, PictureFormField
from .gate import normalise
from .renditions import (
    FastPicture,
    derive,
    derive_now,
    jpeg_url,
    photo_path,
    process,
    sources,
    store,
)

__all__ = [
    "FastPicture",
    "PhotoField",
    "PictureFormField",
    "derive",
    "derive_now",
    "jpeg_url",
    "normalise",
    "photo_path",
    "process",
    "sources",
    "store",
]

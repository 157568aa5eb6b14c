"""Pictures of the demo goods: drawn ones, each put only where it shows the very thing.

`product_pictures.csv` says which picture a product gets; alt texts come from `pictures/pictures.csv`
unless the row has a fitting text of its own. A product that is not listed shows its facility's
cloth. Source: docs/decisions/0042-demo-pictures.md.
"""

import io
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from catalog import pictures
from catalog.models import Product, ProductPhoto, Variant
from facilities.places import rows_of

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "pictures"


@dataclass(frozen=True)
class Drawn:
    """One picture, encoded: its master and what is served of it."""

    master: bytes
    size: tuple[int, int]
    renditions: pictures.renditions.Renditions


def missing() -> dict[int, list[dict[str, str]]]:
    """Rows of `product_pictures.csv` by product id, for products that have no photo yet."""
    products = _product_ids()
    without = set(Product.objects.filter(photos=None).values_list("pk", flat=True))
    wanted = defaultdict(list)
    for row in rows_of(HERE / "product_pictures.csv"):
        if products.get(row["sku"]) in without:
            wanted[products[row["sku"]]].append(row)
    return dict(wanted)


class Drawings:
    """Every picture named, being encoded by all cores from now on, once each.

    Pillow lets go of the interpreter while it encodes, so rows can be written meanwhile.
    """

    def __init__(self, files: Iterable[str]):
        self._pool = ThreadPoolExecutor(min(os.cpu_count() or 1, 8))
        self._drawn = {file: self._pool.submit(_draw, file) for file in dict.fromkeys(files)}

    def __enter__(self) -> "Drawings":
        return self

    def __exit__(self, *raised) -> None:
        self._pool.shutdown(cancel_futures=True)

    def of(self, file: str) -> Drawn:
        """This picture; waits until it is encoded."""
        return self._drawn[file].result()

    def forget(self, file: str) -> None:
        """Nobody shows it any more: let its bytes go."""
        del self._drawn[file]


def all_files() -> list[str]:
    """The file of every photo of the whole demo."""
    return [row["file"] for row in rows_of(HERE / "product_pictures.csv")]


def missing_files() -> list[str]:
    """The file of every photo that is still to come."""
    return [row["file"] for rows in missing().values() for row in rows]


def load_photos(*, drawings: Drawings, done: Callable[[int], None] = lambda rows: None) -> int:
    """Give every product of the list that has no photo its pictures; returns how many photos.

    drawings: holds at least `missing_files()`. done: called with the number of photos whenever a
    product has got its own. A stopped run goes on where it was.
    """
    wanted = missing()
    uses = Counter(row["file"] for rows in wanted.values() for row in rows)
    alts = {row["file"]: row["alt"] for row in rows_of(FOLDER / "pictures.csv")}
    choices = {
        (choice["sku"], choice["file"]): f"{choice['sku']}-{choice['suffix']}"
        for choice in rows_of(HERE / "variants.csv")
        if choice["file"]
    }
    for product_id, rows in wanted.items():
        _add_photos(product_id, rows, drawings, alts, choices)
        uses.subtract(row["file"] for row in rows)
        for file in {row["file"] for row in rows if not uses[row["file"]]}:
            drawings.forget(file)
        done(len(rows))
    return sum(len(rows) for rows in wanted.values())


def _product_ids() -> dict[str, int]:
    """Product id by the SKU of the facts: with choices, no variant bears that one itself."""
    parent = {f"{row['sku']}-{row['suffix']}": row["sku"] for row in rows_of(HERE / "variants.csv")}
    skus = Variant.objects.values_list("sku", "product_id")
    return {parent.get(sku, sku): product_id for sku, product_id in skus}


def _draw(file: str) -> Drawn:
    with (FOLDER / file).open("rb") as picture:
        master = pictures.normalise(picture)
    with Image.open(io.BytesIO(master)) as image:
        size = image.size
    return Drawn(master, size, pictures.derive_now(master, fast=True))


def _add_photos(product_id, rows, drawings: Drawings, alts, choices) -> None:
    photos = []
    for position, row in enumerate(rows):
        drawn = drawings.of(row["file"])
        name = default_storage.save(pictures.photo_path(), ContentFile(drawn.master))
        pictures.store(name, drawn.renditions)
        width, height = drawn.size
        photos.append(
            ProductPhoto(
                product_id=product_id,
                image=name,
                width=width,
                height=height,
                alt=row["alt"] or alts[row["file"]],
                position=position,
                has_face=False,  # drawn goods
                is_processed=True,
            )
        )
    with transaction.atomic():
        photos = ProductPhoto.objects.bulk_create(photos)
        for row, photo in zip(rows, photos, strict=True):
            if sku := choices.get((row["sku"], row["file"])):
                Variant.objects.filter(sku=sku).update(photo=photo)

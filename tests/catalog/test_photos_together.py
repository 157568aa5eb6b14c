"""Two officers at one product: neither loses a photo, and the limit holds."""

import threading
from contextlib import suppress

import pytest

from catalog import photos
from catalog.models import ProductPhoto
from tests.builders import make_product
from tests.catalog.test_photos import jpeg
from tests.together import outcomes, together


@pytest.fixture
def both_read_first(monkeypatch):
    """Whoever may read does so before anybody writes; who is held back is not waited for."""
    gate, parted = threading.Barrier(2), photos._parted

    def slowly(*args):
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)
        return parted(*args)

    monkeypatch.setattr(photos, "_parted", slowly)


def send(product, *colours):
    def call():
        added = photos.add(product=product, jpegs=[jpeg(colour) for colour in colours])
        return f"{len(added.photos)} new"

    return call


def nearly_full():
    product = make_product()
    ProductPhoto.objects.bulk_create(
        ProductPhoto(product=product, image="x.jpg", width=1, height=1, position=n)
        for n in range(photos.MOST - 1)
    )
    return product


def test_last_place_is_given_once(transactional_db, both_read_first):
    product = nearly_full()
    results = together([send(product, "red"), send(product, "blue")])
    assert outcomes(results) == {"1 new": 1, "PhotoRefusedError": 1}
    assert product.photos.count() == photos.MOST


@pytest.mark.only_on("postgresql")
def test_last_place_is_given_twice_without_the_lock(transactional_db, both_read_first, monkeypatch):
    monkeypatch.setattr(photos, "_lock", lambda product: None)
    product = nearly_full()
    together([send(product, "red"), send(product, "blue")])
    assert product.photos.count() == photos.MOST + 1


def test_photos_of_two_officers_stand_in_one_row(transactional_db, both_read_first):
    product = make_product()
    together([send(product, "red", "green"), send(product, "blue", "white")])
    assert list(product.photos.values_list("position", flat=True)) == [0, 1, 2, 3]


def test_same_photo_from_two_phones_is_one_photo(transactional_db, both_read_first):
    product = make_product()
    results = together([send(product, "red"), send(product, "red")])
    assert outcomes(results) == {"1 new": 1, "0 new": 1}
    assert product.photos.count() == 1

"""Variants without an SKU get the next number of their UPT, also two at the same moment."""

from functools import partial
from threading import Barrier, local

import pytest
from django.db import IntegrityError

from catalog import sku
from catalog.models import Variant
from tests.builders import make_facility, make_product, make_variant
from tests.together import outcomes, together


def unnumbered(product, name=""):
    return Variant(product=product, name=name, price=50_000, weight_grams=300)


def test_first_number_of_a_facility_is_one():
    facility = make_facility(code="LPS-AMB")
    make_variant(sku="LPS-AMBON-007")  # of another UPT, whose code begins alike
    assert sku.next_sku(facility) == "LPS-AMB-001"


def test_number_follows_the_highest_whatever_stands_behind_it():
    facility = make_facility(code="LPS-AMB")
    for taken in ("LPS-AMB-002", "LPS-AMB-017-M", "LPS-AMB-KHUSUS"):
        make_variant(product=make_product(facility=facility), sku=taken)
    assert sku.next_sku(facility) == "LPS-AMB-018"


def test_number_taken_meanwhile_gives_way_to_the_next(monkeypatch):
    product = make_product(facility=make_facility(code="LPS-AMB"))
    make_variant(product=product, sku="LPS-AMB-001")
    really, read = sku.next_sku, iter(["LPS-AMB-001"])
    monkeypatch.setattr(sku, "next_sku", lambda facility: next(read, None) or really(facility))
    variant = unnumbered(product)
    sku.save_numbered(variant)
    assert Variant.objects.get(pk=variant.pk).sku == "LPS-AMB-002"


def test_another_broken_rule_is_told_at_once(monkeypatch):
    variant = unnumbered(make_product())
    variant.price = 0
    tries = []
    really = sku.next_sku
    monkeypatch.setattr(sku, "next_sku", lambda place: tries.append(place) or really(place))
    with pytest.raises(IntegrityError):
        sku.save_numbered(variant)
    assert len(tries) == 1


def two_at_once(monkeypatch):
    """Both read the highest number before either writes."""
    facility = make_facility(code="LPS-AMB")
    both_have_read, really, mine = Barrier(2, timeout=5), sku.next_sku, local()

    def slowly(place):
        found = really(place)
        if not hasattr(mine, "waited"):
            mine.waited = True
            both_have_read.wait()
        return found

    monkeypatch.setattr(sku, "next_sku", slowly)
    variants = [unnumbered(make_product(facility=facility)) for _ in range(2)]
    return together([partial(sku.save_numbered, variant) for variant in variants])


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers(monkeypatch):
    assert outcomes(two_at_once(monkeypatch)) == {"NoneType": 2}
    assert set(Variant.objects.values_list("sku", flat=True)) == {"LPS-AMB-001", "LPS-AMB-002"}


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_twin_without_a_second_try_loses_one(monkeypatch):
    monkeypatch.setattr(sku, "TRIES", 1)
    assert outcomes(two_at_once(monkeypatch)) == {"NoneType": 1, "IntegrityError": 1}

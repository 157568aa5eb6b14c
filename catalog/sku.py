"""The SKU of a variant nobody gave one: the code of the UPT and its next number, LPS-AMB-018."""

import re
from itertools import count

from django.db import IntegrityError, transaction

from catalog.models import Variant
from facilities.models import Facility

# Each try loses only against somebody who took the number between reading and writing.
TRIES = 10


def next_sku(facility: Facility) -> str:
    """The number after the highest of this facility. `LPS-AMB-017-M` counts as 17."""
    start = f"{facility.code}-"
    taken = set(Variant.objects.filter(sku__startswith=start).values_list("sku", flat=True))
    numbers = re.compile(rf"{re.escape(start)}(\d{{1,5}})(?!\d)")
    highest = max((int(found[1]) for sku in taken if (found := numbers.match(sku))), default=0)
    return next(sku for n in count(highest + 1) if (sku := f"{start}{n:03d}") not in taken)


def save_numbered(variant: Variant) -> None:
    """Save a variant under the next SKU of its facility.

    The unique column decides who has a number; whoever comes second takes the one after it.
    Raises IntegrityError when the variant breaks another rule.
    """
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            with transaction.atomic():
                variant.sku = next_sku(variant.product.facility)
                variant.save()
            return
        except IntegrityError:
            if last or not Variant.objects.filter(sku=variant.sku).exists():
                raise

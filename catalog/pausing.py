"""A product rests until a day said beforehand: shown, not sold, and then sold again by itself.

Source: docs/rules/pausing.md. Orders that were placed before stay as they are.
"""

from datetime import date, datetime

from django.db import transaction

from catalog.models import Product
from facilities import pausing
from facilities.access import may
from facilities.pausing import PauseRefusedError

__all__ = ["PauseRefusedError", "pause_product", "resume_due", "resume_product"]


def pause_product(*, product: Product, resumes_on: date | None, by, at: datetime) -> Product:
    """Sell none until this day of the facility's calendar.

    Raises PauseRefusedError without the right, or for a day that is not between tomorrow and a
    year from now.
    """
    with transaction.atomic():
        product = _locked(product, by)
        pausing.check_day(resumes_on, product.facility.local_day(at))
        return _set(product, resumes_on)


def resume_product(*, product: Product, by) -> Product:
    """Sell it again now. Raises PauseRefusedError without the right."""
    with transaction.atomic():
        return _set(_locked(product, by), None)


def resume_due(*, at: datetime) -> int:
    """End the pauses of products and facilities whose day has come; returns how many."""
    ended = pausing.resume_due(at=at)
    due = Product.objects.filter(resumes_on__lte=pausing.latest_day(at))
    for waiting in due.select_related("facility"):
        today = waiting.facility.local_day(at)
        with transaction.atomic():
            product = Product.objects.select_for_update().get(pk=waiting.pk)
            # An officer may have moved the day meanwhile.
            if product.resumes_on and product.resumes_on <= today:
                _set(product, None)
                ended += 1
    return ended


def _locked(product: Product, by) -> Product:
    if not may(by, "pause", "product", product.facility):
        raise PauseRefusedError("Jeda produk diatur petugas UPT pemiliknya.")
    rows = Product.objects.select_related("facility").select_for_update(of=("self",))
    return rows.get(pk=product.pk)


def _set(product: Product, resumes_on: date | None) -> Product:
    product.resumes_on = resumes_on
    product.save(update_fields=["resumes_on", "updated_at"])
    return product

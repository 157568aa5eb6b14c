"""A product's way to the public on its page: what is missing, who is next, steps and pauses.

Each view takes the product's admin page, which knows who may do what.
"""

from functools import partial, update_wrapper

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog import completeness, pausing, publishing
from catalog.models import Product
from facilities.access import may
from facilities.admin_pauses import pause_page, resumed


def publication_urls(page) -> list:
    """Addresses below the product's own. page: the product's model admin."""

    def bound(view, *methods):
        wrapped = update_wrapper(partial(view, page), view)
        return page.admin_site.admin_view(require_http_methods([*methods, "POST"])(wrapped))

    return [
        path("<int:pk>/langkah/<slug:step>/", bound(take_step), name="catalog_product_step"),
        path("<int:pk>/jeda/", bound(pause, "GET", "HEAD"), name="catalog_product_pause"),
        path("<int:pk>/lanjut/", bound(resume), name="catalog_product_resume"),
    ]


def publication_panel(user, product) -> dict:
    """What the product's page shows of its way to the public."""
    way = [
        {
            "label": publishing.Publication(state).label,
            "is_here": state == product.status,
            "is_done": product.status in publishing.WAY[place:],
        }
        for place, state in enumerate(publishing.WAY)
    ]
    return {
        "way": [] if product.status == publishing.ARCHIVED else way,
        "next_hand": publishing.NEXT_HAND[product.status],
        "steps": publishing.steps_for(product, user),
        "report": completeness.report(product),
        "hints": publishing.hints(product, product.facility.local_day(timezone.now())),
        "may_pause": may(user, "pause", "product", product.facility),
    }


def take_step(page, request, pk, step):
    """One publishing step, then back to the product."""
    product = _visible(page, request, pk)
    try:
        product = publishing.take_step(
            product=product,
            step=step,
            by=request.user,
            note=request.POST.get("note", ""),
            at=timezone.now(),
        )
    except publishing.StepRefusedError as error:
        messages.error(request, str(error))
    else:
        text = f"Keadaan menjadi {product.get_status_display()}."
        page.log_change(request, product, text)
        messages.success(request, f"{product}: {text}")
    return HttpResponseRedirect(_page_of(pk))


def pause(page, request, pk):
    product = _pausable(page, request, pk)
    rest = partial(pausing.pause_product, product=product, by=request.user, at=timezone.now())
    return pause_page(
        page, request, product,
        pause=lambda day: rest(resumes_on=day), back=_page_of(pk), title="Jeda penjualan",
    )  # fmt: skip


def resume(page, request, pk):
    product = _pausable(page, request, pk)
    sell = partial(pausing.resume_product, product=product, by=request.user)
    return resumed(page, request, product, resume=sell, back=_page_of(pk))


def _page_of(pk) -> str:
    return reverse("admin:catalog_product_change", args=[pk])


def _visible(page, request, pk) -> Product:
    product = page.get_object(request, str(pk))
    if product is None:
        raise Http404
    return product


def _pausable(page, request, pk) -> Product:
    product = _visible(page, request, pk)
    if not may(request.user, "pause", "product", product.facility):
        raise PermissionDenied
    return product

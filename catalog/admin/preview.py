"""The product as the shopper will see it, before it is public or even saved.

Source: docs/decisions/0075-preview-by-undoing.md.
"""

from functools import partial, update_wrapper

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.formsets import all_valid
from django.http import Http404
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from catalog.product_page import context_of, product_and_others


def preview_urls(page) -> list:
    """Addresses of the preview: of a product there is, and of one that is being typed."""

    def bound(view, *methods):
        wrapped = update_wrapper(partial(view, page), view)
        return page.admin_site.admin_view(require_http_methods(methods)(wrapped))

    return [
        path("tampilan/", bound(preview_new, "POST"), name="catalog_product_preview_new"),
        path("<int:pk>/tampilan/", bound(preview, "GET", "HEAD", "POST"),
             name="catalog_product_preview"),
    ]  # fmt: skip


def preview(page, request, pk):
    """As it is saved; posted from the form: as it is typed, and nothing is saved."""
    product = page.get_object(request, str(pk))
    if product is None:
        raise Http404
    if request.method != "POST":
        return _as_shown(request, product, is_typed=False)
    if not page.has_change_permission(request, product):
        raise PermissionDenied
    return _as_typed(page, request, product)


def preview_new(page, request):
    """A product that was never saved, from the form that is being filled in."""
    if not page.has_add_permission(request):
        raise PermissionDenied
    return _as_typed(page, request, None)


def _as_typed(page, request, product):
    """Save the form as the page itself would, look at it, and undo everything."""
    with transaction.atomic():
        try:
            return _saved_and_shown(page, request, product)
        finally:
            transaction.set_rollback(True)


def _saved_and_shown(page, request, product):
    is_change = product is not None
    form = page.get_form(request, product, change=is_change)(
        request.POST, request.FILES, instance=product
    )
    is_valid = form.is_valid()
    typed = page.save_form(request, form, change=is_change) if is_valid else form.instance
    formsets, _ = page._create_formsets(request, typed, change=is_change)
    if not (all_valid(formsets) and is_valid):
        context = page.admin_site.each_context(request) | {
            "title": "Pratinjau", "subtitle": str(product or "Produk baru"), "opts": page.opts,
            "wrong": [text for one in _forms(form, formsets) for text in _sentences(one)],
        }  # fmt: skip
        return render(request, "admin/catalog/product/preview_wrong.html", context)
    page.save_model(request, typed, form, is_change)
    page.save_related(request, form, formsets, is_change)
    return _as_shown(request, typed, is_typed=True)


def _as_shown(request, product, *, is_typed):
    shown, *others = product_and_others(product.pk, hidden_too=True)
    context = context_of(shown, others) | {
        "is_typed": is_typed,
        "hidden_photos": product.photos.unfinished().count(),
    }
    return render(request, "admin/catalog/product/preview.html", context)


def _forms(form, formsets):
    yield form
    for formset in formsets:
        yield from formset.forms


def _sentences(form) -> list[str]:
    """`Harga: Wajib diisi.` for each wrong field of a form."""
    labels = {name: field.label for name, field in form.fields.items()}
    return [
        f"{labels[name]}: {error}" if labels.get(name) else error
        for name, errors in form.errors.items()
        for error in errors
    ]

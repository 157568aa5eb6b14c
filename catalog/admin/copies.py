"""The page behind "Salin": a new draft from a product there is."""

from functools import partial, update_wrapper

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from catalog.copying import LONGEST_NAME, NameTakenError, copy_product, free_name
from facilities.checked_words import CheckedWords


class CopyForm(CheckedWords, forms.Form):
    public_texts = ("name",)

    name = forms.CharField(label="Nama produk baru", max_length=LONGEST_NAME)
    with_photos = forms.BooleanField(label="Bawa juga fotonya", required=False)


def copy_urls(page) -> list:
    wrapped = update_wrapper(partial(copy, page), copy)
    view = page.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(wrapped))
    return [path("<int:pk>/salin/", view, name="catalog_product_copy")]


def copy(page, request, pk):
    """Ask for the new name, then on to the new draft."""
    product = page.get_object(request, str(pk))
    if product is None:
        raise Http404
    if not page.may(request, "add", product):
        raise PermissionDenied
    form = CopyForm(request.POST or None, initial={"name": free_name(product)})
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_product(product=product, **form.cleaned_data)
        except NameTakenError as error:
            form.add_error("name", str(error))
        else:
            page.log_addition(request, made, f"Disalin dari {product}.")
            messages.success(
                request, f"{made} tersimpan sebagai draf dengan SKU baru.{_left(made)}"
            )
            return HttpResponseRedirect(reverse("admin:catalog_product_change", args=[made.pk]))
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": "Salin produk",
        "subtitle": str(product),
        "product": product,
        "form": form,
        "button": "Buat salinan",
    }
    return render(request, "admin/catalog/stock_form.html", context)


def _left(product) -> str:
    return " Isi nomor P-IRT, BPOM, dan halal milik produk baru ini." if product.is_food else ""

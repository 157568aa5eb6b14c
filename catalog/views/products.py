"""The page of one product."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render

from catalog.product_page import context_of, product_and_others
from catalog.public import public_page


@public_page
def product_detail(request, slug, pk):
    found = product_and_others(pk)
    if not found:
        raise Http404
    product, *others = found
    if slug != product.slug:
        return HttpResponsePermanentRedirect(product.get_absolute_url())
    return render(request, "catalog/product_detail.html", context_of(product, others))

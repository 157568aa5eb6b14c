"""First lines; the pages follow."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def new_products_feed(request, **kwargs):
    return render(request, "base.html")


@require_safe
def robots(request, **kwargs):
    return render(request, "base.html")


@require_safe
def sitemap(request, **kwargs):
    return render(request, "base.html")

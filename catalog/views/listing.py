"""First lines; the pages follow."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def category_detail(request, **kwargs):
    return render(request, "base.html")


@require_safe
def product_list(request, **kwargs):
    return render(request, "base.html")

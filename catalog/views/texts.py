"""Pages of plain text: who we are, how to shop, the rules. Source: docs/rules/texts.md."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request):
    return render(request, "catalog/about.html")


@require_safe
def how_to_shop(request):
    return render(request, "catalog/how_to_shop.html")


@require_safe
def terms(request):
    return render(request, "catalog/terms.html")


@require_safe
def privacy(request):
    return render(request, "catalog/privacy.html")


@require_safe
def returns(request):
    return render(request, "catalog/returns.html")

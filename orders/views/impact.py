"""Dampak: for shoppers and press, from the figures the officials read, rounded."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog.public import public_page
from orders.reports.public import public_figures


@public_page
def impact(request):
    """Twelve full months of all facilities together."""
    context = {
        "figures": public_figures(at=timezone.now()),
        "crumbs": [("Beranda", reverse("catalog:home")), ("Dampak", "")],
    }
    return render(request, "orders/impact.html", context)

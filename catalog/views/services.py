"""First lines; the pages follow."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def service_detail(request, **kwargs):
    return render(request, "base.html")


@require_safe
def service_list(request, **kwargs):
    return render(request, "base.html")

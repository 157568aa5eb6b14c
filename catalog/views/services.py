"""Skill services: the list by craft, and one service with its tariff and who may come."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, When
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from catalog.models import Service
from catalog.public import public_page

PAGE_SIZE = 60
OTHERS_SHOWN = 4


@public_page(params=["jenis", "halaman"])
def service_list(request):
    craft = request.GET.get("jenis", "")
    if craft not in Service.Craft.values:
        craft = ""
    services = Service.objects.public().select_related("facility__regency__province")
    counts = dict(
        services.order_by().values_list("craft").annotate(n=Count("pk")).order_by("-n", "craft")
    )
    shown = services.filter(craft=craft) if craft else services
    page = Paginator(shown.order_by("craft", "name", "pk"), PAGE_SIZE)
    page.count = counts.get(craft, 0) if craft else sum(counts.values())
    context = {
        "here": "jasa",
        "crafts": [(key, Service.Craft(key).label, n) for key, n in counts.items()],
        "craft": craft,
        "craft_label": Service.Craft(craft).label if craft else "",
        "total": sum(counts.values()),
        "page": page.get_page(request.GET.get("halaman")),
        "crumbs": [("Beranda", reverse("catalog:home")), ("Jasa keterampilan", "")],
    }
    return render(request, "catalog/service_list.html", context)


@public_page
def service_detail(request, slug, pk):
    services = Service.objects.public().select_related(
        "facility__regency__province", "facility__regional_office"
    )
    service = get_object_or_404(services, pk=pk)
    if slug != service.slug:
        return HttpResponsePermanentRedirect(service.get_absolute_url())
    same_place_first = Case(When(facility=service.facility, then=0), default=1)
    others = services.exclude(pk=pk).filter(craft=service.craft) | services.exclude(pk=pk).filter(
        facility=service.facility
    )
    context = {
        "here": "jasa",
        "service": service,
        "facility": service.facility,
        "others": others.order_by(same_place_first, "name", "pk")[:OTHERS_SHOWN],
        "crumbs": [
            ("Beranda", reverse("catalog:home")),
            ("Jasa", reverse("catalog:service_list")),
            (service.name, ""),
        ],
    }
    return render(request, "catalog/service_detail.html", context)

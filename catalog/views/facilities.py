"""Who makes it: the list of facilities by province, one province, one facility."""

from django.db.models import F, FilteredRelation, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from catalog.cards import cards
from catalog.map import dots, in_words
from catalog.models import Product
from catalog.places import by_island, by_province, with_counts
from catalog.public import public_page
from facilities.models import Facility, Province
from facilities.models.facilities import SMALLEST_PUBLIC_GROUP

PRODUCTS_SHOWN = 12


@public_page(params=["q"])
def facility_list(request):
    wanted = request.GET.get("q", "").strip()[:100]
    everyone = list(with_counts(Facility.objects.public()))
    provinces = by_province(everyone)
    shown = [f for f in everyone if _is_about(f, wanted)] if wanted else everyone
    context = {
        "here": "upt",
        "wanted": wanted,
        "facility_count": len(everyone),
        "showing_count": sum(1 for f in everyone if f.product_count),
        "province_count": len(provinces),
        "found_count": len(shown),
        "islands": by_island(by_province(shown)),
        "dots": dots(provinces),
        "map_words": in_words(provinces),
        "crumbs": [("Beranda", reverse("catalog:home")), ("Lapas dan rutan", "")],
    }
    return render(request, "catalog/facility_list.html", context)


@public_page
def province_detail(request, slug):
    province = get_object_or_404(Province.objects.select_related("regional_office"), slug=slug)
    facilities = list(with_counts(Facility.objects.public().filter(regency__province=province)))
    products = Product.objects.public().filter(facility__regency__province=province)
    context = {
        "here": "upt",
        "province": province,
        "facilities": facilities,
        "product_count": sum(f.product_count for f in facilities),
        "products": cards(products.order_by("-published_at", "-pk")[:PRODUCTS_SHOWN]),
        "crumbs": [
            ("Beranda", reverse("catalog:home")),
            ("Lapas dan rutan", reverse("catalog:facility_list")),
            (province.short_name, ""),
        ],
    }
    return render(request, "catalog/province_detail.html", context)


@public_page
def facility_detail(request, slug):
    facility, groups = _with_groups(slug)
    products = facility.products.public().order_by("-published_at", "-pk")
    services = list(facility.services.public())
    context = {
        "here": "upt",
        "facility": facility,
        "groups": groups,
        "services": services,
        "products": cards(products[:PRODUCTS_SHOWN]),
        "crumbs": [
            ("Beranda", reverse("catalog:home")),
            ("Lapas dan rutan", reverse("catalog:facility_list")),
            (facility.short_name, ""),
        ],
    }
    return render(request, "catalog/facility_detail.html", context)


def _with_groups(slug):
    """The facility with its counts, and its groups of five people or more, in one query."""
    public = Q(
        producer_groups__is_active=True,
        producer_groups__member_count__gte=SMALLEST_PUBLIC_GROUP,
    )
    named = FilteredRelation("producer_groups", condition=public)
    rows = with_counts(Facility.objects.public().filter(slug=slug)).annotate(pokja=named)
    fields = ["name", "craft", "about", "member_count"]
    rows = rows.annotate(**{f"group_{field}": F(f"pokja__{field}") for field in fields})
    rows = list(rows.order_by("pokja__name"))
    if not rows:
        raise Http404
    groups = [{field: getattr(row, f"group_{field}") for field in fields} for row in rows]
    return rows[0], [group for group in groups if group["name"]]


def _is_about(facility: Facility, wanted: str) -> bool:
    province = facility.regency.province
    text = " ".join(
        [
            facility.name,
            facility.short_name,
            facility.city,
            facility.known_for,
            facility.regency.name,
            province.name,
            province.short_name,
        ]
    ).casefold()
    return all(word in text for word in wanted.casefold().split())

"""The catalogue: all goods, or those of one category, with search, filters and order."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from catalog.lexicon import lexicon
from catalog.listing import PARAMS, browse
from catalog.public import public_page


@public_page(params=PARAMS)
def product_list(request):
    listing = browse(request.path, request.GET, lexicon())
    if listing.text:
        heading = f"Hasil untuk “{listing.query.corrected or listing.text}”"
    else:
        heading = "Semua karya"
    crumbs = [("Beranda", reverse("catalog:home")), ("Semua karya", request.path)]
    return _page(request, listing, heading, crumbs, here="semua")


@public_page(params=PARAMS)
def category_detail(request, slug):
    names = lexicon()
    category = names.category(slug)
    if category is None:
        raise Http404("Kategori ini tidak ada.")
    listing = browse(request.path, request.GET, names, category)
    group = names.categories.get(category.above)
    crumbs = [
        ("Beranda", reverse("catalog:home")),
        ("Semua karya", reverse("catalog:product_list")),
    ]
    if group and group.name != category.name:
        crumbs.append((group.name, reverse("catalog:category_detail", args=[group.slug])))
    crumbs.append((category.name, request.path))
    return _page(request, listing, category.name, crumbs, here=(group or category).slug)


def _page(request, listing, heading, crumbs, here):
    # No facet or search has an address of its own for search engines.
    canonical = request.path
    if listing.is_plain and listing.page.number > 1:
        canonical = listing.address
    context = {
        "listing": listing,
        "heading": heading,
        "crumbs": crumbs,
        "here": here,
        "query": listing.text,
        "canonical": canonical,
    }
    return render(request, "catalog/product_list.html", context)

"""The product form follows the category: which parts it shows, and the choice that comes first."""

from django.shortcuts import render

from catalog import goods
from catalog.models import Category

from .product_forms import category_choices


def chosen_category(request) -> Category | None:
    """The category a new product begins with, from the address."""
    key = request.GET.get("category", "")
    return Category.objects.filter(pk=key).first() if key.isdecimal() else None


def asks_for_category(request) -> bool:
    """Whether a new product still has to say what it is. Without categories there is no choice."""
    if request.method != "GET" or request.GET.get("category"):
        return False
    return Category.objects.exists()


def choose_category(page, request):
    """First page of a new product: what is it? Every answer leads to the form that fits."""
    groups, single = [], []
    for name, below in category_choices()[1:]:
        if isinstance(below, list):
            *leaves, (key, _) = below  # the group itself comes last
            has_twin = any(label == name for _, label in leaves)
            rest = [] if has_twin else [(key, f"{name}, lainnya")]
            groups.append((name, [*leaves, *rest]))
        else:
            single.append((name, below))  # a group without categories: (key, name)
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": "Produk baru",
        "subtitle": None,
        "groups": [*groups, ("", single)] if single else groups,
    }
    return render(request, "admin/catalog/product/choose_category.html", context)


def form_parts(form) -> dict:
    """Class names that hide what is not asked, for this form and for every category."""
    by_category = {
        str(pk): _classes(kind) for pk, kind in Category.objects.values_list("pk", "goods")
    }
    asked = form.data.get("category") if form.is_bound else form.initial.get("category")
    asked = asked or form.instance.category_id
    return {
        "parts": by_category.get(str(asked), _classes(Category.Goods.PLAIN)),
        "parts_by_category": by_category,
    }


def _classes(kind: str) -> str:
    return " ".join(f"tanpa-{part}" for part in goods.left_out(kind))

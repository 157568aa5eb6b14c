"""Label: choose goods and numbers, then one sheet to print."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import production
from catalog.cards import with_covers
from catalog.finding import MOST_FOUND, find
from facilities.browser_features import camera_page
from orders import shelf_labels
from orders.forms.staff_labels import LabelChoice
from orders.staff_pages import staff_page
from orders.staff_shelf import LONGEST_TEXT, goods_of

MOST_CHOSEN = 100


@require_safe
@staff_page("view", "stock")
@camera_page
def staff_labels(request):
    """What was chosen stays while one looks for more; everything is in the address."""
    return _choose(request, LabelChoice(request.GET, timezone.localdate()))


@require_safe
@staff_page("view", "stock")
def staff_label_sheet(request):
    """The sheets as they leave the printer, or the choice again with what is wrong."""
    if not any(name.startswith("n-") for name in request.GET):
        return HttpResponseRedirect(reverse("orders:staff_labels"))
    choice = LabelChoice(request.GET, timezone.localdate())
    wanted = choice.wanted(choice.read(_chosen(request, choice)))
    if not wanted:
        return _choose(request, choice, status=422)
    context = {
        "kind": choice.kind,
        "kind_name": shelf_labels.KINDS[choice.kind],
        "sheets": list(shelf_labels.sheets_of(wanted, choice.kind, choice.day)),
        "query": request.GET.urlencode(),
    }
    return render(request, "orders/staff/label_sheet.html", context)


def _chosen(request, choice):
    keys = choice.keys()[:MOST_CHOSEN]
    rows = goods_of(request.user, request.facility).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _choose(request, choice, *, status=200):
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT]
    goods = goods_of(request.user, request.facility)
    chosen = _chosen(request, choice)
    found = find(goods, text) if text else production.made_lately(goods, most=MOST_FOUND)
    more = [row for row in found if row not in chosen]
    rows = choice.read(with_covers([*chosen, *more]))
    context = {
        "choice": choice,
        "kinds": shelf_labels.KINDS.items(),
        "text": text,
        "chosen": rows[: len(chosen)],
        "more": rows[len(chosen) :],
        "nothing": text and not found,
    }
    return render(request, "orders/staff/labels_to_print.html", context, status=status)

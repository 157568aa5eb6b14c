"""The service desk on a phone: who asks for what, one enquiry with its steps, one written down."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from catalog import service_days
from catalog.models import Publication, Service
from facilities.access import may
from orders import numbers, phones, service_desk, services
from orders.forms.services import EnquiryForm
from orders.links import enquiry_token
from orders.models import Enquiry
from orders.services.desk import TABS
from orders.staff_pages import staff_page, typed
from orders.whatsapp_texts import enquiry_chat

PAGE_SIZE = 30
may_see = staff_page("view", "enquiry")


@require_safe
@may_see
def staff_enquiries(request):
    """The list: what waits for an answer first."""
    rows = Enquiry.objects.visible_to(request.user, subject="enquiry")
    rows = rows.filter(facility=request.facility)
    tab = next((tab for tab in TABS if tab.name == request.GET.get("keadaan")), TABS[0])
    search = request.GET.get("q", "").replace("\0", "").strip()[:60]
    found = rows.filter(tab.condition).order_by(*tab.order)
    if search:
        found = rows.filter(_matching(search))
    counts = rows.aggregate(**{tab.name: Count("pk", filter=tab.condition) for tab in TABS[:-1]})
    found = found.select_related("service", "booking__day", "order")
    context = {
        "tabs": [(each, counts.get(each.name), each is tab) for each in TABS],
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("hal")),
        "tab": tab,
        "search": search,
        "query": urlencode({"q": search} if search else {"keadaan": tab.name}),
        "may_write": may(request.user, "answer", "enquiry", request.facility),
        "now": timezone.now(),
    }
    return render(request, "orders/staff/enquiries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_see
def staff_enquiry(request, number):
    """One enquiry; POST is one act on it."""
    enquiry = _enquiry(request, number)
    at = timezone.now()
    if request.method != "POST":
        return _show(request, enquiry)
    act = service_desk.BY_NAME.get(typed(request, "aksi"))
    if act is None:
        raise Http404
    if act not in service_desk.acts_for(enquiry, request.user):
        messages.error(request, "Langkah ini tidak tersedia lagi untuk permintaan ini.")
        return _back(enquiry)
    form = act.form(request.POST, enquiry=enquiry, at=at)
    if not form.is_valid():
        return _show(request, enquiry, forms={act.name: form})
    try:
        service_desk.press(act, form, enquiry=enquiry, by=request.user, at=at)
    except service_days.DayRefused as error:
        return _refused(request, number, act, form, "day", error)
    except services.EnquiryRefused as error:
        return _refused(request, number, act, form, error.field, error)
    messages.success(request, f"{enquiry.number}: {act.done}")
    return _back(enquiry)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("answer", "enquiry")
def staff_enquiry_new(request):
    """Write down what somebody asked at the counter or in a chat."""
    rows = Service.objects.visible_to(request.user).filter(
        facility=request.facility, status=Publication.LIVE
    )
    chosen = request.GET.get("jasa", "")
    service = rows.filter(pk=int(chosen)).first() if _is_key(chosen) else None
    if service is None:
        context = {"choices": rows.order_by("craft", "name", "pk")}
        return render(request, "orders/staff/enquiry_new.html", context)
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = EnquiryForm(data, service=service, at=at, for_officer=True)
    status = 200
    if data is not None:
        status = 422
        # A second press finds the first one, also when it took the last place of that day.
        first = services.enquiry_with(form.new_key)
        if first is not None and not form.is_valid():
            return _back(first)
        if form.is_valid():
            try:
                enquiry = services.ask(service=service, at=at, by=request.user, **form.wish)
                messages.success(request, f"Permintaan {enquiry.number} tercatat.")
                return _back(enquiry)
            except service_days.DayRefused as error:
                form.add_error("day", str(error))
            except services.EnquiryRefused as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"form": form, "service": service}
    return render(request, "orders/staff/enquiry_new.html", context, status=status)


def _matching(words: str) -> Q:
    """Enquiries by number, name, service or telephone, however its digits are written."""
    condition = (
        Q(number__icontains=words) | Q(name__icontains=words) | Q(service__name__icontains=words)
    )
    if digits := phones.searched(words):
        condition |= Q(phone__contains=digits)
    return condition


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 18


def _enquiry(request, number):
    """The enquiry where the person may see it: there, the page speaks of its facility."""
    if not numbers.is_number(number):
        raise Http404
    rows = Enquiry.objects.visible_to(request.user, subject="enquiry").select_related(
        "service__facility", "facility", "booking__day", "order__payment"
    )
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404
    request.facility = found.facility
    return found


def _refused(request, number, act, form, field, error):
    """The page with what was wrong; above it where the enquiry has moved on and the act is gone."""
    enquiry = _enquiry(request, number)
    if act not in service_desk.acts_for(enquiry, request.user):
        messages.error(request, str(error))
        return _back(enquiry)
    form.add_error(field if field in form.fields else None, str(error))
    return _show(request, enquiry, forms={act.name: form})


def _back(enquiry):
    return HttpResponseRedirect(reverse("orders:staff_enquiry", args=[enquiry.number]))


def _show(request, enquiry, *, forms=None):
    forms, at = forms or {}, timezone.now()
    acts = service_desk.acts_for(enquiry, request.user)
    items = [
        {"act": act, "form": forms.get(act.name) or act.form(enquiry=enquiry, at=at)}
        for act in acts
    ]
    context = {
        "enquiry": enquiry,
        "items": items,
        "events": enquiry.events.select_related("by"),
        "chat": enquiry_chat(enquiry),
        "public_page": reverse("orders:enquiry", args=[enquiry_token(enquiry)]),
        "may_answer": may(request.user, "answer", "enquiry", enquiry.facility),
    }
    return render(request, "orders/staff/enquiry.html", context, status=422 if forms else 200)

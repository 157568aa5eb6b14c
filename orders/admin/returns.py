"""Goods given back: the queue, and one page per request with the steps that are due."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST

from facilities.access import may
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders import returns
from orders.aftersales import RETURN_TASKS
from orders.models import ReturnRequest
from orders.templatetags.return_words import return_status
from orders.whatsapp_texts import chat_address

from .money import order_link
from .order_filters import TaskFilter
from .return_forms import FORMS

# Step -> the right it takes, the words on its button and what is said afterwards.
STEPS = {
    "setujui": ("answer", "Setujui", "Pengembalian disetujui; pembeli diberi tahu."),
    "tolak": ("answer", "Tolak", "Pengembalian ditolak; pembeli membaca alasannya."),
    "terima": ("receive", "Catat barang yang kembali", "Barang yang kembali tercatat di stok."),
    "ganti": ("settle", "Kirim pengganti", "Pengganti keluar dari stok."),
    "dana": ("settle", "Minta pengembalian dana", "Dana diminta; petugas kedua membayarnya."),
}


class ReturnTaskFilter(TaskFilter):
    tasks = RETURN_TASKS


@admin.register(ReturnRequest)
class ReturnRequestAdmin(HistoryAdmin):
    subject = "returned"
    list_display = ("nomor", "facility", "status", "goods", "wish", "age")
    list_select_related = ("order__facility", "refund")
    list_filter = (ReturnTaskFilter, FacilityFilter, "state", "cause", "wish")
    search_fields = ("order__number", "order__lines__name")
    search_help_text = "Cari nomor pesanan atau barang."
    date_hierarchy = "asked_at"

    @admin.display(description="Pesanan", ordering="order__number")
    def nomor(self, request):
        return request.order.number

    @admin.display(description="UPT", ordering="order__facility__short_name")
    def facility(self, request):
        return str(request.order.facility)

    @admin.display(description="Keadaan", ordering="state")
    def status(self, request):
        return status_tag(request)

    @admin.display(description="Barang")
    def goods(self, request):
        rows = request.lines.all()
        text = ", ".join(f"{row.quantity} × {row.line.name}" for row in rows)
        cause = request.get_cause_display()
        return format_html('<span>{}<span class="from">{}</span></span>', text, cause)

    @admin.display(description="Umur", ordering="asked_at")
    def age(self, request):
        return timesince(request.asked_at, depth=1)

    def get_ordering(self, request):
        """Whoever looks at one task takes the longest waiting first."""
        if request.GET.get(ReturnTaskFilter.parameter_name):
            return ["asked_at", "pk"]
        return super().get_ordering(request)

    def get_changelist_instance(self, request):
        found = super().get_changelist_instance(request)
        found.result_list = found.result_list.prefetch_related("lines__line")
        return found

    # One request.
    def get_urls(self):
        view = self.admin_site.admin_view
        own = path("<int:pk>/langkah/<slug:step>/", view(self.step), name="orders_return_step")
        return [own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._show(request, self._visible(request, object_id))

    @method_decorator(require_POST)
    def step(self, request, pk, step):
        """Take one step, then back to the request."""
        found = self._visible(request, pk)
        if step not in _steps_of(found, request.user):
            messages.error(request, "Langkah ini tidak tersedia lagi untuk permintaan ini.")
            return self._back(pk)
        form = FORMS[step](request.POST, request=found, lines=_lines_of(found))
        if not form.is_valid():
            return self._show(request, found, forms={step: form})
        try:
            _act(step, form, found, by=request.user, at=timezone.now())
        except returns.ReturnNotAllowed as error:
            found = self._visible(request, pk)
            return self._show(request, found, forms={step: form}, refusal=str(error))
        text = STEPS[step][2]
        self.log_change(request, found, text)
        messages.success(request, f"{found.order.number}: {text}")
        return self._back(pk)

    def get_object(self, request, object_id, from_field=None):
        rows = self.get_queryset(request).select_related(
            "order__facility", "order__checkout", "order__payment", "order__shipment", "refund",
            "decided_by", "received_by", "settled_by",
        )  # fmt: skip
        return rows.filter(pk=object_id).first() if str(object_id).isdecimal() else None

    def _visible(self, request, pk):
        found = self.get_object(request, str(pk))
        if found is None:
            raise Http404
        return found

    def _back(self, pk):
        return HttpResponseRedirect(reverse("admin:orders_returnrequest_change", args=[pk]))

    def _show(self, request, found, *, forms=None, refusal=""):
        forms = forms or {}
        lines = _lines_of(found)
        names = _steps_of(found, request.user)
        steps = [
            {
                "name": name,
                "label": STEPS[name][1],
                "form": forms.get(name) or FORMS[name](request=found, lines=lines),
            }
            for name in names
        ]
        wished = "dana" if found.wish == ReturnRequest.Wish.REFUND else "ganti"
        steps.sort(key=lambda item: item["name"] != wished)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Pengembalian {found.order.number}",
            "returned": found,
            "order": found.order,
            "order_link": order_link(found.order),
            "facility": found.order.facility,
            "checkout": found.order.checkout,
            "status": status_tag(found),
            "refusal": refusal,
            "lines": lines,
            "photos": found.photos.all(),
            "steps": [item for item in steps if item["name"] != "tolak"],
            "refusing": next((item for item in steps if item["name"] == "tolak"), None),
            "whatsapp": chat_address(found.order),
        }
        status = 422 if forms else 200
        return render(request, "admin/orders/return_page.html", context, status=status)


def status_tag(request):
    """The state of a return as a coloured word."""
    tones = {"asked": "warn", "accepted": "info", "received": "warn", "done": "ok",
             "refused": "bad"}  # fmt: skip
    tone = "warn" if request.is_refund_refused else tones.get(request.state, "plain")
    return format_html('<span class="tag tag-{}">{}</span>', tone, return_status(request))


def _lines_of(found):
    return list(found.lines.select_related("line").order_by("line__position"))


def _steps_of(found, user) -> list[str]:
    """Names of the steps that are due and that this officer may take."""
    names = []
    if found.is_asked:
        names = ["setujui", "tolak"]
    elif found.waits_for_goods:
        names = ["terima", "tolak"]
    elif found.is_to_settle:
        names = ["ganti"]
        if found.order.payment.received_amount:
            names.append("dana")
        if found.can_withdraw:  # agreed to, nothing sent yet
            names.append("tolak")
    facility = found.order.facility
    return [name for name in names if may(user, STEPS[name][0], "returned", facility)]


def _act(step, form, found, *, by, at) -> None:
    data = form.cleaned_data
    common = {"request": found, "by": by, "at": at}
    if step == "setujui":
        returns.accept(answer=data["answer"], sends_back=data["sends_back"] == "ya", **common)
    elif step == "tolak":
        returns.refuse(answer=data["answer"], **common)
    elif step == "terima":
        returns.receive(back=form.back, **common)
    elif step == "ganti":
        returns.replace(
            pieces=form.pieces, courier=data["courier"],
            tracking_number=data["tracking_number"], **common,
        )  # fmt: skip
    else:
        returns.pay_back(pieces=form.pieces, other_amount=data["other_amount"] or 0, **common)

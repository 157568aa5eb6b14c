"""Requests about personal data: the queue, and one page per request with its deadline."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from catalog.dates import tanggal_waktu
from catalog.templatetags.links import phone
from facilities.access import may
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders import privacy
from orders.aftersales import PRIVACY_TASKS
from orders.models import CONTACT_LABELS, PrivacyRequest
from orders.whatsapp_texts import chat_address

from .money import order_link
from .order_filters import TaskFilter

DONE = {
    "perbaiki": "Data pembeli diperbaiki.",
    "hapus": "Penghapusan disetujui; data dihapus setelah surat terakhir terkirim dan tidak ada "
    "lagi yang berjalan.",
    "tolak": "Permintaan ditolak; pembeli membaca alasannya.",
}


class PrivacyTaskFilter(TaskFilter):
    tasks = PRIVACY_TASKS


class RefuseForm(forms.Form):
    answer = forms.CharField(label="Alasan", max_length=300, help_text="Pembeli membacanya.")


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(HistoryAdmin):
    subject = "privacy"
    list_display = ("nomor", "facility", "kind", "status", "asked", "deadline")
    list_select_related = ("order__facility",)
    list_filter = (PrivacyTaskFilter, FacilityFilter, "kind", "state")
    search_fields = ("order__number",)
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

    @admin.display(description="Diminta", ordering="asked_at")
    def asked(self, request):
        return tanggal_waktu(request.asked_at, request.order.facility.zone)

    @admin.display(description="Paling lambat", ordering="due_at")
    def deadline(self, request):
        text = tanggal_waktu(request.due_at, request.order.facility.zone)
        if request.is_asked and request.due_at < timezone.now():
            return format_html('<span class="tag tag-bad">Terlambat</span> {}', text)
        return text

    def get_ordering(self, request):
        """Whoever looks at one task takes the nearest deadline first."""
        if request.GET.get(PrivacyTaskFilter.parameter_name):
            return ["due_at", "pk"]
        return super().get_ordering(request)

    # One request.
    def get_urls(self):
        view = self.admin_site.admin_view
        own = path("<int:pk>/langkah/<slug:step>/", view(self.step), name="orders_privacy_step")
        return [own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._show(request, self._visible(request, object_id))

    @method_decorator(require_POST)
    def step(self, request, pk, step):
        """Carry out or refuse, then back to the request."""
        found = self._visible(request, pk)
        if step not in DONE or not self._may_decide(request, found):
            messages.error(request, "Langkah ini tidak tersedia lagi untuk permintaan ini.")
            return self._back(pk)
        form = RefuseForm(request.POST if step == "tolak" else None)
        if step == "tolak" and not form.is_valid():
            return self._show(request, found, refuse_form=form)
        try:
            self._act(step, form, found, by=request.user, at=timezone.now())
        except privacy.PrivacyNotAllowed as error:
            found = self._visible(request, pk)
            return self._show(request, found, refusal=str(error))
        self.log_change(request, found, DONE[step])
        messages.success(request, f"{found.order.number}: {DONE[step]}")
        return self._back(pk)

    @staticmethod
    def _act(step, form, found, *, by, at):
        if step == "perbaiki":
            privacy.correct(request=found, by=by, at=at)
        elif step == "hapus":
            privacy.accept_erasure(request=found, by=by, at=at)
        else:
            privacy.refuse(request=found, answer=form.cleaned_data["answer"], by=by, at=at)

    def get_object(self, request, object_id, from_field=None):
        rows = self.get_queryset(request).select_related(
            "order__facility", "order__checkout", "checkout", "decided_by"
        )
        return rows.filter(pk=object_id).first() if str(object_id).isdecimal() else None

    def _visible(self, request, pk):
        found = self.get_object(request, str(pk))
        if found is None:
            raise Http404
        return found

    def _back(self, pk):
        return HttpResponseRedirect(reverse("admin:orders_privacyrequest_change", args=[pk]))

    @staticmethod
    def _may_decide(request, found):
        return found.is_asked and may(request.user, "decide", "privacy", found.order.facility)

    def _show(self, request, found, *, refuse_form=None, refusal=""):
        is_wrong = refuse_form is not None or refusal
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{found.get_kind_display()} {found.order.number}",
            "asked": found,
            "order_link": order_link(found.order),
            "facility": found.order.facility,
            "checkout": found.checkout,
            "status": status_tag(found),
            "is_late": found.is_asked and found.due_at < timezone.now(),
            "changes": _changes_of(found),
            "open_matters": privacy.open_matters(found.checkout) if found.is_erasure else [],
            "may_decide": self._may_decide(request, found),
            "refuse_form": refuse_form or RefuseForm(),
            "refusal": refusal,
            "whatsapp": chat_address(found.order),
        }  # fmt: skip
        status = 422 if is_wrong else 200
        return render(request, "admin/orders/privacy_page.html", context, status=status)


def _changes_of(found):
    """(label, as it is, as it shall be) of a correction that waits."""
    return [
        (capfirst(CONTACT_LABELS[name]), shown(getattr(found.checkout, name) or ""), shown(value))
        for name, value in (found.wanted.items() if found.is_asked else ())
        for shown in [phone if name == "phone" else str]
    ]


def status_tag(request):
    """The state of a request as a coloured word."""
    tones = {"asked": "warn", "accepted": "info", "done": "ok", "refused": "bad"}
    return format_html(
        '<span class="tag tag-{}">{}</span>',
        tones.get(request.state, "plain"),
        request.get_state_display(),
    )

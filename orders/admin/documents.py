"""The list of papers, each with its page, and the buttons that issue and void."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from catalog.money import rupiah
from facilities.access import may
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders import documents
from orders.models import Document, Order

from .document_forms import IssueForm, VoidForm
from .money import order_link
from .order_page import show_order


class ValidityFilter(admin.SimpleListFilter):
    title = "berlaku"
    parameter_name = "berlaku"

    def lookups(self, request, model_admin):
        return [("ya", "Berlaku"), ("batal", "Dibatalkan")]

    def queryset(self, request, queryset):
        if self.value() in ("ya", "batal"):
            return queryset.filter(voided_at__isnull=self.value() == "ya")
        return queryset


@admin.register(Document)
class DocumentAdmin(HistoryAdmin):
    subject = "document"
    list_display = ("number", "facility", "kind", "pesanan", "total", "issued_at", "validity")
    list_select_related = ("facility", "order")
    list_filter = (FacilityFilter, "kind", ValidityFilter)
    search_fields = ("number", "order__number", "order__checkout__office_name", "code")
    search_help_text = "Cari nomor surat, nomor pesanan, instansi, atau kode periksa."
    date_hierarchy = "issued_at"

    @admin.display(description="Pesanan", ordering="order__number")
    def pesanan(self, document):
        return order_link(document.order)

    @admin.display(description="Nilai", ordering="amount")
    def total(self, document):
        return self.empty_value_display if document.amount is None else rupiah(document.amount)

    @admin.display(description="Berlaku", ordering="voided_at")
    def validity(self, document):
        if document.is_void:
            return format_html('<span class="tag tag-bad">{}</span>', "Dibatalkan")
        return format_html('<span class="tag tag-ok">{}</span>', "Berlaku")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("facts", "buyer")

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("terbitkan/<int:order_pk>/<str:kind>/", view(self.issue),
                 name="orders_document_issue"),
            path("<int:pk>/batalkan/", view(self.void), name="orders_document_void"),
        ]  # fmt: skip
        return [*own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        document = self.get_object(request, object_id)
        if document is None or not self.has_view_permission(request, document):
            raise Http404
        return self._show(request, document)

    @method_decorator(require_POST)
    def issue(self, request, order_pk, kind):
        """Issue one paper of an order, then back to the order."""
        order = self._order(request, order_pk)
        if kind not in documents.PAPERS:
            raise Http404
        form = IssueForm(request.POST, kind=kind)
        if not form.is_valid():
            return show_order(self._desk, request, order, forms={form.prefix: form})
        try:
            document = documents.issue(
                order=order,
                kind=kind,
                by=request.user,
                at=timezone.now(),
                reference=form.cleaned_data["reference"],
            )
        except documents.DocumentNotAllowed as error:
            return show_order(
                self._desk, request, order, forms={form.prefix: form}, refusal=str(error)
            )
        self.log_addition(request, document, [{"added": {}}])
        messages.success(request, f"{document.get_kind_display()} {document.number} terbit.")
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order.pk]))

    @method_decorator(require_POST)
    def void(self, request, pk):
        """Declare the paper void, with the reason."""
        document = self.get_object(request, str(pk))
        if document is None:
            raise Http404
        form = VoidForm(request.POST)
        if form.is_valid():
            try:
                documents.void(
                    document=document,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=timezone.now(),
                )
            except documents.DocumentNotAllowed as error:
                form.add_error(None, str(error))
            else:
                self.log_change(request, document, "Dibatalkan")
                messages.success(
                    request, f"{document.number} dibatalkan. Nomornya tidak dipakai lagi."
                )
                return HttpResponseRedirect(reverse("admin:orders_document_change", args=[pk]))
        return self._show(request, document, form=form, status=422)

    @property
    def _desk(self):
        """The admin page of orders, which shows what was refused."""
        return self.admin_site.get_model_admin(Order)

    def _order(self, request, pk) -> Order:
        order = self._desk.get_object(request, str(pk))
        if order is None:
            raise Http404
        return order

    def _show(self, request, document, *, form=None, status=200):
        may_void = not document.is_void and may(request.user, "void", "document", document.facility)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": document.number,
            "document": document,
            "facility": document.facility,
            "form": form or (VoidForm() if may_void else None),
        }
        return render(request, "admin/orders/document_page.html", context, status=status)

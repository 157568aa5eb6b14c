"""Impor lembar: take goods down as a spreadsheet, send it back, look, and write all or nothing."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from catalog import sheets
from catalog.models import SheetImport, StockLevel, Variant
from catalog.money import ribuan
from catalog.sheets import PlanChanged, SheetRefused
from catalog.sheets.writing import KINDS
from facilities.access import may, scope_of
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin

from .sheet_forms import SheetForm, places_of

ROWS_ON_A_PAGE = 100


@admin.register(SheetImport)
class SheetImportAdmin(HistoryAdmin):
    """Sheets that were sent; a draft opens as what it would change."""

    subject = "product"
    change_list_template = "admin/catalog/sheets/change_list.html"
    list_display = ("file_name", "facility", "kind", "outcome", "sent_by", "sent_at")
    list_select_related = ("facility", "sent_by")
    list_filter = (FacilityFilter, "kind", "state")
    search_fields = ("file_name",)
    search_help_text = "Cari nama berkas."
    date_hierarchy = "sent_at"

    @admin.display(description="Hasil", ordering="state")
    def outcome(self, sheet):
        if sheet.is_draft:
            return format_html('<span class="tag tag-warn">{}</span>', "Belum disimpan")
        return f"{ribuan(sheet.new_rows)} baru, {ribuan(sheet.changed_rows)} berubah"

    def may(self, request, right, obj=None):
        """Who may import sees what was sent."""
        return super().may(request, "import" if right in ("view", "add") else right, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request, obj=None):
        return self.may(request, "add")

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("unduh/<slug:what>.<slug:kind>", view(self.download),
                 name="catalog_sheet_download"),
            path("<int:pk>/simpan/", view(self.write), name="catalog_sheet_write"),
            path("<int:pk>/buang/", view(self.discard), name="catalog_sheet_discard"),
        ]  # fmt: skip
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**_links(request), **(extra_context or {})})

    def add_view(self, request, form_url="", extra_context=None):
        """Send a file."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        places = places_of(request.user)
        form = SheetForm(
            request.POST or None, request.FILES or None, places=places,
            looked_for=request.GET.get("cari", ""),
        )  # fmt: skip
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                sheet = sheets.take_in(
                    facility=form.place, kind=form.cleaned_data["kind"], file_name=upload.name,
                    data=upload.read(), by=request.user, at=timezone.now(),
                )  # fmt: skip
            except SheetRefused as error:
                form.add_error("file", str(error))
            else:
                self.log_addition(request, sheet, "Lembar dikirim untuk diperiksa.")
                return HttpResponseRedirect(_address(sheet))
        context = {
            **self.admin_site.each_context(request), **_links(request), "opts": self.opts,
            "title": "Impor lembar", "form": form,
        }  # fmt: skip
        status = 422 if form.errors else 200
        return render(request, "admin/catalog/sheets/send.html", context, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._show(request, self._visible(request, object_id))

    def _show(self, request, sheet, *, refusal="", status=200):
        """What a draft would change, or what a written one did."""
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "sheet": sheet,
            "title": str(sheet), "refusal": refusal,
        }  # fmt: skip
        if sheet.is_draft:
            plan = sheets.plan_of(sheet)
            rows = plan.wrong or [row for row in plan.rows if row.is_new or row.changes]
            page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("hal"))
            context |= {"plan": plan, "page": page, "warned": plan.warned[:ROWS_ON_A_PAGE]}
        return render(request, "admin/catalog/sheets/plan.html", context, status=status)

    @method_decorator(require_POST)
    def write(self, request, pk):
        """Do exactly what the page showed."""
        sheet = self._visible(request, pk)
        mark = request.POST.get("mark", "")
        try:
            plan = sheets.write(
                sheet=sheet, mark=mark, by=request.user, at=timezone.now(),
                words_checked="diperiksa" in request.POST,
            )  # fmt: skip
        except (PlanChanged, SheetRefused) as error:
            sheet.refresh_from_db()
            return self._show(request, sheet, refusal=str(error), status=409)
        text = f"{ribuan(len(plan.new))} barang baru, {ribuan(len(plan.changed))} berubah."
        self.log_change(request, sheet, text)
        messages.success(request, f"Lembar tersimpan: {text}")
        return HttpResponseRedirect(_address(sheet))

    @method_decorator(require_POST)
    def discard(self, request, pk):
        """Throw a draft away: the wrong file was sent."""
        sheet = self._visible(request, pk)
        if sheets.discard(sheet=sheet):
            messages.success(request, "Lembar dibuang; tidak ada yang berubah.")
            return HttpResponseRedirect(reverse("admin:catalog_sheetimport_changelist"))
        return HttpResponseRedirect(_address(sheet))

    @method_decorator(require_http_methods(["GET"]))
    def download(self, request, what, kind):
        """Goods, stock, or an empty sheet, as a file of the places this person may export."""
        if what not in ("produk", "stok", "contoh") or kind not in KINDS:
            raise Http404
        places = scope_of(request.user).places("export", "product")
        if places == frozenset():
            raise PermissionDenied
        try:
            data = _file(request.user, what, kind, places)
        except SheetRefused as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:catalog_sheetimport_changelist"))
        name = f"{what}-{timezone.localdate():%Y-%m-%d}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(data, content_type=KINDS[kind], headers=headers)

    def _visible(self, request, pk):
        rows = SheetImport.objects.visible_to(request.user).select_related("facility")
        sheet = rows.filter(pk=pk).first() if str(pk).isdecimal() else None
        if sheet is None:
            raise Http404
        if not self.may(request, "import", sheet):
            raise PermissionDenied
        return sheet


def _file(user, what, kind, places) -> bytes:
    if what == "stok":
        levels = StockLevel.objects.visible_to(user, subject="stock")
        if places is not None:
            levels = levels.filter(variant__product__facility__in=places)
        return sheets.stock_sheet(kind, levels)
    if what == "contoh":
        return sheets.product_template(kind, (places_of(user) or [None])[0])
    variants = Variant.objects.visible_to(user, subject="product")
    if places is not None:
        variants = variants.filter(product__facility__in=places)
    return sheets.product_sheet(kind, variants)


def _links(request) -> dict:
    """Which files this person may take down."""
    return {
        "may_export": may(request.user, "export", "product"),
        "may_import": may(request.user, "import", "product"),
        "may_see_stock": may(request.user, "view", "stock"),
    }


def _address(sheet) -> str:
    return reverse("admin:catalog_sheetimport_change", args=[sheet.pk])

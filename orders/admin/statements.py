"""Mutasi rekening: send a file, say which column holds what, book what is certain."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from catalog.dates import tanggal
from catalog.money import rupiah
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders import statements
from orders.models import BankStatement, StatementLine, StatementMapping
from orders.statements import StatementRefused
from orders.states import StepNotAllowed

from .money import order_link
from .statement_forms import AssignForm, DismissForm, ImportForm, LayoutForm, accounts_of
from .statement_page import open_matches, show_statement

REFUSALS = (StatementRefused, StepNotAllowed)


@admin.register(BankStatement)
class BankStatementAdmin(HistoryAdmin):
    """Files of movements; each opens as a page to work through."""

    subject = "statement"
    list_display = ("account", "facility", "days", "open_rows", "uploaded_at")
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "state")
    search_fields = ("account_number", "file_name")
    date_hierarchy = "uploaded_at"

    @admin.display(description="Rekening", ordering="account_number")
    def account(self, statement):
        return f"{statement.bank_name} {statement.account_number}".strip()

    @admin.display(description="Tanggal mutasi", ordering="first_day")
    def days(self, statement):
        if statement.is_draft:
            return format_html('<span class="tag tag-warn">{}</span>', "Kolom belum dipastikan")
        if statement.first_day is None:
            return "–"
        if statement.first_day == statement.last_day:
            return tanggal(statement.first_day)
        return f"{tanggal(statement.first_day)} – {tanggal(statement.last_day)}"

    @admin.display(description="Belum diputuskan", ordering="open_")
    def open_rows(self, statement):
        if statement.is_draft:
            return "–"
        tone = "warn" if statement.open_ else "ok"
        return format_html('<span class="tag tag-{}">{}</span>', tone, statement.open_)

    def get_queryset(self, request):
        rows = super().get_queryset(request).defer("content")
        waiting = Q(lines__state=StatementLine.State.OPEN)
        return rows.annotate(open_=Count("lines", filter=waiting))

    def has_add_permission(self, request, obj=None):
        return self.may(request, "add")

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/kolom/", view(self.columns), name="orders_statement_columns"),
            path("<int:pk>/batal/", view(self.discard), name="orders_statement_discard"),
            path("<int:pk>/bukukan/", view(self.book), name="orders_statement_book"),
            path("baris/<int:pk>/pasangkan/", view(self.assign), name="orders_line_assign"),
            path("baris/<int:pk>/abaikan/", view(self.dismiss), name="orders_line_dismiss"),
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        """Send a file."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        accounts = accounts_of(request.user)
        form = ImportForm(
            request.POST or None, request.FILES or None, accounts=accounts,
            looked_for=request.GET.get("cari", ""),
        )  # fmt: skip
        if request.method == "POST" and form.is_valid():
            facility, bank, number = form.place
            upload = form.cleaned_data["file"]
            try:
                statement = statements.take_in(
                    facility=facility, bank_name=bank, account_number=number,
                    file_name=upload.name, data=upload.read(), by=request.user, at=timezone.now(),
                )  # fmt: skip
            except StatementRefused as error:
                form.add_error("file", str(error))
            else:
                self.log_addition(request, statement, "Mutasi dikirim.")
                return self._to(statement)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts,
            "title": "Impor mutasi rekening", "form": form, "has_accounts": bool(accounts),
        }  # fmt: skip
        status = 422 if form.errors else 200
        return render(request, "admin/orders/statement_import.html", context, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        statement = self._visible(request, object_id)
        if statement.is_draft:
            return self._to(statement)
        return show_statement(self, request, statement)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def columns(self, request, pk):
        """Say which column holds what; see what would be read before it is."""
        statement = self._visible(request, pk, right="add")
        if not statement.is_draft:
            return self._to(statement)
        today = statement.facility.local_day(timezone.now())
        sheet, layout = statements.suggested(statement, today=today)
        form = LayoutForm(request.POST or None, sheet=sheet, layout=layout)
        refusal, seen = "", layout
        if request.method == "POST" and form.is_valid():
            seen = form.layout
            if "lihat" not in request.POST:
                try:
                    statement = statements.confirm_layout(
                        statement=statement, layout=seen, by=request.user, at=timezone.now()
                    )
                except StatementRefused as error:
                    refusal = str(error)
                else:
                    return self._to(statement)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts,
            "title": "Susunan kolom mutasi", "statement": statement, "form": form,
            "sheet": sheet, "numbers": range(1, sheet.width + 1), "refusal": refusal,
            "contents": statements.contents_of(statement, sheet, seen, today=today),
        }  # fmt: skip
        status = 422 if form.errors or refusal else 200
        return render(request, "admin/orders/statement_columns.html", context, status=status)

    @method_decorator(require_POST)
    def discard(self, request, pk):
        """Throw a draft away: the wrong file was sent."""
        statement = self._visible(request, pk, right="add")
        if statements.discard(statement=statement):
            messages.success(request, "Berkas dibuang; tidak ada yang dibaca darinya.")
            return HttpResponseRedirect(reverse("admin:orders_bankstatement_changelist"))
        return self._to(statement)

    @method_decorator(require_POST)
    def book(self, request, pk):
        """Book every certain row in one transaction."""
        statement = self._visible(request, pk, right="change")
        try:
            booked = statements.book_certain(
                statement=statement, by=request.user, at=timezone.now()
            )
        except REFUSALS as error:
            return show_statement(self, request, statement, refusal=str(error))
        text = f"{booked.count} baris dibukukan, {rupiah(booked.amount)}."
        if booked.linked:
            text += f" {booked.linked} baris dihubungkan dengan yang sudah dibukukan petugas."
        self.log_change(request, statement, text)
        messages.success(request, text)
        for line, why in booked.refused:
            messages.warning(request, f"{tanggal(line.day)}, {rupiah(line.amount)}: {why}")
        return self._to(statement)

    @method_decorator(require_POST)
    def assign(self, request, pk):
        """An officer says whose money a row is."""
        statement, match = self._match(request, pk)
        form = AssignForm(request.POST, match=match)

        def act():
            payment = form.cleaned_data["chosen"]
            statements.assign(line=match.line, payment=payment, by=request.user, at=timezone.now())
            return f"{rupiah(match.line.amount)} dibukukan untuk {payment.order.number}."

        return self._act(request, statement, ("pasangkan", pk), form, act)

    @method_decorator(require_POST)
    def dismiss(self, request, pk):
        """The row is no order's money."""
        statement, match = self._match(request, pk)
        form = DismissForm(request.POST, match=match)

        def act():
            reason = form.cleaned_data["reason"]
            statements.dismiss(line=match.line, reason=reason, by=request.user, at=timezone.now())
            return f"{rupiah(match.line.amount)}: bukan pesanan."

        return self._act(request, statement, ("abaikan", pk), form, act)

    def _act(self, request, statement, key, form, act):
        if not form.is_valid():
            return show_statement(self, request, statement, forms={key: form})
        try:
            text = act()
        except REFUSALS as error:
            return show_statement(self, request, statement, forms={key: form}, refusal=str(error))
        self.log_change(request, statement, text)
        messages.success(request, text)
        return self._to(statement)

    def _visible(self, request, pk, *, right="view"):
        rows = BankStatement.objects.visible_to(request.user).select_related("facility")
        statement = rows.filter(pk=pk).first() if str(pk).isdecimal() else None
        if statement is None:
            raise Http404
        if not self.may(request, right, statement):
            raise PermissionDenied
        return statement

    def _match(self, request, line_pk):
        lines = StatementLine.objects.visible_to(request.user)
        line = lines.filter(pk=line_pk).first()
        if line is None:
            raise Http404
        statement = self._visible(request, line.statement_id, right="change")
        line.statement = statement
        found = next((m for m in open_matches(statement) if m.line.pk == line.pk), None)
        return statement, found or statements.Match(line)

    def _to(self, statement):
        if statement.is_draft:
            name = "orders_statement_columns"
            return HttpResponseRedirect(reverse(f"admin:{name}", args=[statement.pk]))
        name = "admin:orders_bankstatement_change"
        return HttpResponseRedirect(reverse(name, args=[statement.pk]))


@admin.register(StatementLine)
class StatementLineAdmin(HistoryAdmin):
    """Every row of every statement, to look through; decided on the statement's page."""

    subject = "statement"
    list_display = ("day", "facility", "total", "text", "status", "whose")
    list_display_links = None
    list_select_related = ("statement__facility", "payment__order")
    list_filter = (FacilityFilter, "state")
    search_fields = ("text", "payment__order__number")
    date_hierarchy = "day"

    @admin.display(description="UPT", ordering="statement__facility__short_name")
    def facility(self, line):
        return line.statement.facility

    @admin.display(description="Jumlah", ordering="amount")
    def total(self, line):
        address = reverse("admin:orders_bankstatement_change", args=[line.statement_id])
        return format_html('<a href="{}#baris-{}">{}</a>', address, line.pk, rupiah(line.amount))

    @admin.display(description="Keadaan", ordering="state")
    def status(self, line):
        tone = {"open": "warn", "booked": "ok"}.get(line.state, "plain")
        return format_html('<span class="tag tag-{}">{}</span>', tone, line.get_state_display())

    @admin.display(description="Pesanan", ordering="payment__order__number")
    def whose(self, line):
        return order_link(line.payment.order) if line.payment else line.reason or "–"


@admin.register(StatementMapping)
class StatementMappingAdmin(HistoryAdmin):
    """What was confirmed per account. Removing it makes the next file ask anew."""

    subject = "statement"
    list_display = ("account_number", "facility", "style", "confirmed_by", "confirmed_at")
    list_select_related = ("facility", "confirmed_by")
    list_filter = (FacilityFilter,)
    fields = ("facility", "account_number", "titles", "style", "month_first", "confirmed_by",
              "confirmed_at")  # fmt: skip
    readonly_fields = ("titles",)

    @admin.display(description="Kolom")
    def titles(self, mapping):
        """Each use with the column of the file, counted from 1 as a person counts."""
        uses = [("Tanggal", mapping.day_column)]
        uses += [("Keterangan", column) for column in mapping.text_columns]
        uses += [("Jumlah", mapping.amount_column), ("CR/DB", mapping.mark_column),
                 ("Uang masuk", mapping.credit_column), ("Uang keluar", mapping.debit_column),
                 ("Saldo", mapping.balance_column)]  # fmt: skip
        heads = dict(enumerate(mapping.header))
        return format_html_join(
            mark_safe("<br>"),
            "{}: kolom {}{}",
            (
                (use, column + 1, f", {heads[column]}" if heads.get(column) else "")
                for use, column in uses
                if column is not None
            ),
        )

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "delete", obj)

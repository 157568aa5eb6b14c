"""One bank statement on its page: what is certain, doubtful, unknown and decided."""

from dataclasses import dataclass, field

from django.shortcuts import render

from orders.models import BankStatement, StatementLine
from orders.statements import Kind, Match, matches

from .statement_forms import AssignForm, DismissForm

SHOWN = 100  # rows of one kind: a page an officer can work through


@dataclass
class Row:
    """A row to be decided, with its two forms."""

    match: Match
    assign_form: AssignForm
    dismiss_form: DismissForm


@dataclass
class StatementPanel:
    """Rows by what is known of them. more: rows of a kind that are not shown."""

    certain: list[Match] = field(default_factory=list)
    known: list[Match] = field(default_factory=list)
    doubtful: list[Row] = field(default_factory=list)
    unmatched: list[Row] = field(default_factory=list)
    decided: list[StatementLine] = field(default_factory=list)
    more: int = 0

    @property
    def certain_amount(self) -> int:
        return sum(match.line.amount for match in self.certain)

    @property
    def clear(self) -> int:
        return len(self.certain) + len(self.known)


def open_matches(statement: BankStatement) -> list[Match]:
    """Whose each undecided row of the statement is."""
    lines = list(statement.lines.filter(state=StatementLine.State.OPEN))
    for line in lines:
        line.statement = statement
    return matches(statement, lines)


def panel_of(statement: BankStatement, *, forms=None) -> StatementPanel:
    """forms: refused forms, by ("pasangkan" or "abaikan", key of the row)."""
    forms, panel = forms or {}, StatementPanel()
    for match in open_matches(statement):
        if match.kind == Kind.CERTAIN:
            panel.certain.append(match)
        elif match.kind == Kind.KNOWN:
            panel.known.append(match)
        else:
            rows = panel.doubtful if match.kind == Kind.DOUBTFUL else panel.unmatched
            if len(rows) >= SHOWN and not any(key == match.line.pk for _, key in forms):
                panel.more += 1
                continue
            key = match.line.pk
            rows.append(
                Row(
                    match,
                    forms.get(("pasangkan", key)) or AssignForm(match=match),
                    forms.get(("abaikan", key)) or DismissForm(match=match),
                )
            )
    decided = statement.lines.exclude(state=StatementLine.State.OPEN)
    rows = decided.select_related("payment__order", "decided_by").order_by("-decided_at", "-pk")
    panel.decided = list(rows[:SHOWN])
    return panel


def show_statement(page, request, statement, *, forms=None, refusal=""):
    """Render a statement that was read. page: the model admin; refusal: why an act was refused."""
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": "Mutasi rekening",
        "statement": statement,
        "facility": statement.facility,
        "panel": panel_of(statement, forms=forms),
        "may_book": page.may(request, "change", statement),
        "refusal": refusal,
    }
    status = 422 if forms or refusal else 200
    return render(request, "admin/orders/statement_page.html", context, status=status)

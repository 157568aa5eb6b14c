"""Taking in a file: its columns confirmed once per account, each row kept once for ever."""

from datetime import date, datetime, timedelta

from django.db import transaction

from facilities.access import may
from facilities.models import Facility

from ..models import BankStatement, StatementLine, StatementMapping
from ..retrying import retried
from .errors import StatementRefused
from .layouts import Layout, fits, guess
from .reading import Sheet, sheet_of, text_of
from .rows import MAX_PROBLEMS, Contents, read_rows

DRAFTS_KEPT = timedelta(days=1)
NO_RIGHT = "Jabatan Anda tidak boleh mengimpor mutasi rekening UPT ini."
READ_ALREADY = "Mutasi ini sudah dibaca."
NO_MONEY = "Dengan susunan ini tidak satu baris pun terbaca sebagai uang masuk atau keluar."
FIELDS = {
    "day": "day_column",
    "texts": "text_columns",
    "style": "style",
    "amount": "amount_column",
    "mark": "mark_column",
    "credit": "credit_column",
    "debit": "debit_column",
    "balance": "balance_column",
    "month_first": "month_first",
    "header": "header",
}


@retried
def take_in(
    *,
    facility: Facility,
    bank_name: str,
    account_number: str,
    file_name: str,
    data: bytes,
    by,
    at: datetime,
) -> BankStatement:
    """Keep a file of movements; read it at once when its columns are known.

    Else it waits as a draft for confirm_layout. Raises StatementRefused: no CSV, too large, no
    table, or not this officer's facility.
    """
    if not may(by, "add", "statement", facility):
        raise StatementRefused(NO_RIGHT)
    text = text_of(data)
    sheet = sheet_of(text)
    today = facility.local_day(at)
    with transaction.atomic():
        statement = BankStatement.objects.create(
            facility=facility, bank_name=bank_name, account_number=account_number,
            file_name=file_name[-100:], content=text, uploaded_by=by, uploaded_at=at,
        )  # fmt: skip
        mapping = _mapping_of(statement)
        if mapping is not None and fits(layout_of(mapping), sheet, today=today):
            _keep(statement, contents_of(statement, sheet, layout_of(mapping), today=today))
        return statement


@retried
def confirm_layout(*, statement: BankStatement, layout: Layout, by, at: datetime) -> BankStatement:
    """An officer has said which column holds what: remembered for the account, and the file read.

    Raises StatementRefused when the file was read meanwhile, or nothing is legible so.
    """
    if not may(by, "add", "statement", statement.facility):
        raise StatementRefused(NO_RIGHT)
    with transaction.atomic():
        locked = BankStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
        locked.facility = statement.facility
        if not locked.is_draft:
            raise StatementRefused(READ_ALREADY)
        found = contents_of(
            locked, sheet_of(locked.content), layout, today=statement.facility.local_day(at)
        )
        if not found.credits and not found.debits:
            raise StatementRefused(NO_MONEY)
        StatementMapping.objects.update_or_create(
            facility=locked.facility, account_number=locked.account_number,
            defaults=_fields_of(layout) | {"confirmed_by": by, "confirmed_at": at},
        )  # fmt: skip
        _keep(locked, found)
        return locked


def discard(*, statement: BankStatement) -> bool:
    """Throw away a draft, of which nothing was read; False when it was read meanwhile."""
    drafts = BankStatement.objects.filter(state=BankStatement.State.DRAFT)
    return bool(drafts.filter(pk=statement.pk).delete()[0])


def forget_drafts(*, at: datetime) -> int:
    """Throw away drafts nobody came back to for a day; returns how many."""
    drafts = BankStatement.objects.filter(state=BankStatement.State.DRAFT)
    return drafts.filter(uploaded_at__lt=at - DRAFTS_KEPT).delete()[0]


def suggested(statement: BankStatement, *, today: date) -> tuple[Sheet, Layout]:
    """The table of a draft, and the layout to start from: the account's last one, or a guess."""
    sheet = sheet_of(statement.content)
    layout = guess(sheet, today=today)
    mapping = _mapping_of(statement)
    if mapping is not None and not layout.header:
        known = layout_of(mapping)
        layout = known if not known.header else layout
    return sheet, layout


def contents_of(statement: BankStatement, sheet: Sheet, layout: Layout, *, today: date) -> Contents:
    """What the file says with this layout; a row is the same row for its facility and account."""
    account = f"{statement.facility_id}/{statement.account_number}"
    return read_rows(sheet, layout, account_number=account, today=today)


def layout_of(mapping: StatementMapping) -> Layout:
    """The stored columns as the reader takes them."""
    values = {name: getattr(mapping, field) for name, field in FIELDS.items()}
    return Layout(**values | {"texts": tuple(values["texts"]), "header": tuple(values["header"])})


def _fields_of(layout: Layout) -> dict:
    values = {field: getattr(layout, name) for name, field in FIELDS.items()}
    return values | {"text_columns": list(layout.texts), "header": list(layout.header)}


def _mapping_of(statement: BankStatement) -> StatementMapping | None:
    rows = StatementMapping.objects.filter(facility=statement.facility_id)
    return rows.filter(account_number=statement.account_number).first()


def _keep(statement: BankStatement, found: Contents) -> None:
    """Save the rows nobody brought before; the database tells which.

    In the order of their fingerprints: two imports of one file then wait for each other.
    """
    rows = [
        StatementLine(
            statement=statement, number=row.number, day=row.day, amount=row.rupiah, sen=row.sen,
            text=row.text, fingerprint=row.fingerprint,
        )
        for row in sorted(found.credits, key=lambda row: row.fingerprint)
    ]  # fmt: skip
    StatementLine.objects.bulk_create(rows, ignore_conflicts=True)
    days = [row.day for row in found.credits]
    statement.state = BankStatement.State.READ
    statement.content = ""
    statement.first_day, statement.last_day = min(days, default=None), max(days, default=None)
    statement.repeated = len(rows) - statement.lines.count()
    statement.debits = found.debits
    statement.problems = [[p.number, p.what] for p in found.problems[:MAX_PROBLEMS]]
    statement.save()

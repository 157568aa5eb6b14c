"""A file is taken in once: columns confirmed per account, each row kept once for ever."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders import statements
from orders.models import BankStatement, StatementLine, StatementMapping
from orders.statements import StatementRefused
from orders.statements.layouts import SIGNED, Layout
from tests.builders import (
    make_facility,
    make_officer,
    make_selling_facility,
    make_statement,
    statement_csv,
)

NOW = timezone.now()
DAY = NOW.date() - timedelta(days=2)


@pytest.fixture
def facility():
    return make_selling_facility()


def take_in(facility, data, by=None, account=None):
    return statements.take_in(
        facility=facility, bank_name="Bank Contoh", account_number=account or "0001",
        file_name="mutasi.csv", data=data, by=by or make_officer("treasurer", facility), at=NOW,
    )  # fmt: skip


def confirm(statement, layout=None):
    by = make_officer("treasurer", statement.facility)
    layout = layout or statements.suggested(statement, today=NOW.date())[1]
    return statements.confirm_layout(statement=statement, layout=layout, by=by, at=NOW)


def test_first_file_of_an_account_waits_for_its_columns_then_forgets_its_text(facility):
    draft = take_in(facility, statement_csv([(DAY, 147_356, "a"), (DAY, -500, "admin")]))
    assert (draft.is_draft, draft.lines.count()) == (True, 0)
    assert "147356" in draft.content

    confirm(draft)

    statement = BankStatement.objects.get()
    assert (statement.state, statement.content, statement.debits) == ("read", "", 1)
    assert (statement.first_day, statement.last_day) == (DAY, DAY)
    line = statement.lines.get()
    assert (line.day, line.amount, line.text, line.state) == (DAY, 147_356, "a", "open")


def test_next_file_of_the_account_is_read_at_once(facility):
    confirm(take_in(facility, statement_csv([(DAY, 1_000, "a")])))
    second = take_in(facility, statement_csv([(DAY, 2_000, "b")]))
    assert second.state == "read"
    assert second.lines.get().amount == 2_000
    assert StatementMapping.objects.count() == 1


def test_other_titles_and_other_accounts_ask_again(facility):
    confirm(take_in(facility, statement_csv([(DAY, 1_000, "a")])))
    changed = statement_csv([(DAY, 2_000, "b")]).replace(b"Kredit", b"Uang Masuk")
    assert take_in(facility, changed).is_draft
    assert take_in(facility, statement_csv([(DAY, 3_000, "c")]), account="0002").is_draft
    elsewhere = make_selling_facility()
    assert take_in(elsewhere, statement_csv([(DAY, 4_000, "d")])).is_draft


def test_same_row_of_a_second_file_is_refused(facility):
    rows = [(DAY, 1_000, "a"), (DAY, 2_000, "b")]
    make_statement(rows, facility=facility)
    again = make_statement([*rows, (DAY, 3_000, "c")], facility=facility)
    assert [line.amount for line in again.lines.all()] == [3_000]
    assert again.repeated == 2
    assert StatementLine.objects.count() == 3


def test_database_refuses_a_row_twice(facility):
    line = make_statement([(DAY, 1_000, "a")], facility=facility).lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementLine.objects.create(
            statement=line.statement, number=9, day=DAY, amount=5, fingerprint=line.fingerprint
        )


def test_rows_that_are_honestly_the_same_are_both_kept(facility):
    by_occurrence = make_statement([(DAY, 1_000, "a"), (DAY, 1_000, "a")], facility=facility)
    assert by_occurrence.lines.count() == 2
    assert make_statement([(DAY, 1_000, "a")] * 3, facility=facility).lines.count() == 1


def test_balance_tells_the_same_rows_apart_wherever_the_file_begins(facility):
    first = (DAY, 1_000, "a", 51_000)
    second = (DAY, 1_000, "a", 52_000)
    make_statement([first], facility=facility)
    later = make_statement([second], facility=facility)
    assert later.lines.count() == 1
    assert make_statement([first, second], facility=facility).repeated == 2


def test_same_row_of_another_account_or_facility_is_another_row(facility):
    rows = [(DAY, 1_000, "a")]
    make_statement(rows, facility=facility)
    assert make_statement(rows, facility=facility, account_number="0002").repeated == 0
    assert make_statement(rows, account_number=facility.bank_account_number).repeated == 0


def test_layout_that_reads_nothing_is_refused_and_the_draft_stays(facility):
    draft = take_in(facility, statement_csv([(DAY, 1_000, "a")]))
    wrong = Layout(day=1, texts=(0,), style=SIGNED, amount=1, header=())
    with pytest.raises(StatementRefused, match="tidak satu baris"):
        confirm(draft, wrong)
    assert BankStatement.objects.get().is_draft
    assert not StatementMapping.objects.exists()


def test_statement_is_read_once(facility):
    draft = take_in(facility, statement_csv([(DAY, 1_000, "a")]))
    layout = statements.suggested(draft, today=NOW.date())[1]
    confirm(draft, layout)
    with pytest.raises(StatementRefused, match="sudah dibaca"):
        confirm(draft, layout)


def test_unreadable_rows_are_kept_as_problems(facility):
    data = statement_csv([(DAY, 1_000, "a")]) + b"\n31/02/2026;b;;500;\n"
    statement = make_statement([], facility=facility, data=data)
    assert statement.problems == [[3, "tanggal tidak terbaca"]]


@pytest.mark.parametrize("role", ["facility_staff", "regional_viewer", "national_viewer", None])
def test_who_may_not_import(role, facility):
    places = {"regional_viewer": facility.regional_office, "national_viewer": None}
    by = make_officer(
        role or "facility_head", places.get(role, facility if role else make_facility())
    )
    with pytest.raises(StatementRefused, match="Jabatan"):
        take_in(facility, statement_csv([(DAY, 1_000, "a")]), by=by)
    assert not BankStatement.objects.exists()


def test_file_that_is_no_csv_leaves_nothing(facility):
    with pytest.raises(StatementRefused, match="Excel"):
        take_in(facility, b"PK\x03\x04 a workbook")
    assert not BankStatement.objects.exists()


def test_day_without_year_belongs_to_the_past(facility):
    data = b"Tanggal,Keterangan,Jumlah,DB/CR\n31/12,a,1000,CR\n"
    statement = make_statement(
        [], facility=facility, data=data, at=timezone.make_aware(timezone.datetime(2027, 1, 5))
    )
    assert statement.lines.get().day == date(2026, 12, 31)

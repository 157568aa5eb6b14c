"""The pages of a bank statement: send, say which column holds what, book, decide."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.models import BankStatement, Payment, StatementLine, StatementMapping
from orders.statements import confirm_layout, forget_drafts, suggested
from orders.templatetags.order_desk import work_list
from tests.builders import (
    make_facility,
    make_officer,
    make_order,
    make_paid_order,
    make_selling_facility,
    make_statement,
    statement_csv,
)

LIST, ADD = "/admin/orders/bankstatement/", "/admin/orders/bankstatement/add/"


@pytest.fixture
def facility():
    return make_selling_facility()


@pytest.fixture
def treasurer(client, facility):
    user = make_officer("treasurer", facility)
    client.force_login(user)
    return user


def send(client, facility, data, name="mutasi.csv", account=None):
    account = account or f"{facility.pk}-{facility.bank_account_number}"
    return client.post(ADD, {"account": account, "file": SimpleUploadedFile(name, data)})


def rows_of(facility, *rows):
    today = facility.local_day(timezone.now())
    return statement_csv([(today, *row) for row in rows])


def page_of(client, statement):
    return client.get(reverse("admin:orders_bankstatement_change", args=[statement.pk]))


def test_treasurer_sends_confirms_and_books(client, facility, treasurer):
    order = make_order(facility=facility)
    data = rows_of(facility, (order.total, "TRSF CONTOH"), (5_000, "BUNGA"), (-500, "ADMIN"))

    to_columns = send(client, facility, data)
    statement = BankStatement.objects.get()
    assert to_columns.url == reverse("admin:orders_statement_columns", args=[statement.pk])
    page = client.get(to_columns.url)
    assert "TRSF CONTOH" in page.text
    assert "2 uang masuk" in page.text
    form = page.context["form"]
    confirmed = client.post(to_columns.url, values_of(form))
    assert confirmed.url == reverse("admin:orders_bankstatement_change", args=[statement.pk])
    page = client.get(confirmed.url).text
    assert order.number in page
    assert "Bukukan 1 baris" in page

    client.post(reverse("admin:orders_statement_book", args=[statement.pk]))

    assert Payment.objects.get().state == "paid"
    after = client.get(confirmed.url).text
    assert "Sudah diputuskan" in after
    assert "Tidak dikenal (1)" in after


def values_of(form):
    """What the browser would send back."""
    values = {}
    for field in form:
        value = field.value()
        if value is True:
            values[field.html_name] = "on"
        elif value is not None and value is not False and value != "":
            values[field.html_name] = value
    return values


def test_preview_shows_and_keeps_without_saving(client, facility, treasurer):
    send(client, facility, rows_of(facility, (1_000, "A")))
    statement = BankStatement.objects.get()
    address = reverse("admin:orders_statement_columns", args=[statement.pk])
    values = values_of(client.get(address).context["form"]) | {"texts": [0], "lihat": "1"}
    page = client.post(address, values)
    assert page.status_code == 200
    assert "1 uang masuk" in page.text
    assert BankStatement.objects.get().is_draft
    assert not StatementMapping.objects.exists()


@pytest.mark.parametrize("change", [
    {"day": ""}, {"credit": ""}, {"style": "signed", "amount": ""}, {"style": ""}, {"day": "99"},
])  # fmt: skip
def test_incomplete_columns_come_back(change, client, facility, treasurer):
    send(client, facility, rows_of(facility, (1_000, "A")))
    statement = BankStatement.objects.get()
    address = reverse("admin:orders_statement_columns", args=[statement.pk])
    values = values_of(client.get(address).context["form"]) | change
    assert client.post(address, values).status_code == 422
    assert BankStatement.objects.get().is_draft


@pytest.mark.parametrize(("name", "data", "says"), [
    ("a.xlsx", b"PK\x03\x04", "Excel"),
    ("a.pdf", b"%PDF-1.7", "PDF"),
    ("a.csv", b"", "kosong"),
    ("a.csv", b"Halo\n", "tabel"),
    ("a.csv", b"x;y;z\n" * 200_000, "1 MB"),
])  # fmt: skip
def test_foreign_file_is_refused_beside_its_field(name, data, says, client, facility, treasurer):
    answer = send(client, facility, data, name)
    assert answer.status_code == 422
    assert says in str(answer.context["form"].errors["file"])
    assert not BankStatement.objects.exists()


def test_account_of_another_facility_is_no_choice(client, facility, treasurer):
    other = make_selling_facility()
    answer = send(
        client, facility, rows_of(facility, (1, "a")),
        account=f"{other.pk}-{other.bank_account_number}",
    )  # fmt: skip
    assert answer.status_code == 422
    assert other.bank_account_number not in answer.text.split("<form")[1].split("errorlist")[0]
    assert not BankStatement.objects.exists()


def test_formula_in_a_file_is_shown_as_letters(client, facility, treasurer):
    text = '"=HYPERLINK(""http://contoh.invalid"";""<b>klik</b>"")"'
    statement = make_statement([], facility=facility, data=rows_of(facility, (1_000, text)))
    page = page_of(client, statement).text
    assert "=HYPERLINK(&quot;http://contoh.invalid&quot;" in page
    assert "<b>klik</b>" not in page


def test_doubtful_row_is_given_to_its_order(client, facility, treasurer):
    order = make_order(facility=facility)
    statement = make_statement(
        [], facility=facility, data=rows_of(facility, (order.goods_total, "A"))
    )
    line = statement.lines.get()
    page = page_of(client, statement).text
    assert "Ragu (1)" in page
    assert "tanpa kode unik" in page.lower()

    address = reverse("admin:orders_line_assign", args=[line.pk])
    answer = client.post(address, {f"baris{line.pk}-payment": order.payment.pk})

    assert answer.status_code == 302
    payment = Payment.objects.get()
    assert (payment.state, payment.received_amount) == ("payment_review", order.goods_total)


def test_unknown_row_is_given_by_number_or_dismissed(client, facility, treasurer):
    order = make_paid_order(facility=facility)
    data = rows_of(facility, (5_000, "A"), (6_000, "B"))
    first, second = make_statement([], facility=facility, data=data).lines.all()
    assign = reverse("admin:orders_line_assign", args=[first.pk])
    wrong = client.post(assign, {f"baris{first.pk}-number": "P-00000000"})
    assert wrong.status_code == 422
    assert "P-00000000" in wrong.text
    assert "bukan pesanan UPT Anda" in wrong.text
    assert client.post(assign, {}).status_code == 422
    number = order.number.replace("-", " ").lower()
    assert client.post(assign, {f"baris{first.pk}-number": number}).status_code == 302
    assert Payment.objects.get().received_amount == order.total + 5_000

    dismiss = reverse("admin:orders_line_dismiss", args=[second.pk])
    assert client.post(dismiss, {}).status_code == 422
    client.post(dismiss, {f"abaikan{second.pk}-reason": "Bunga"})
    second.refresh_from_db()
    assert (second.state, second.reason) == ("dismissed", "Bunga")
    again = client.post(dismiss, {f"abaikan{second.pk}-reason": "Bunga"})
    assert again.status_code == 422
    assert "sudah diputuskan" in again.text


def test_number_of_another_facility_is_not_known(client, facility, treasurer):
    elsewhere = make_order()
    line = make_statement([], facility=facility, data=rows_of(facility, (5_000, "A"))).lines.get()
    address = reverse("admin:orders_line_assign", args=[line.pk])
    answer = client.post(address, {f"baris{line.pk}-number": elsewhere.number})
    assert answer.status_code == 422
    forged = client.post(address, {f"baris{line.pk}-payment": elsewhere.payment.pk})
    assert forged.status_code == 422
    assert Payment.objects.get().received_amount == 0


@pytest.mark.parametrize("role", ["facility_staff", "regional_viewer", "national_viewer"])
def test_others_see_no_statement(role, client, facility):
    statement = make_statement([], facility=facility, data=rows_of(facility, (5_000, "A")))
    place = {"facility_staff": facility, "regional_viewer": facility.regional_office}
    client.force_login(make_officer(role, place.get(role)))
    for address in (LIST, ADD, "/admin/orders/statementline/", "/admin/orders/statementmapping/"):
        assert client.get(address).status_code == 403, address
    for name in ("book", "discard"):
        address = reverse(f"admin:orders_statement_{name}", args=[statement.pk])
        assert client.post(address).status_code == (403 if role == "facility_staff" else 404)
    assert StatementLine.objects.get().state == "open"


def test_statement_of_another_facility_is_not_there(client, facility):
    statement = make_statement([], facility=facility, data=rows_of(facility, (5_000, "A")))
    client.force_login(make_officer("treasurer", make_facility()))
    line = statement.lines.get()
    for name, pk in (("orders_statement_columns", statement.pk), ("orders_statement_book", statement.pk),
                     ("orders_line_assign", line.pk), ("orders_line_dismiss", line.pk)):  # fmt: skip
        assert client.post(reverse(f"admin:{name}", args=[pk])).status_code == 404, name


def test_wrong_file_is_thrown_away_and_forgotten_ones_too(client, facility, treasurer):
    send(client, facility, rows_of(facility, (1_000, "A")))
    draft = BankStatement.objects.get()
    client.post(reverse("admin:orders_statement_discard", args=[draft.pk]))
    assert not BankStatement.objects.exists()

    send(client, facility, rows_of(facility, (1_000, "A")))
    assert forget_drafts(at=timezone.now()) == 0
    assert forget_drafts(at=timezone.now() + timezone.timedelta(days=2)) == 1


def test_statement_that_was_read_is_never_thrown_away(client, facility, treasurer):
    statement = make_statement([], facility=facility, data=rows_of(facility, (1_000, "A")))
    client.post(reverse("admin:orders_statement_discard", args=[statement.pk]))
    assert StatementLine.objects.count() == 1


def test_page_asks_the_same_for_many_rows(client, facility, treasurer):
    def asked(*rows):
        statement = make_statement([], facility=facility, data=rows_of(facility, *rows))
        page_of(client, statement)
        with CaptureQueriesContext(connection) as queries:
            assert page_of(client, statement).status_code == 200
        return len(queries)

    one, many = make_order(facility=facility), [make_order(facility=facility) for _ in range(5)]
    few = asked((one.total, "A"), (one.goods_total, f"B {one.number}"), (77, "C"))
    more = asked(
        *[(order.total, f"D{n}") for n, order in enumerate(many)],
        *[(order.goods_total, f"E {order.number}") for order in many],
        *[(80 + n, f"F{n}") for n in range(5)],
    )
    assert more == few


def test_first_page_counts_rows_to_decide(rf, facility):
    make_statement([], facility=facility, data=rows_of(facility, (1_000, "A"), (2_000, "B")))
    request = rf.get("/admin/")
    request.user = make_officer("treasurer", facility)
    sections = work_list({"request": request})["sections"]
    jobs = [job for section in sections for job in section.jobs]
    assert [job.count for job in jobs if "mutasi" in job.label] == [2]


def test_list_of_rows_says_whose_the_money_was(client, facility, treasurer):
    order = make_order(facility=facility)
    statement = make_statement([], facility=facility, data=rows_of(facility, (order.total, "A")))
    client.post(reverse("admin:orders_statement_book", args=[statement.pk]))
    page = client.get("/admin/orders/statementline/").text
    assert order.number in page
    assert "Dibukukan" in page
    assert client.get(LIST).status_code == 200


def test_columns_of_an_account_are_named_as_in_its_file(client, facility, treasurer):
    send(client, facility, rows_of(facility, (5_000, "BUNGA")))
    statement = BankStatement.objects.get()
    layout = suggested(statement, today=facility.local_day(timezone.now()))[1]
    confirm_layout(statement=statement, layout=layout, by=treasurer, at=timezone.now())
    mapping = StatementMapping.objects.get()
    page = client.get(f"/admin/orders/statementmapping/{mapping.pk}/change/").text
    assert f"Tanggal: kolom {mapping.day_column + 1}, {mapping.header[mapping.day_column]}" in page
    assert str(mapping.header) not in page

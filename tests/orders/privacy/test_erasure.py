"""Nothing of an erased buyer is left anywhere, and the books do not notice. Goal G26."""

import logging
import re
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail as outbox
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from orders import (
    documents,
    privacy,
    proof_files,
    refunds,
    return_photos,
    returns,
    sales,
    statements,
)
from orders.models import (
    Document,
    Order,
    OrderEvent,
    Payment,
    Refund,
    ReturnRequest,
    StatementLine,
)
from orders.payments import accept_proof, reject_proof, submit_proof
from orders.states import take_step
from orders.worker import Worker
from tests.builders import (
    make_contact,
    make_membership,
    make_order,
    make_regency,
    make_selling_facility,
    make_statement,
)
from tests.orders.books import books_by_orders
from tests.orders.returns.conftest import more_stock, officer_of

NOW = timezone.now()
# Words that stand nowhere else, in the writings one meets.
NAME, SENDER = "Zakaria Uniknama", "Ibu Uniknama"
TRACES = (
    "uniknama", "zakaria", "unik-surat", "81200004711", "0812-0000-4711", "jalan uniklorong",
    "titip tetangga unik", "kantor unik",
)  # fmt: skip


@pytest.fixture
def bought():
    """An order whose whole life left words about its buyer everywhere they can lie."""
    regency = make_regency()
    facility = make_selling_facility(regency=regency)
    facility.shipping_rates.create(
        service="courier", zone="same_regency", first_kg=10_000, next_kg=5_000
    )
    contact = make_contact(
        recipient=NAME, phone="+6281200004711", email="unik-surat@contoh.id",
        province=regency.province, regency=regency, street="Jalan Uniklorong 1",
        district="Kecamatan", village="Kelurahan", postal_code="97128",
        note="Titip tetangga unik", office_name="Kantor Unik", buyer_kind="instansi",
    )  # fmt: skip
    order = make_order(
        facility=facility, quantity=3, stock=9, method="courier", contact=contact, at=NOW
    )
    manager, treasurer = (
        officer_of(order),
        make_membership(facility=facility, role="treasurer").user,
    )
    for decide in (reject, accept_proof):
        proof = submit_proof(
            payment=Payment.objects.get(order=order), file_name=proof_files.keep(b"bukti"),
            sender_name=SENDER, paid_on=None, at=NOW,
        )  # fmt: skip
        decide(proof=proof, by=manager, at=NOW)
    take = {"actor": "officer", "by": manager, "at": NOW}
    take_step(order=order, step="ship", courier="JNE", tracking_number="R1", **take)
    line = order.lines.get()
    request = returns.ask(
        order=order, pieces={line: 2}, cause="rusak", wish="dana", note=f"Dari {NAME}",
        photos=[return_photos.keep(b"foto")], at=NOW,
    )  # fmt: skip
    returns.accept(request=request, sends_back=False, answer=f"Baik, {NAME}", by=manager, at=NOW)
    request = returns.pay_back(request=request, pieces={request.lines.get(): 1}, by=manager, at=NOW)
    refunds.pay(
        refund=request.refund, by=treasurer, paid_on=facility.local_day(NOW),
        how=f"Bank Contoh, {NAME}", at=NOW,
    )  # fmt: skip
    privacy.ask_correction(order=order, typed={"recipient": NAME + " Betul"}, at=NOW)
    paper = documents.issue(order=order, kind=Document.Kind.KUITANSI, by=manager, at=NOW)
    documents.pdf_of(paper)
    LogEntry.objects.create(
        user=manager, content_type=ContentType.objects.get_for_model(Order),
        object_id=str(order.pk), object_repr=order.number, action_flag=2,
        change_message=f"Bukti ditolak: bukan dari {NAME}",
    )  # fmt: skip
    day = facility.local_day(NOW)
    statement = make_statement(
        [
            (day, 1_234, f"TRF DARI {SENDER.upper()}"), (day, 1_235, "TRF DARI PEMBELI LAIN"),
            (day, 1_236, "TOPUP 081200004711"), (day, 1_237, "TRF KANTOR UNIK"),
            (day, 1_238, "TRF"),
        ],
        facility=facility, at=NOW,
    )  # fmt: skip
    statements.dismiss(
        line=statement.lines.get(amount=1_238),
        reason=f"Salah kirim, {SENDER}",
        by=treasurer,
        at=NOW,
    )
    failed = DBTaskResult.objects.filter(task_path="orders.mail.send_placed").first()
    failed.traceback = "SMTPRecipientsRefused: {'unik-surat@contoh.id': (550, b'no')}"
    failed.status = "FAILED"
    failed.save()
    return Order.objects.select_related("checkout").get(pk=order.pk)


def reject(*, proof, by, at):
    reject_proof(proof=proof, reason=f"Bukan dari {NAME}", by=by, at=at)


def rows_with_traces():
    """table.column of every text in the database in which the buyer can be read."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            for column in columns:
                name, quote = column.name, connection.ops.quote_name
                cursor.execute(f"SELECT {quote(name)} FROM {quote(table)}")  # noqa: S608
                for (text,) in cursor.fetchall():
                    if any(trace in str(text).lower() for trace in TRACES):
                        found.append(f"{table}.{name}: {text}")
    return found


def stored_files(folder=""):
    storage = storages["private"]
    if folder and not storage.exists(folder):
        return []
    folders, files = storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    deeper = [path for name in folders for path in stored_files(f"{prefix}{name}")]
    return [f"{prefix}{name}" for name in files] + deeper


def facts():
    money = list(Payment.objects.order_by("pk").values())
    goods = list(Order.objects.order_by("pk").values())
    back = list(Refund.objects.order_by("pk").values("pk", "amount", "state", "paid_on"))
    moves = OrderEvent.objects.exclude(axis="note").order_by("pk")
    history = list(moves.values("pk", "axis", "from_state", "to_state", "by", "at"))
    return money, goods, back, history, books_by_orders()


def test_erased_buyer_is_found_nowhere_and_no_sum_has_changed(bought, settings, caplog):
    before = facts()
    # The search itself finds what there is to find.
    there = {hit.partition(":")[0] for hit in rows_with_traces()}
    assert {
        "orders_checkout.recipient", "orders_checkout.phone", "orders_checkout.street",
        "orders_checkout.email", "orders_paymentproof.sender_name", "orders_paymentproof.reason",
        "orders_orderevent.reason", "orders_returnrequest.note", "orders_returnrequest.answer",
        "orders_refund.how", "orders_privacyrequest.wanted", "orders_document.buyer",
        "django_admin_log.change_message", "django_tasks_database_dbtaskresult.traceback",
    } <= there  # fmt: skip
    assert len(stored_files()) >= 3

    with caplog.at_level(logging.DEBUG):
        privacy.erase(checkout=bought.checkout, at=NOW)
        Worker().run_once()

    assert rows_with_traces() == []
    assert stored_files() == []
    log = caplog.text.lower()
    assert [trace for trace in TRACES if trace in log] == []
    # The list outside the database names nobody either.
    line = Path(settings.ERASURE_LIST).read_text()
    assert re.fullmatch(rf"\S+ {bought.checkout.number}\n", line)
    assert facts() == before
    assert list(sales.broken_orders()) == []
    assert list(sales.differences()) == []


def test_no_letter_leaves_after_the_erasure(bought):
    assert DBTaskResult.objects.filter(task_path__startswith="orders.mail.").count() > 3
    outbox.outbox.clear()
    privacy.erase(checkout=bought.checkout, at=NOW)
    Worker(jobs=()).run_once()
    assert outbox.outbox == []
    assert not DBTaskResult.objects.filter(task_path__startswith="orders.mail.").exists()


def test_erasing_one_buyer_leaves_the_others(bought):
    other = make_order(contact=make_contact(recipient="Pembeli Lain"))
    privacy.erase(checkout=bought.checkout, at=NOW)
    other.checkout.refresh_from_db()
    assert other.checkout.recipient == "Pembeli Lain"
    assert DBTaskResult.objects.filter(args_kwargs__args__0=other.checkout_id).exists()


def test_words_of_the_bank_about_others_stay(bought):
    privacy.erase(checkout=bought.checkout, at=NOW)
    texts = StatementLine.objects.order_by("pk").values_list("text", flat=True)
    assert sorted(texts) == [privacy.MARK] * 3 + ["TRF", "TRF DARI PEMBELI LAIN"]


def test_papers_stay_genuine_without_the_buyer(bought):
    numbers = list(Document.objects.order_by("pk").values_list("number", "code"))
    assert numbers
    privacy.erase(checkout=bought.checkout, at=NOW)
    papers = Document.objects.order_by("pk")
    assert list(papers.values_list("number", "code")) == numbers
    for paper in papers:
        assert "uniknama" not in documents.paper_of(paper).lower()


def test_shopper_and_officer_see_that_it_is_erased(bought, client):
    from django.urls import reverse

    from orders.links import order_token

    token = order_token(bought)
    officer = officer_of(bought)
    privacy.erase(checkout=bought.checkout, at=NOW)
    for name in ("orders:order_detail", "orders:own_data", "orders:own_data_file"):
        page = client.get(reverse(name, args=[token])).content.decode().lower()
        assert [trace for trace in TRACES if trace in page] == []
    assert (
        "sudah dihapus"
        in client.get(reverse("orders:own_data", args=[token])).content.decode().lower()
    )
    client.force_login(officer)
    for model, pk in (("order", bought.pk), ("returnrequest", ReturnRequest.objects.get().pk)):
        page = client.get(reverse(f"admin:orders_{model}_change", args=[pk])).content.decode()
        assert [trace for trace in TRACES if trace in page.lower()] == []


# After a restore


def test_restored_copy_is_erased_again(bought, capsys):
    saved = {name: getattr(bought.checkout, name) for name in ("recipient", "phone", "street")}
    privacy.erase(checkout=bought.checkout, at=NOW)
    # The copy is from before the erasure.
    type(bought.checkout).objects.filter(pk=bought.checkout_id).update(**saved)
    OrderEvent.objects.create(
        order=bought, axis="note", to_state="note", actor="officer", reason=f"Dari {NAME}", at=NOW
    )
    assert rows_with_traces() != []

    call_command("reapply_erasures")

    assert "1 dihapus lagi" in capsys.readouterr().out
    assert rows_with_traces() == []
    call_command("reapply_erasures")
    assert "0 dihapus lagi" in capsys.readouterr().out


def test_list_kept_elsewhere_counts_too(bought, tmp_path, settings, capsys):
    copy = tmp_path / "salinan.txt"
    copy.write_text(f"2026-11-21T00:00:00+00:00 {bought.checkout.number}\n2026-11-21T00:00\n")
    call_command("reapply_erasures", str(copy))
    assert "1 belanja dalam daftar, 1 dihapus lagi" in capsys.readouterr().out
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("reapply_erasures", str(tmp_path / "lain.txt"))


def test_without_a_list_nothing_is_erased(bought, capsys):
    call_command("reapply_erasures")
    assert "Belum ada daftar" in capsys.readouterr().out
    bought.checkout.refresh_from_db()
    assert bought.checkout.recipient.startswith("Zakaria")


def test_erasure_that_cannot_be_listed_is_not_done(bought, settings, tmp_path):
    """Else a restored copy would bring the buyer back for good."""
    settings.ERASURE_LIST = tmp_path / "berkas" / "daftar.txt"
    (tmp_path / "berkas").write_text("bukan folder")
    with pytest.raises(OSError, match="berkas"):
        privacy.erase(checkout=bought.checkout, at=NOW)
    bought.checkout.refresh_from_db()
    assert bought.checkout.recipient.startswith("Zakaria")


def test_replacements_and_stock_do_not_notice(bought):
    from catalog import stock

    more_stock(bought, 1)
    privacy.erase(checkout=bought.checkout, at=NOW)
    assert list(stock.differences()) == []

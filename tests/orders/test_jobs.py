"""Every job of the worker: listed for the operator, and harmless when it is done twice."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from axes.models import AccessLog
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog import stock
from facilities import pausing
from orders import limits, privacy, proof_files, return_photos, services
from orders.documents import files as papers
from orders.gateways.pages import open_page
from orders.models import (
    BankStatement,
    CourierQuote,
    GatewayAccount,
    Order,
    Payment,
    ReturnPhoto,
)
from orders.reports import letters
from orders.settlement import proof_pictures as slips
from orders.worker import JOBS
from tests.builders import (
    make_cart,
    make_channel_file,
    make_enquiry,
    make_gateway_account,
    make_officer,
    make_order,
    make_paid_order,
    make_privacy_request,
    make_proof,
    make_return,
    make_selling_facility,
    make_service,
    make_sheet_import,
    make_statement,
    make_variant,
)
from tests.orders.standins.midtrans import MidtransStandIn
from tests.orders.standins.server import running

NOW = timezone.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNITS = {"minute": timedelta(minutes=1), "hour": HOUR}
JOBS_BY_NAME = {job.name: job for job in JOBS}


def test_operations_lists_each_job_with_its_period():
    text = (settings.BASE_DIR / "docs/operations.md").read_text()
    rows = re.findall(r"^\| ([a-z -]+) \| (\d+) (minute|hour)s? \|", text, re.M)
    listed = {name: int(number) * UNITS[unit] for name, number, unit in rows}

    assert listed == {job.name: job.every for job in JOBS}


# What makes each job find something to do, and the moment at which it does


def money_whose_notice_was_lost(midtrans):
    facility = make_selling_facility()
    make_gateway_account(facility=facility)
    order = make_order(facility=facility, payment_method="midtrans", at=NOW)
    attempt = open_page(order=order, at=NOW)
    midtrans.pay(attempt.reference)
    return NOW + HOUR


def unpaid_order(midtrans):
    make_order(at=NOW)
    return NOW + 2 * DAY


def sale_of_today(midtrans):
    make_paid_order(at=NOW)
    return NOW


def deadline_near(midtrans):
    make_order(at=NOW)
    return NOW + 20 * HOUR


def task_cut_off(midtrans):
    make_order()
    DBTaskResult.objects.update(status="RUNNING", started_at=NOW)
    return NOW + HOUR


def facility_resting_until_today(midtrans):
    facility = make_selling_facility()
    head = make_officer("facility_head", facility)
    tomorrow = facility.local_day(NOW) + DAY
    pausing.pause_facility(facility=facility, resumes_on=tomorrow, by=head, at=NOW)
    return NOW + DAY


def old_bread(midtrans):
    bread = make_variant()
    place = stock.online_location(bread.product.facility)
    stock.receive(
        variant=bread, location=place, quantity=4, at=NOW, by=None, expires_on=(NOW + DAY).date()
    )
    return NOW + 3 * DAY


def replaced_keys(midtrans):
    account = make_gateway_account()
    account.old_server_key = account.server_key
    account.keys_changed_at = NOW
    account.save()
    assert GatewayAccount.objects.exclude(old_server_key="").exists()
    return NOW + 365 * DAY


def done_task(midtrans):
    make_order()
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=NOW)
    return NOW + 8 * DAY


def forgotten_cart(midtrans):
    make_cart({make_variant(): 1})
    return NOW + 31 * DAY


def old_counter(midtrans):
    limits.count(limits.CHECKOUT, who="192.0.2.1", at=NOW)
    return NOW + DAY


def old_answer_of_a_courier(midtrans):
    CourierQuote.objects.create(
        provider="rajaongkir", origin="97128", destination="40111", kg=1, couriers="jne",
        asked_at=NOW, expires_at=NOW + DAY,
    )  # fmt: skip
    return NOW + 3 * DAY


def old_log_in(midtrans):
    AccessLog.objects.create(username="petugas", ip_address="192.0.2.1")
    return NOW + 91 * DAY


def receipt_without_its_paper(midtrans):
    make_paid_order(at=NOW)  # inside a test's transaction nothing follows the commit
    return NOW + HOUR


def lost_file(folder):
    def make(midtrans):
        storages["private"].save(f"{folder}/{'a' * 32}.jpg", ContentFile(b"..."))
        return NOW + 2 * DAY

    return make


def draft_of_a_statement(midtrans):
    facility = make_selling_facility()
    BankStatement.objects.create(
        facility=facility, account_number=facility.bank_account_number, file_name="mutasi.csv",
        content="Tanggal,Jumlah", uploaded_by=make_officer("treasurer", facility), uploaded_at=NOW,
    )  # fmt: skip
    return NOW + 3 * DAY


def draft_of_a_channel(midtrans):
    make_channel_file(sent_at=NOW)
    return NOW + 3 * DAY


def draft_of_a_sheet(midtrans):
    make_sheet_import(sent_at=NOW)
    return NOW + 3 * DAY


def decided_row_of_a_statement(midtrans):
    statement = make_statement([(NOW.date() - DAY, 1_000, "Setoran contoh")])
    statement.lines.update(state="dismissed", reason="Bukan pesanan", decided_at=NOW)
    return NOW + 800 * DAY


def finish():
    Payment.objects.update(state="paid", paid_at=NOW, closed_at=NOW)
    Order.objects.update(state="completed", updated_at=NOW)


def finished_order_with_proof(midtrans):
    make_proof()
    finish()
    return NOW + 91 * DAY


def finished_order_with_return(midtrans):
    request = make_return(state="withdrawn", closed_at=NOW)
    path = return_photos.keep(b"...")
    ReturnPhoto.objects.create(request=request, position=1, file_name=path)
    finish()
    return NOW + 91 * DAY


def erasure_that_was_agreed_on(midtrans):
    request = make_privacy_request(at=NOW)
    finish()
    privacy.accept_erasure(request=request, by=None, at=NOW)
    return NOW + 2 * HOUR


def booking(midtrans):
    service = make_service(
        status="tayang", places_per_day=2, lead_days=0, closed_weekdays="",
        facility=make_selling_facility(),
    )  # fmt: skip
    tomorrow = service.facility.local_day(NOW) + DAY
    return make_enquiry(service=service, day=tomorrow, email="pemesan@contoh.id", at=NOW)


def confirmed_for_tomorrow(midtrans):
    enquiry = booking(midtrans)
    officer = make_officer("facility_staff", enquiry.facility)
    services.confirm(enquiry=enquiry, by=officer, at=NOW)
    return NOW


def unanswered_until_its_day(midtrans):
    booking(midtrans)
    return NOW + 2 * DAY


def enquiry_of_two_years_ago(midtrans):
    services.withdraw(enquiry=booking(midtrans), at=NOW)
    return NOW + 800 * DAY


def order_of_two_years_ago(midtrans):
    make_order()
    finish()
    return NOW + 800 * DAY


def officer_who_wants_letters(midtrans):
    officer = make_officer("national_viewer", email="pejabat@contoh.id")
    letters.subscribe(user=officer, rhythm="weekly", at=NOW)
    monday = NOW.date() + (8 - NOW.isoweekday()) * DAY
    return datetime.combine(monday, time(8), ZoneInfo("Asia/Jakarta"))


RIPE = {
    "ask gateways": money_whose_notice_was_lost,
    "expire orders": unpaid_order,
    "fold sales": sale_of_today,
    "remind shoppers": deadline_near,
    "send summaries": officer_who_wants_letters,
    "requeue stuck tasks": task_cut_off,
    "end pauses": facility_resting_until_today,
    "write off expired goods": old_bread,
    "forget old keys": replaced_keys,
    "prune tasks": done_task,
    "prune carts": forgotten_cart,
    "prune rate counters": old_counter,
    "prune courier answers": old_answer_of_a_courier,
    "forget old log-ins": old_log_in,
    "issue missing papers": receipt_without_its_paper,
    "sweep papers": lost_file(papers.FOLDER),
    "sweep return photos": lost_file(return_photos.FOLDER),
    "remove old return photos": finished_order_with_return,
    "answer requests about data": erasure_that_was_agreed_on,
    "sweep proofs": lost_file(proof_files.FOLDER),
    "sweep slips of deposits": lost_file(slips.FOLDER),
    "remove old proofs": finished_order_with_proof,
    "forget drafts of statements": draft_of_a_statement,
    "forget drafts of sheets": draft_of_a_sheet,
    "forget drafts of channels": draft_of_a_channel,
    "mask old statements": decided_row_of_a_statement,
    "remind of services": confirmed_for_tomorrow,
    "close lapsed services": unanswered_until_its_day,
    "mask old enquiries": enquiry_of_two_years_ago,
    "mask old contacts": order_of_two_years_ago,
}


def test_every_job_is_tried_twice_below():
    assert RIPE.keys() == JOBS_BY_NAME.keys()


@pytest.fixture
def midtrans(settings):
    with running(MidtransStandIn()) as stand_in:
        settings.MIDTRANS_SNAP_URL = settings.MIDTRANS_API_URL = stand_in.address
        settings.GATEWAY_PAGE_HOSTS = ["127.0.0.1"]
        yield stand_in


def everything():
    """All rows of the site, and what lies in the private storage."""
    rows = {
        model._meta.label: serializers.serialize("json", model._default_manager.order_by("pk"))
        for name in ("facilities", "catalog", "orders", "django_tasks_database", "axes")
        for model in apps.get_app_config(name).get_models()
    }
    folders = storages["private"].listdir("")[0]
    return rows | {folder: sorted(storages["private"].listdir(folder)[1]) for folder in folders}


@pytest.mark.django_db
@pytest.mark.parametrize("name", RIPE)
def test_job_done_twice_changes_nothing_more(name, midtrans):
    job, at = JOBS_BY_NAME[name], RIPE[name](midtrans)

    assert job.run(at) > 0
    after_the_first = everything()

    assert job.run(at) == 0
    assert everything() == after_the_first

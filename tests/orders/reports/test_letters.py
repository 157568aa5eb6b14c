"""Summaries by e-mail: at seven by the reader's clock, once, until switched off."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlparse
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from orders import sales
from orders.models import ReportLetter, ReportSubscription
from orders.reports import letters
from orders.reports.letters.sending import due_periods, send_summary
from orders.reports.letters.subscribing import MayNotRead
from tests.builders import (
    make_booth_device,
    make_facility,
    make_membership,
    make_officer,
    make_paid_order,
    make_product,
    make_selling_facility,
    make_user,
    make_variant,
)

WIT, WIB = ZoneInfo("Asia/Jayapura"), ZoneInfo("Asia/Jakarta")
# Monday 2 March 2026, seven o'clock in Jayapura; it is five in Jakarta.
MONDAY = datetime(2026, 3, 2, 7, tzinfo=WIT)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def reader(place=None, role="", rhythm="weekly", **fields):
    role = role or {"Facility": "facility_head", "RegionalOffice": "regional_viewer"}.get(
        type(place).__name__, "national_viewer"
    )
    user = make_officer(role, place, **{"email": "pejabat@contoh.id"} | fields)
    letters.subscribe(user=user, rhythm=rhythm, at=LONG_AGO)
    return user


def send(letter=None):
    """What the worker does with a task, at once."""
    send_summary.func((letter or ReportLetter.objects.get()).pk)
    return mail.outbox[-1] if mail.outbox else None


def test_letter_comes_at_seven_by_the_readers_clock():
    reader(make_facility(timezone="Asia/Jayapura"))
    reader()  # Ditjenpas, WIB
    assert letters.send_due(at=MONDAY - timedelta(minutes=1)) == 0
    assert letters.send_due(at=MONDAY) == 1
    assert letters.send_due(at=MONDAY + timedelta(hours=2, minutes=-1)) == 0
    assert letters.send_due(at=MONDAY + timedelta(hours=2)) == 1


def test_readers_of_a_later_zone_do_not_hold_up_those_whose_turn_it_is():
    reader()  # Ditjenpas, WIB: not before two hours from now
    for _ in range(2):
        reader(make_facility(timezone="Asia/Jayapura"))
    assert letters.send_due(at=MONDAY, limit=1) == 1
    assert letters.send_due(at=MONDAY, limit=1) == 1


def test_kanwil_lives_by_the_clock_of_its_province():
    facility = make_facility()
    province = facility.regency.province
    province.timezone = "Asia/Jayapura"
    province.save()
    reader(facility.regional_office)
    assert letters.send_due(at=MONDAY) == 1


def test_letter_is_made_once_however_often_the_worker_looks():
    reader(make_facility(timezone="Asia/Jayapura"))
    assert [letters.send_due(at=MONDAY + timedelta(hours=h)) for h in (0, 0, 1, 30)] == [1, 0, 0, 0]
    assert DBTaskResult.objects.filter(task_path__endswith="send_summary").count() == 1
    letter = ReportLetter.objects.get()
    assert (letter.kind, letter.start) == ("weekly", date(2026, 2, 23))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportLetter.objects.create(
            user=letter.user, kind="weekly", start=letter.start, at=letter.at
        )


def test_task_that_runs_twice_sends_once():
    reader(make_facility(timezone="Asia/Jayapura"))
    letters.send_due(at=MONDAY)
    send()
    send()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("rhythm", "kinds"),
    [("weekly", {"weekly"}), ("monthly", {"monthly"}), ("both", {"weekly", "monthly"})],
)
def test_rhythm_says_which_letters_come(rhythm, kinds):
    reader(rhythm=rhythm)
    at = datetime(2026, 6, 1, 7, tzinfo=WIB)  # a first of the month that is a Monday
    letters.send_due(at=at)
    assert set(ReportLetter.objects.values_list("kind", flat=True)) == kinds
    starts = dict(ReportLetter.objects.values_list("kind", "start"))
    wanted = {"weekly": date(2026, 5, 25), "monthly": date(2026, 5, 1)}
    assert starts == {kind: wanted[kind] for kind in kinds}


def test_worker_that_was_away_catches_up_for_three_days():
    reader()
    monday = datetime(2026, 3, 2, 7, tzinfo=WIB)
    assert letters.send_due(at=monday + timedelta(days=3)) == 0
    assert letters.send_due(at=monday + timedelta(days=2, hours=23)) == 1


def test_new_subscriber_gets_no_letter_from_before():
    user = make_officer("national_viewer", email="pejabat@contoh.id")
    tuesday = datetime(2026, 3, 3, 9, tzinfo=WIB)
    letters.subscribe(user=user, rhythm="weekly", at=tuesday)
    assert letters.send_due(at=tuesday) == 0
    assert letters.send_due(at=tuesday + timedelta(days=6)) == 1


@pytest.mark.parametrize("lost", ["account", "role", "right"])
def test_letters_end_with_account_role_and_right(lost):
    user = reader(make_facility(timezone="Asia/Jayapura"))
    letters.send_due(at=MONDAY)
    if lost == "account":
        user.is_active = False
        user.save()
    elif lost == "role":
        user.memberships.update(is_active=False)
    else:
        user.memberships.update(is_active=False)
        make_membership(user=user, role="booth_device", facility=make_facility())
    assert send() is None
    letters.send_due(at=MONDAY + timedelta(days=7))
    assert not ReportSubscription.objects.exists()
    assert ReportLetter.objects.count() == 1


def test_letter_in_the_queue_is_not_sent_to_who_has_switched_off():
    user = reader(make_facility(timezone="Asia/Jayapura"))
    letters.send_due(at=MONDAY)
    letters.unsubscribe(user=user)
    assert send() is None


def test_without_address_nothing_is_made():
    reader(email="")
    assert letters.send_due(at=MONDAY + timedelta(hours=3)) == 0
    assert ReportSubscription.objects.exists()


def test_letter_tells_the_figures_of_the_own_part():
    mine = make_selling_facility(short_name="Lapas Satu", timezone="Asia/Jakarta")
    near = make_selling_facility(
        short_name="Lapas Dua", regency=mine.regency, regional_office=mine.regional_office
    )
    far = make_selling_facility(short_name="Lapas Jauh")
    last_week = datetime(2026, 2, 25, 10, tzinfo=WIB)
    for facility, price, at in (
        (mine, 100_000, last_week),
        (mine, 50_000, last_week - timedelta(days=7)),
        (far, 999_000, last_week),
        (near, 7_000, last_week - timedelta(days=21)),
    ):
        product = make_product(facility=facility)
        make_paid_order(variant=make_variant(product=product, price=price), at=at)
    reader(mine.regional_office)
    letters.send_due(at=datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo(mine.timezone)))
    if not ReportLetter.objects.exists():
        letters.send_due(at=datetime(2026, 3, 2, 9, 30, tzinfo=WIB))

    letter = send()

    assert letter.to == ["pejabat@contoh.id"]
    assert letter.subject == "Minggu 23 Februari sampai 1 Maret 2026: omzet Rp100.000, naik 100%"
    assert "Pesanan: 1, tetap" in letter.body
    assert "Dibandingkan dengan 16 sampai 22 Februari 2026." in letter.body
    assert "1. Lapas Satu: Rp100.000" in letter.body
    assert "1 dari 2 UPT tidak mencatat penjualan" in letter.body
    assert "/laporan/ringkasan/?dari=2026-02-23&sampai=2026-03-01" in letter.body
    assert "Jauh" not in letter.body
    assert "999.000" not in letter.body
    assert "Pembeli" not in letter.body


def test_facility_reads_its_products_and_the_link_opens(client):
    facility = make_selling_facility(short_name="Lapas Satu", timezone="Asia/Jakarta")
    product = make_product(facility=facility, name="Tas & dompet")
    make_paid_order(
        variant=make_variant(product=product, price=80_000),
        at=datetime(2026, 2, 25, 10, tzinfo=WIB),
    )
    user = reader(facility)
    letters.send_due(at=datetime(2026, 3, 2, 7, tzinfo=WIB))
    body = send().body
    assert "1. Tas & dompet: Rp80.000" in body
    client.force_login(user)
    links = [word for word in body.split() if "/laporan/ringkasan" in word]
    assert [client.get(_path(link)).status_code for link in links] == [200, 200]


def test_worker_sends_what_is_due():
    reader()
    letters.send_due(at=datetime(2026, 3, 2, 7, tzinfo=WIB))
    call_command("work", "--once")
    assert [one.to for one in mail.outbox] == [["pejabat@contoh.id"]]
    assert ReportLetter.objects.exclude(sent_at=None).count() == 1
    assert sales.fold() == 0


def test_one_press_in_the_mail_program_ends_the_letters(client):
    """RFC 8058: a post without cookie and without token of a form."""
    client.handler.enforce_csrf_checks = True
    reader(make_facility(timezone="Asia/Jayapura"))
    letters.send_due(at=MONDAY)
    letter = send()
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    off = _path(letter.extra_headers["List-Unsubscribe"].strip("<>"))
    assert off in letter.body

    assert client.get(off).status_code == 200
    assert ReportSubscription.objects.exists()
    answer = client.post(off, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not ReportSubscription.objects.exists()
    assert "tidak dikirim lagi" in client.get(off).content.decode()


def test_link_of_one_reader_ends_no_letters_of_another(client):
    first, second = reader(), reader()
    client.post(reverse("orders:report_off", args=[letters.token_of(first)]))
    assert letters.rhythm_of(first) == ""
    assert letters.rhythm_of(second) == "weekly"


def test_page_switches_the_own_letters(client):
    user = make_officer("treasurer", make_facility(), email="bendahara@contoh.id")
    client.force_login(user)
    page = client.get("/laporan/langganan/").content.decode()
    assert "bendahara@contoh.id" in page
    assert 'value="tidak" checked' in page

    for _ in range(2):
        assert client.post("/laporan/langganan/", {"kapan": "both"}).status_code == 302
    assert letters.rhythm_of(user) == "both"
    assert 'value="both" checked' in client.get("/laporan/langganan/").content.decode()
    client.post("/laporan/langganan/", {"kapan": "tidak"})
    assert letters.rhythm_of(user) == ""


@pytest.mark.parametrize("choice", [{}, {"kapan": "harian"}])
def test_page_answers_nonsense_beside_the_field(client, choice):
    user = reader()
    client.force_login(user)
    answer = client.post("/laporan/langganan/", choice)
    assert answer.status_code == 422
    assert "Pilih salah satu" in answer.content.decode()
    assert letters.rhythm_of(user) == "weekly"


def test_who_reads_no_sales_gets_no_letters(client):
    device = make_booth_device(facility=make_facility()).account
    with pytest.raises(MayNotRead):
        letters.subscribe(user=device, rhythm="weekly", at=MONDAY)
    client.force_login(make_user(is_staff=True))
    assert client.get("/laporan/langganan/").status_code == 403


def test_nothing_is_due_in_the_middle_of_a_week():
    assert list(due_periods(datetime(2026, 3, 6, 12, tzinfo=UTC))) == []


def _path(link: str) -> str:
    parts = urlparse(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path

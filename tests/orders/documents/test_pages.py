"""Papers on the shopper's order page, for officers, and the check for anybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders import limits
from orders.documents import code_in_groups, issue, void
from orders.links import order_token
from orders.models import Document, OrderEvent, Payment
from orders.states import take_step
from tests.builders import make_officer, make_selling_facility

from .papers import OFFICE, money_for, office_order, officer_of

PERSONAL = (OFFICE["office_name"], OFFICE["recipient"], OFFICE["street"], "0812-0000-0001")


@pytest.fixture
def facility():
    return make_selling_facility(name="Lapas Kelas IIA Contoh", document_code="CTH")


@pytest.fixture
def paper(facility):
    return issue(order=office_order(facility=facility), kind="TAG", by=None, at=timezone.now())


def link(paper, kind="document"):
    return reverse(f"orders:{kind}", args=[order_token(paper.order), paper.code])


def check(client, code):
    return client.get(f"/cek/{code}/")


def test_order_page_links_its_papers(client, paper):
    page = client.get(reverse("orders:order_detail", args=[order_token(paper.order)]))
    assert link(paper) in page.content.decode()
    assert link(paper, "document_pdf") in page.content.decode()
    shown = client.get(link(paper))
    assert paper.number in shown.content.decode()
    assert (shown["Cache-Control"], shown["X-Robots-Tag"]) == (
        "no-store, private", "noindex, nofollow",
    )  # fmt: skip


def test_pdf_is_a_download_under_its_number(client, paper):
    answer = client.get(link(paper, "document_pdf"))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert f'"{paper.number.replace("/", "-")}.pdf"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_paper_opens_by_its_own_orders_link_only(client, paper, facility):
    other = office_order(facility=facility)
    for kind in ("document", "document_pdf"):
        own = reverse(f"orders:{kind}", args=[order_token(other), paper.code])
        assert client.get(own).status_code == 404
        assert client.get(reverse(f"orders:{kind}", args=["salah", paper.code])).status_code == 404
        assert client.get(reverse(f"orders:{kind}", args=[paper.code])).status_code == 404


def test_old_link_opens_no_paper(client, paper):
    long_ago = timezone.now() - timedelta(days=91)
    OrderEvent.objects.filter(order=paper.order)._raw_delete("default")
    paper.order.__class__.objects.filter(pk=paper.order_id).update(placed_at=long_ago)
    assert client.get(link(paper)).status_code == 404


def test_officer_of_the_facility_opens_it_and_nobody_else(client, paper, facility):
    pages = [reverse(f"orders:{kind}", args=[paper.code]) for kind in ("document", "document_pdf")]
    for place, role, status in (
        (facility, "facility_staff", 200),
        (make_selling_facility(), "facility_head", 404),
        (facility.regional_office, "regional_viewer", 404),
        (None, "national_viewer", 404),
    ):
        client.force_login(make_officer(role, place))
        assert [client.get(page).status_code for page in pages] == [status] * 2


def test_check_tells_kind_number_facility_day_and_amount(client, paper):
    page = check(client, paper.code)
    text = page.content.decode()
    assert page.status_code == 200
    for told in ("Tagihan", paper.number, "Lapas Kelas IIA Contoh", "Asli", "belum lunas"):
        assert told in text
    assert paper.order.number not in text
    assert [name for name in PERSONAL if name in text] == []
    assert (page["X-Robots-Tag"], page["Cache-Control"]) == (
        "noindex, nofollow", "no-store, private",
    )  # fmt: skip
    assert 'name="robots" content="noindex"' in text


def test_check_says_when_a_paper_is_void_and_keeps_the_reason(client, paper, facility):
    void(document=paper, reason="Salah alamat", by=officer_of(facility), at=timezone.now())
    text = check(client, paper.code).content.decode()
    assert "dibatalkan pada" in text
    assert "Asli" not in text
    assert "Salah alamat" not in text


def test_check_of_a_bill_knows_when_it_was_paid(client, paper):
    money_for(paper.order, paper.order.total)
    assert "sudah lunas" in check(client, paper.code).content.decode()


def test_check_of_a_bill_warns_when_the_order_has_ended(client, paper):
    take_step(order=paper.order, step="cancel", actor="shopper", at=timezone.now())
    assert "jangan membayar" in check(client, paper.code).content.decode()


def test_check_of_an_offer_knows_its_last_day(client, facility):
    order = office_order(facility=facility)
    Payment.objects.filter(order=order).update(pay_before=timezone.now() - timedelta(minutes=1))
    offer = issue(order=order, kind="PEN", by=None, at=timezone.now())
    assert "lewat" in check(client, offer.code).content.decode()


@pytest.mark.parametrize("typed", ["{}", " {} ", "-{}-"])
def test_code_is_read_however_it_is_typed(client, paper, typed):
    spelt = typed.format(code_in_groups(paper.code).lower().replace("0", "o").replace("1", "l"))
    answer = client.get("/cek/", {"kode": spelt})
    assert (answer.status_code, answer["Location"]) == (302, f"/cek/{paper.code}/")


def test_unknown_code_is_no_paper_of_ours(client, paper):
    unknown = "0" * 12 if paper.code != "0" * 12 else "1" * 12
    page = check(client, unknown)
    assert page.status_code == 404
    assert "Tidak ada surat dengan kode" in page.content.decode()


@pytest.mark.parametrize("typed", ["abc", "<script>alert(1)</script>", "\0", "é" * 12, "/" * 3])
def test_nonsense_is_refused_in_words(client, typed):
    page = client.get("/cek/", {"kode": typed})
    assert page.status_code == (422 if typed != "\0" else 200)
    assert "<script>alert" not in page.content.decode()
    assert client.get(f"/cek/{typed.replace('/', '')[:9] or 'x'}/").status_code == 404


def test_number_alone_checks_nothing(client, paper):
    assert check(client, paper.serial).status_code == 404
    assert client.get("/cek/", {"kode": paper.number}).status_code == 422


def test_guessing_is_slowed_down(client, paper, monkeypatch):
    monkeypatch.setattr(limits, "CHECK", limits.Limit("check", 3, timedelta(minutes=1)))
    answers = [check(client, "Z" * 12).status_code for _ in range(4)]
    assert answers[:3] == [404] * 3
    last = check(client, paper.code)
    assert last.status_code == 429
    assert int(last["Retry-After"]) >= 1


def test_checking_asks_the_database_seldom(client, paper, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        check(client, paper.code)


def test_codes_are_long_and_their_own(facility):
    papers = [
        issue(order=office_order(facility=facility), kind="TAG", by=None, at=timezone.now())
        for _ in range(5)
    ]
    codes = {paper.code for paper in papers}
    assert len(codes) == 5
    assert {len(code) for code in codes} == {12}
    assert Document.objects.filter(code__in=codes).count() == 5

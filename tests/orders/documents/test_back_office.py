"""Papers in the back office: issued from the order's page, listed, voided with a reason."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.documents import issue
from orders.models import Document
from tests.builders import make_officer, make_selling_facility

from .papers import money_for, office_order

LIST = "/admin/orders/document/"


@pytest.fixture
def facility():
    return make_selling_facility(document_code="CTH")


@pytest.fixture
def order(facility):
    return office_order(facility=facility)


def signed_in(client, facility, role="facility_manager"):
    user = make_officer(role, facility)
    client.force_login(user)
    return user


def order_page(client, order):
    return client.get(reverse("admin:orders_order_change", args=[order.pk]))


def press(client, order, kind, reference=""):
    address = reverse("admin:orders_document_issue", args=[order.pk, kind])
    return client.post(address, {f"surat-{kind}-reference": reference})


def press_void(client, paper, reason):
    return client.post(reverse("admin:orders_document_void", args=[paper.pk]), {"reason": reason})


def kinds_on(page):
    return [str(item["kind"]) for item in page.context["issuable"]]


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("facility_manager", ["PEN", "SP", "TAG"]),
        ("facility_staff", ["PEN", "SP"]),
        ("treasurer", ["TAG"]),
    ],
)
def test_order_page_offers_what_the_officer_may_issue(client, facility, order, role, kinds):
    signed_in(client, facility, role)
    assert kinds_on(order_page(client, order)) == kinds


def test_issued_paper_is_linked_and_offered_no_more(client, facility, order):
    user = signed_in(client, facility)
    answer = press(client, order, "SP", "027/131/2026")
    assert answer.status_code == 302
    paper = Document.objects.get()
    assert (paper.issued_by, paper.facts["reference"]) == (user, "027/131/2026")
    page = order_page(client, order)
    assert kinds_on(page) == ["PEN", "TAG"]
    assert reverse("orders:document", args=[paper.code]) in page.content.decode()
    shown = client.get(reverse("orders:document", args=[paper.code])).content.decode()
    assert "027/131/2026" in shown


def test_kuitansi_is_offered_while_money_has_none(client, facility, order):
    signed_in(client, facility)
    money_for(order, 1000)
    money_for(order, 2000)
    for _ in range(2):
        assert "KUI" in kinds_on(order_page(client, order))
        press(client, order, "KUI")
    assert "KUI" not in kinds_on(order_page(client, order))
    assert Document.objects.filter(kind="KUI").count() == 2


def test_paper_that_does_not_fit_is_refused_in_words(client, facility, order):
    signed_in(client, facility)
    page = press(client, order, "BAST")
    assert page.status_code == 422
    assert "BAST terbit setelah barang siap diambil atau dikirim." in page.content.decode()
    assert not Document.objects.exists()


def test_too_long_a_reference_comes_back_with_its_error(client, facility, order):
    signed_in(client, facility)
    page = press(client, order, "SP", "9" * 81)
    assert page.status_code == 422
    assert "9" * 81 in page.content.decode()


def test_unknown_kind_and_strange_order_are_404(client, facility, order):
    signed_in(client, make_selling_facility())
    assert press(client, order, "SP").status_code == 404
    signed_in(client, facility)
    assert press(client, order, "XYZ").status_code == 404
    assert (
        client.get(reverse("admin:orders_document_issue", args=[order.pk, "SP"])).status_code == 405
    )


def test_list_filters_by_kind_and_validity(client, facility, order):
    signed_in(client, facility)
    press(client, order, "SP")
    press(client, order, "TAG")
    press_void(client, Document.objects.get(kind="TAG"), "Salah")
    for query, count in (
        ({}, 2), ({"kind__exact": "SP"}, 1), ({"berlaku": "batal"}, 1), ({"berlaku": "ya"}, 1),
        ({"q": "TAG/CTH"}, 1), ({"q": order.number}, 2),
    ):  # fmt: skip
        assert client.get(LIST, query).context["cl"].result_count == count, query


def test_paper_is_voided_from_its_page_with_a_reason(client, facility, order):
    signed_in(client, facility)
    paper = issue(order=order, kind="TAG", by=None, at=timezone.now())
    page = press_void(client, paper, " ")
    assert page.status_code == 422
    assert "Wajib diisi" in page.content.decode()
    assert press_void(client, paper, "Salah jumlah").status_code == 302
    paper.refresh_from_db()
    assert paper.is_void
    shown = client.get(reverse("admin:orders_document_change", args=[paper.pk]))
    assert "Salah jumlah" in shown.content.decode()
    assert shown.context["form"] is None


def test_staff_reads_but_voids_nothing(client, facility, order):
    signed_in(client, facility, "facility_staff")
    paper = issue(order=order, kind="TAG", by=None, at=timezone.now())
    page = client.get(reverse("admin:orders_document_change", args=[paper.pk]))
    assert page.status_code == 200
    assert page.context["form"] is None
    assert press_void(client, paper, "Salah").status_code == 422
    paper.refresh_from_db()
    assert not paper.is_void


def test_paper_of_another_facility_is_404(client, order):
    paper = issue(order=order, kind="TAG", by=None, at=timezone.now())
    signed_in(client, make_selling_facility())
    assert client.get(reverse("admin:orders_document_change", args=[paper.pk])).status_code == 404
    assert press_void(client, paper, "Salah").status_code == 404

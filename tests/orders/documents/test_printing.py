"""The page of a paper in Chromium: fits a phone, prints on one A4 sheet, breaks no policy."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from orders.documents import issue
from orders.links import order_token
from orders.models import Order
from tests.builders import make_selling_facility

from .papers import as_state, money_for, office_order

A4 = (595, 842)


@pytest.fixture
def papers():
    facility = make_selling_facility(name="Lapas Kelas IIA Contoh", address="Jalan Contoh 1")
    order, now = office_order(facility=facility), timezone.now()
    found = [issue(order=order, kind=kind, by=None, at=now) for kind in ("PEN", "SP", "TAG")]
    money_for(order, 10_000_000)
    order = as_state(order, state=Order.State.COMPLETED)
    return found + [issue(order=order, kind=kind, by=None, at=now) for kind in ("KUI", "BAST")]


@pytest.mark.browser
@pytest.mark.usefixtures("transactional_db")
def test_papers_fit_a_phone_and_print_on_one_sheet(page, papers):
    for paper in papers:
        page.goto(reverse("orders:document", args=[order_token(paper.order), paper.code]))
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), paper.number

        sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

        assert len(sheets) == 1, paper.number
        assert tuple(round(float(side)) for side in sheets[0].mediabox[2:]) == A4
        text = sheets[0].extract_text()
        assert paper.number in text
        assert "Unduh PDF" not in text

"""Labels of several orders on real sheets."""

import re

import pytest
from django.urls import reverse

from tests.builders import make_officer, make_paid_order, make_selling_facility
from tests.journeys.test_back_office import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("paper", "size", "sheets"), [("", (105, 148), 5), ("a4", (210, 297), 2)], ids=["A6", "A4"]
)
def test_five_labels_fill_their_sheets(page, live_server, paper, size, sheets):
    facility = make_selling_facility()
    numbers = [make_paid_order(facility=facility).number for _ in range(5)]
    user = make_officer("facility_staff", facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    chosen = "&".join(f"pesanan={number}" for number in numbers)
    page.goto(f"{reverse('orders:staff_papers')}?cetak=label&kertas={paper}&{chosen}")

    sheet = page.pdf(prefer_css_page_size=True)

    width, height = map(float, re.findall(rb"MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)[0])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == size
    assert len(re.findall(rb"/Type /Page\b", sheet)) == sheets

"""Papers of the demo: numbered in the order of their days, one for each arrival of money."""

from orders.demo.papers import FACILITY
from orders.documents import sheet_of
from orders.models import Document, Receipt


def test_numbers_of_the_demo_have_no_gap_and_follow_the_days():
    for kind in ("KUI", "NOT", "BAST"):
        papers = Document.objects.filter(kind=kind)
        for year in set(papers.values_list("year", flat=True)):
            rows = papers.filter(year=year).order_by("serial")
            assert [row.serial for row in rows] == list(range(1, len(rows) + 1))
            assert list(rows) == list(rows.order_by("issued_at", "serial"))


def test_each_arrival_of_money_has_its_kuitansi():
    receipts = Receipt.objects.filter(payment__facility__code=FACILITY)
    receipts = receipts.exclude(payment__order__direct_sale__voided_at__isnull=False)
    assert receipts.count() == Document.objects.filter(kind="KUI").count() > 50


def test_lapas_ambon_writes_its_short_code():
    paper = Document.objects.filter(kind="KUI").last()
    assert paper.number.startswith("KUI/AMB/")
    assert sheet_of(paper)["amount"]["words"].endswith("rupiah")

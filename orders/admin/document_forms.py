"""Forms of papers, and what the page of an order shows of them. They write nothing."""

from collections import Counter

from django import forms

from facilities.access import may
from orders import documents
from orders.models import Document, Order


class IssueForm(forms.Form):
    """What an officer adds to a paper besides what the order knows."""

    reference = forms.CharField(
        label="Nomor surat dari instansi",
        max_length=80,
        required=False,
        help_text="Boleh kosong. Tercetak sebagai dasar surat.",
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, prefix=f"surat-{kind}", **kwargs)
        self.kind = kind


class VoidForm(forms.Form):
    """Why a paper does not hold; the reason stays in the back office."""

    reason = forms.CharField(
        label="Alasan pembatalan",
        max_length=200,
        help_text="Tidak tercetak pada surat; tanpa nama pembeli.",
    )


def papers_context(user, order: Order, forms_by_name: dict) -> dict:
    """papers: those of the order; issuable: kinds the officer may issue now, each with a form."""
    papers = list(order.documents.defer("facts", "buyer").order_by("pk"))
    there = Counter(paper.kind for paper in papers if not paper.is_void)
    issuable = []
    for kind in documents.offered(order):
        # One kuitansi for each arrival of money, one of every other kind.
        wanted = order.payment.receipts.count() if kind == Document.Kind.KUITANSI else 1
        right = documents.PAPERS[kind].right
        if there[kind] >= wanted or not may(user, right, "document", order.facility):
            continue
        name = f"surat-{kind}"
        issuable.append({"kind": kind, "form": forms_by_name.get(name) or IssueForm(kind=kind)})
    return {"papers": papers, "issuable": issuable}

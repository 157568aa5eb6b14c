"""The stored PDF: kept once, drawn anew when it is not what it was, gone with the buyer."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders import documents
from orders.documents import files, forget_buyers, issue, paper_of, pdf_of, sweep, void
from orders.documents.rendering import draw, fingerprint
from orders.links import order_token
from orders.models import Document
from orders.retention import MASKED_NAME, mask_contacts
from orders.states import take_step
from tests.together import together

from .papers import OFFICE, office_order, officer_of

NOW = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=800)


@pytest.fixture
def paper():
    return issue(order=office_order(at=NOW), kind="TAG", by=None, at=NOW)


def again(paper) -> Document:
    return Document.objects.get(pk=paper.pk)


def stored() -> list[str]:
    storage = storages["private"]
    return storage.listdir(files.FOLDER)[1] if storage.exists(files.FOLDER) else []


def test_pdf_is_drawn_once_and_kept(paper, monkeypatch):
    pdf = pdf_of(paper)
    kept = again(paper)
    assert fingerprint(pdf) == kept.sha256
    monkeypatch.setattr(files, "draw", None)
    assert pdf_of(kept) == pdf
    assert len(stored()) == 1


@pytest.mark.parametrize("harm", ["altered", "removed"])
def test_file_that_is_not_what_was_stored_is_drawn_anew(paper, harm, caplog):
    pdf = pdf_of(paper)
    path = storages["private"].path(again(paper).file_name)
    os.remove(path)
    if harm == "altered":
        with open(path, "wb") as file:
            file.write(pdf + b" ")
    assert pdf_of(again(paper)) == pdf
    assert again(paper).sha256 == fingerprint(pdf)
    assert len(stored()) == 1
    assert "missing or altered" in caplog.text


def test_file_drawn_before_the_void_is_not_kept(paper, monkeypatch):
    """The paper is voided while its PDF is being drawn."""
    officer = officer_of(paper.facility)

    def draw_slowly(document):
        void(document=document, reason="Salah", by=officer, at=NOW)
        return draw(document)

    monkeypatch.setattr(files, "draw", draw_slowly)
    pdf_of(paper)
    monkeypatch.undo()

    assert (again(paper).file_name, stored()) == ("", [])
    assert pdf_of(again(paper)) == draw(again(paper))


@pytest.mark.usefixtures("transactional_db")
def test_first_downloads_at_once_leave_one_file(monkeypatch):
    """Each draws outside any transaction; the first to store wins, the others clean up."""
    paper = issue(order=office_order(), kind="TAG", by=None, at=timezone.now())
    gate, inside = threading.Barrier(4, timeout=20), []

    def draw_together(document):
        inside.append(connection.in_atomic_block)
        gate.wait()
        return draw(document)

    monkeypatch.setattr(files, "draw", draw_together)
    address = reverse("orders:document_pdf", args=[order_token(paper.order), paper.code])
    pdfs = together([lambda: Client().get(address).content for _ in range(4)])
    assert len(set(pdfs)) == 1
    assert pdfs[0].startswith(b"%PDF")
    assert inside == [False] * 4
    assert [f"{files.FOLDER}/{name}" for name in stored()] == [again(paper).file_name]


def test_voiding_removes_the_stored_file(paper, django_capture_on_commit_callbacks):
    pdf = pdf_of(paper)
    with django_capture_on_commit_callbacks(execute=True):
        void(document=again(paper), reason="Salah", by=officer_of(paper.facility), at=NOW)
    assert stored() == []
    assert pdf_of(again(paper)) != pdf


def test_masking_blanks_the_buyer_and_removes_the_file(paper):
    pdf_of(paper)
    take_step(order=paper.order, step="cancel", actor="shopper", at=NOW)
    amount, facts = paper.amount, paper.facts
    assert mask_contacts(at=NOW + timedelta(days=700)) == 0
    assert OFFICE["office_name"] in paper_of(again(paper))

    assert mask_contacts(at=LATER) == 1

    masked = again(paper)
    assert (masked.buyer, masked.file_name, stored()) == ({"name": MASKED_NAME}, "", [])
    assert (masked.amount, masked.facts, masked.number) == (amount, facts, paper.number)
    for text in (OFFICE["office_name"], OFFICE["street"], OFFICE["recipient"], "0812-0000-0001"):
        assert text not in paper_of(masked)
    assert MASKED_NAME in paper_of(masked)
    assert documents.find(masked.code, at=LATER).number == masked.number


def test_copy_of_the_facts_holds_nothing_personal(paper):
    text = str(paper.facts)
    for personal in (OFFICE["office_name"], OFFICE["street"], OFFICE["recipient"], "8120000000"):
        assert personal not in text
    assert OFFICE["street"] in str(paper.buyer)


def test_forgetting_touches_only_the_papers_named(paper):
    other = issue(order=office_order(), kind="TAG", by=None, at=NOW)
    assert forget_buyers(checkouts=[paper.order.checkout_id], name=MASKED_NAME) == 1
    assert again(other).buyer["name"] != MASKED_NAME


def test_sweep_removes_files_that_no_paper_names(paper):
    pdf_of(paper)
    lost = storages["private"].save(f"{files.FOLDER}/lost.pdf", ContentFile(b"%PDF"))
    old = time.time() - 2 * 24 * 3600
    for name in stored():
        path = storages["private"].path(f"{files.FOLDER}/{name}")
        os.utime(path, (old, old))
    assert sweep(at=datetime.now(UTC)) == 1
    assert not storages["private"].exists(lost)
    assert storages["private"].exists(again(paper).file_name)

"""A paper as text, as a page and as a PDF. Source: docs/decisions/0061-papers-by-typst.md."""

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path

import typst
from django.template.loader import render_to_string

from catalog.dates import tanggal
from orders import qr_pictures
from orders.models import Document

from .content import Content
from .registry import PAPERS

LAYOUT = Path(__file__).with_name("paper.typ")
MINISTRY = "Kementerian Imigrasi dan Pemasyarakatan"
# Readable by machines for decades, and by screen readers.
STANDARDS = ["a-2a", "ua-1"]
# What the font surely has: European letters, punctuation, fractions. Tested sign by sign.
UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\u017f\u2010-\u2015\u2018-\u201e\u2022\u2026\u00d7]")
SUBSTITUTE = "\N{REPLACEMENT CHARACTER}"


def sheet_of(document: Document) -> dict:
    """The whole text of the paper, ready to be laid out; only texts, so that it can be JSON."""
    content = Content(document)
    seller = content.seller
    where = " ".join(part for part in (seller["city"], seller["postal_code"]) if part)
    contact = (", ".join(part for part in (seller["address"], where) if part), seller["phone"],
               seller["email"])  # fmt: skip
    empty = {"opening": [], "before_table": "", "amount": None}
    return {
        **empty,
        **PAPERS[document.kind].sheet(content),
        "title": Document.Kind(document.kind).label,
        "number": document.number,
        "author": seller["name"],
        "head": [MINISTRY, seller["office"], seller["name"]],
        "contact": [text for text in contact if text],
        "check": {
            "page": _page_of(content.facts["check_url"]),
            "url": content.facts["check_url"],
            "code": code_in_groups(document.code),
        },
        "void": _void_line(document, content),
    }


def paper_of(document: Document) -> str:
    """The paper as HTML, to stand in a page. Asks the database nothing."""
    sheet = sheet_of(document)
    context = {"sheet": sheet, "qr": qr_pictures.svg(sheet["check"]["url"])}
    return render_to_string("orders/documents/_paper.html", context)


def draw(document: Document) -> bytes:
    """The paper as PDF: the same bytes for the same paper, on every machine and at any time.

    Only the fonts that typst brings, only the moment of issue as time. Texts enter as JSON and so
    stay texts, whatever stands in them.
    """
    sheet = sheet_of(document)
    qr = qr_pictures.svg(sheet["check"]["url"])
    sheet["qr"] = str(qr).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    at = int(document.issued_at.timestamp())
    try:
        return _compile(sheet, at)
    except typst.TypstError:
        # A sign the font lacks (an emoji in a name): the standards forbid to leave it out unseen.
        return _compile(printable(sheet), at)


def fingerprint(pdf: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(pdf).hexdigest()


def code_in_groups(code: str) -> str:
    """`7F3K9QWD2MXA` -> `7F3K-9QWD-2MXA`, to be read aloud."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _compile(sheet: dict, at: int) -> bytes:
    return typst.compile(
        LAYOUT.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(sheet)},
        pdf_standards=STANDARDS,
        timestamp=at,
    )


def printable(part):
    """The same sheet with a substitute for every sign that the font may lack."""
    if isinstance(part, dict):
        return {key: printable(value) for key, value in part.items()}
    if isinstance(part, list):
        return [printable(value) for value in part]
    return UNPRINTABLE.sub(SUBSTITUTE, part) if isinstance(part, str) else part


def _page_of(url: str) -> str:
    """The address where the code can be typed: `galeri.example/cek/`."""
    return url.split("://", 1)[-1].rstrip("/").rsplit("/", 1)[0] + "/"


def _void_line(document: Document, content: Content) -> str:
    if document.voided_at is None:
        return ""
    at: datetime = document.voided_at
    return f"DIBATALKAN pada {tanggal(at, content.zone)}. Surat ini tidak berlaku lagi."

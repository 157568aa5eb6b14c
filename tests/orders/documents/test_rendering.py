"""A paper is the same text on screen and as PDF, and the PDF the same bytes every time."""

import io
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.html import strip_tags
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from orders.documents import issue, paper_of, sheet_of, void
from orders.documents.rendering import UNPRINTABLE, draw, fingerprint
from orders.models import Document, Order, OrderLine, Payment
from tests.builders import make_contact, make_product, make_selling_facility, make_variant
from tests.processes import environment

from .papers import OFFICE, as_state, money_for, office_order, officer_of

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KIND = Document.Kind
STEPS = {
    KIND.NOTA: {"state": Order.State.COMPLETED},
    KIND.BAST: {"state": Order.State.COMPLETED},
    KIND.SURAT_JALAN: {"state": Order.State.SHIPPED, "payment": Payment.State.PAID},
}


@pytest.fixture
def facility():
    return make_selling_facility(
        name="Lapas Kelas IIA Ambon", document_code="AMB", city="Ambon", timezone="Asia/Jayapura",
        address="Jalan Laksdya Contoh 1", email="lapas@contoh.id",
    )  # fmt: skip


def paper(kind, facility, **fields) -> Document:
    order = office_order(facility=facility, **fields)
    if kind == KIND.KUITANSI:
        money_for(order, order.total, at=NOW)
    if kind == KIND.SURAT_JALAN:
        order.shipment.method = "courier"
        order.shipment.save()
    order = as_state(order, **STEPS.get(kind, {}))
    return issue(order=order, kind=kind, by=None, at=NOW)


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Without white space: lines break elsewhere on paper, and words are cut at their end."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def texts_in(value) -> list[str]:
    if isinstance(value, dict):
        return [text for key, part in value.items() if key != "url" for text in texts_in(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts_in(part)]
    return [value] if isinstance(value, str) and value else []


@pytest.mark.parametrize("kind", KIND.values)
def test_page_and_pdf_say_the_same(kind, facility):
    document = paper(kind, facility)
    sheet = sheet_of(document)
    pdf, page = squeezed(text_of(draw(document))), squeezed(strip_tags(paper_of(document)))
    said = texts_in(sheet)
    assert len(said) > 20
    assert [text for text in said if squeezed(text) not in pdf] == []
    html = page.replace("&#x27;", "'").replace("&amp;", "&")
    assert [text for text in said if squeezed(text) not in html] == []


def test_kuitansi_says_the_amount_in_words_and_whom_it_is_from(facility):
    order = office_order(
        facility=facility,
        variant=make_variant(product=make_product(facility=facility), price=857_500),
        quantity=4,
        payment_method=Payment.Method.PAY_AT_PICKUP,
    )
    money_for(order, order.total, at=NOW)
    text = text_of(draw(issue(order=order, kind=KIND.KUITANSI, by=None, at=NOW)))
    assert "Rp3.430.000" in text
    assert "tiga juta empat ratus tiga puluh ribu rupiah" in text
    assert "Dinas Contoh" in text
    assert "Ambon, 22 November 2026" in text
    assert "Meterai" not in text


@pytest.mark.parametrize(("price", "has_place"), [(5_000_000, False), (5_000_001, True)])
def test_place_for_meterai_above_five_million(facility, price, has_place):
    order = office_order(
        facility=facility,
        variant=make_variant(product=make_product(facility=facility), price=price),
        payment_method=Payment.Method.PAY_AT_PICKUP,
    )
    money_for(order, price, at=NOW)
    document = issue(order=order, kind=KIND.KUITANSI, by=None, at=NOW)
    assert ("Meterai" in text_of(draw(document))) is has_place
    assert ("Meterai" in paper_of(document)) is has_place


def test_down_payment_and_rest_have_a_kuitansi_each(facility):
    order = office_order(
        facility=facility,
        variant=make_variant(product=make_product(facility=facility), price=2_000_000),
        payment_method=Payment.Method.PAY_AT_PICKUP,
    )
    Payment.objects.filter(order=order).update(down_payment=600_000)
    receipts = [money_for(order, amount, at=NOW) for amount in (600_000, 1_400_000)]
    papers = [
        issue(order=order, kind=KIND.KUITANSI, by=None, at=NOW, receipt=receipt)
        for receipt in receipts
    ]
    first, second = (text_of(draw(document)) for document in papers)
    assert [document.amount for document in papers] == [600_000, 1_400_000]
    assert f"Uang muka pesanan {order.number}" in first
    assert "1.400.000" in first
    assert f"Pelunasan sisa pesanan {order.number}" in second
    assert "Diterima sebelumnya" in second


@pytest.mark.parametrize("way", [Payment.Method.AFTER_HANDOVER, Payment.Method.DOWN_PAYMENT])
def test_kuitansi_of_an_office_says_how_the_money_came_and_not_when_it_was_agreed(facility, way):
    order = office_order(facility=facility)
    money_for(order, order.total, at=NOW)
    order = as_state(order, method=way)
    facts = sheet_of(issue(order=order, kind=KIND.KUITANSI, by=None, at=NOW))["facts"]
    came = next(fact["text"] for fact in facts if fact["label"] == "Tanggal diterima")
    assert came == "22 November 2026, Transfer bank"


def test_postal_code_follows_the_province_without_a_comma(facility):
    regency = facility.regency
    contact = OFFICE | {"regency": regency, "province": regency.province}
    facts = sheet_of(paper(KIND.TAGIHAN, facility, contact=contact))["facts"]
    address = next(fact["text"] for fact in facts if fact["label"] == "Alamat")
    assert address.endswith(f"{regency}, {regency.province} 97128")


@pytest.mark.parametrize(
    ("contact", "receiver"),
    [(OFFICE, "Nama dan NIP"), (make_contact(), "Nama")],
    ids=["office", "person"],
)
def test_only_officers_are_asked_for_their_number(facility, contact, receiver):
    signs = sheet_of(paper(KIND.SURAT_JALAN, facility, contact=contact))["signs"]
    assert [sign["name"] for sign in signs] == ["Nama dan NIP", "Nama", receiver]


def test_money_that_is_too_much_is_called_so(facility):
    order = office_order(facility=facility)
    for _ in range(2):
        money_for(order, order.total, at=NOW)
    papers = [issue(order=order, kind=KIND.KUITANSI, by=None, at=NOW) for _ in range(2)]
    first, second = (text_of(draw(document)) for document in papers)
    assert f"Pelunasan pesanan {order.number}" in first
    assert f"Kelebihan bayar pesanan {order.number}" in second


PLAIN = {
    "kind": "TAG",
    "number": "TAG/X/2026/11/0001",
    "code": "0" * 12,
    "amount": 1,
    "issued_at": NOW,
}
PLAIN_FACTS = {
    "zone": "Asia/Jakarta", "issued_at": NOW.isoformat(), "place": "Kota", "reference": "",
    "check_url": "http://contoh.id/cek/0/", "receipt": None, "earlier": {}, "lines": [],
    "seller": dict.fromkeys(("office", "name", "address", "city", "postal_code", "phone", "email"), "x"),
    "order": {"number": "P-1", "placed_at": NOW.isoformat(), "shipping": 0, "code": 0, "total": 1},
    "payment": {"bank": "", "account": "", "holder": "", "pay_before": None, "received": 0, "way": "x"},
    "delivery": {},
}  # fmt: skip
NASTY = '#panic(1) *tebal* $x^2$ <b> \\ "kutip" \' @ref //'


def test_names_that_look_like_code_stay_text(facility):
    variant = make_variant(product=make_product(facility=facility), name="_miring_")
    order = office_order(
        facility=facility,
        variant=variant,
        contact=make_contact(office_name=NASTY, buyer_kind="instansi"),
    )
    OrderLine.objects.filter(order=order).update(name='#include "/etc/passwd" [a] {b}')
    document = issue(order=order, kind=KIND.TAGIHAN, by=None, at=NOW, reference="#read(1)")
    pdf, page = squeezed(text_of(draw(document))), paper_of(document)
    for text in (NASTY, '#include "/etc/passwd" [a] {b}', "#read(1)", "_miring_"):
        assert squeezed(text) in pdf
    assert "<b> \\" not in page
    assert "&lt;b&gt;" in page


STRANGE = ["Toko 😀", "中文名", "ꦲꦏ꧀ꦱꦫ", "ᮞᮥᮔ᮪ᮓ", "\x01", "\ue000", "عربى", "A" * 80, "\u202eterbalik"]


@pytest.mark.parametrize("name", STRANGE)
def test_signs_that_the_font_lacks_stop_no_paper(facility, name):
    order = office_order(facility=facility, contact=OFFICE | {"office_name": f"Dinas {name}"})
    document = issue(order=order, kind=KIND.TAGIHAN, by=None, at=NOW)
    text = text_of(draw(document))
    assert "Dinas" in text
    assert document.number in text


@given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_name_can_be_drawn(name):
    document = Document(**PLAIN, facts=PLAIN_FACTS, buyer={"name": name, "office": name})
    assert draw(document).startswith(b"%PDF")


def test_signs_kept_in_need_are_all_in_the_font():
    kept = "".join(sign for code in range(0x2200) if not UNPRINTABLE.match(sign := chr(code)))
    assert len(kept) > 300
    document = Document(**PLAIN, facts=PLAIN_FACTS, buyer={"name": kept + "😀"})
    assert draw(document).startswith(b"%PDF")


def test_hundred_lines_run_over_pages_and_keep_their_head(facility):
    order = office_order(facility=facility)
    line = order.lines.get()
    for position in range(2, 101):
        line.pk, line.position, line.name = None, position, f"Barang nomor {position}"
        line.save(force_insert=True)
    pages = PdfReader(
        io.BytesIO(draw(issue(order=order, kind=KIND.TAGIHAN, by=None, at=NOW)))
    ).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) > 2
    assert all("Uraian" in text for text in texts[:2])
    assert f"dari {len(texts)}" in texts[0]


def test_void_paper_says_so_on_page_and_pdf(facility):
    document = paper(KIND.TAGIHAN, facility)
    assert "DIBATALKAN" not in text_of(draw(document)) + paper_of(document)

    document = void(document=document, reason="Salah jumlah", by=officer_of(facility), at=NOW)

    for said in (text_of(draw(document)), paper_of(document)):
        assert "DIBATALKAN pada 22 November 2026" in said
        assert "Salah jumlah" not in said


def test_later_edits_change_no_paper(facility):
    document = paper(KIND.TAGIHAN, facility)
    before = draw(document)
    facility.name, facility.address = "Lapas Lain", "Jalan Lain"
    facility.document_code, facility.bank_account_number = "LAIN", "999"
    facility.save()
    OrderLine.objects.update(name="Lain", unit_price=1)
    document.order.checkout.office_name = "Kantor Lain"
    document.order.checkout.save()

    document = Document.objects.get(pk=document.pk)
    assert draw(document) == before


def test_pdf_is_made_to_last_and_to_be_read_aloud(facility):
    pdf = draw(paper(KIND.TAGIHAN, facility))
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    meta = root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("id")
    assert "pdfaid:part>2<" in meta.replace('="2"', ">2<")
    assert "pdfuaid" in meta
    assert len(pdf) < 100_000


IN_ANOTHER_PROCESS = """
import django
django.setup()
from orders.documents.rendering import draw, fingerprint
from orders.models import Document
print(fingerprint(draw(Document.objects.get(kind="TAG"))))
"""


@pytest.mark.usefixtures("transactional_db")
def test_two_processes_draw_the_same_bytes(facility, tmp_path):
    """Other hash seeds, another time zone, another folder: the same file."""
    document = paper(KIND.TAGIHAN, facility)
    prints = set()
    for seed, zone, folder in (("1", "UTC", tmp_path), ("2", "Asia/Jayapura", Path.cwd())):
        variables = environment(
            PYTHONHASHSEED=seed, TZ=zone, DJANGO_SETTINGS_MODULE="gallery_site.settings",
            PYTHONPATH=str(Path.cwd()), SECRET_KEY="only-for-tests", DEBUG="0",
        )  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS], env=variables, cwd=folder, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        prints.add(done.stdout.strip() or done.stderr)
    assert prints == {fingerprint(draw(document))}

"""Screen, XLSX, CSV and PDF say the same, cell by cell, on every page there is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.reports.pages import PAGES
from tests.builders import (
    make_category,
    make_officer,
    make_paid_order,
    make_product,
    make_refund,
    make_selling_facility,
    make_target,
    make_variant,
    make_workforce_report,
    pay_back,
)

from .copies import from_csv, from_screen, from_xlsx, results_in_xlsx, squeezed, text_of

NOW = timezone.now()
SPAN = {"rentang": f"{timezone.localdate().year}"}
# What a spreadsheet would compute, and what the paper's layout would obey.
HOSTILE = '=HYPERLINK("http://contoh.id") *tebal* #panic("x") <b> $x$ [a]'


@pytest.fixture
def office():
    """A Kanwil with two facilities that sold, one that did not, and money given back."""
    first = make_selling_facility(short_name="Lapas Satu", name="Lapas Kelas IIA Satu")
    second = make_selling_facility(
        short_name="@Lapas Dua", regency=first.regency, regional_office=first.regional_office
    )
    make_selling_facility(
        short_name="Rutan Sepi", regency=first.regency, regional_office=first.regional_office
    )
    food = make_category(name="-Makanan & minuman")
    for facility, name, price, quantity in (
        (first, HOSTILE, 1_250_000, 3),
        (second, "Keripik pisang", 15_500, 40),
        (second, "+Sambal", 22_000, 2),
    ):
        product = make_product(facility=facility, name=name, category=food)
        order = make_paid_order(
            variant=make_variant(product=product, price=price), quantity=quantity,
            at=NOW - timedelta(hours=2),
        )  # fmt: skip
    pay_back(make_refund(order=order))
    make_workforce_report(facility=first)
    # Hidden from who reads above it: a word among numbers, in every copy.
    make_workforce_report(facility=second, working=4, trained=3, certificates=2)
    make_target(facility=first, pnbp=2_000_000)
    return first.regional_office


@pytest.fixture
def official(client, office):
    user = make_officer("regional_viewer", office)
    client.force_login(user)
    return user


@pytest.mark.parametrize("slug", PAGES)
def test_four_copies_say_the_same(client, official, slug):
    page = client.get(f"/laporan/{slug}/", SPAN | {"semua": "1"})
    report = page.context["report"]
    xlsx, csv, pdf = (
        client.get(f"/laporan/{slug}.{kind}", SPAN).content for kind in ("xlsx", "csv", "pdf")
    )
    facts, tables = from_screen(page.content.decode())
    assert len(tables) == len(report.tables)
    assert {len(table.rows) for table in report.tables} != {0}

    in_xlsx, in_csv, on_paper = from_xlsx(xlsx), from_csv(csv, report), text_of(pdf)
    for number, table in enumerate(report.tables):
        if not table.rows:
            assert in_xlsx[1][number][1][0] == in_csv[1][number][1][0] == table.empty
            assert squeezed(table.empty) in on_paper
            continue
        rows = tables[number]
        assert len(rows) == 1 + len(table.rows) + bool(table.totals)
        assert in_xlsx[1][number] == rows
        assert in_csv[1][number] == rows
        place = on_paper.index(squeezed(table.title))
        for row in rows:
            place = on_paper.index(squeezed("".join(row)), place)

    same = {"Rentang", "Tempat", "Dibaca oleh", "Kode periksa"}
    assert facts.keys() >= same | {"Dicetak"}
    for label, text in facts.items():
        in_files = {"xlsx": in_xlsx[0][label], "csv": in_csv[0][label]}
        if label != "Dicetak":  # each copy was made at its own moment
            assert set(in_files.values()) == {text}
            assert squeezed(text) in on_paper
        assert "pukul" in in_files["xlsx"] or label != "Dicetak"


@pytest.mark.parametrize("slug", PAGES)
def test_stored_results_are_those_of_the_formulas(client, official, slug):
    results = results_in_xlsx(client.get(f"/laporan/{slug}.xlsx", SPAN).content)
    assert [place for place, (stored, computed) in results.items() if stored != computed] == []

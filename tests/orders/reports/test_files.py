"""Screen, XLSX, CSV and PDF say the same, cell by cell, on every page there is."""

import pytest

from orders.reports.pages import PAGES

from .copies import SPAN, from_csv, from_screen, from_xlsx, results_in_xlsx, squeezed, text_of


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


@pytest.mark.parametrize("slug", ["stok", "kualitas-data", "belum-masuk"])
def test_report_of_the_moment_names_no_span(client, official, slug):
    """Its code is the same whatever span the address carries on from another page."""
    months = [
        client.get(f"/laporan/{slug}/", {"rentang": month}) for month in ("2026-03", "2026-04")
    ]
    facts = [dict(answer.context["facts"]) for answer in months]
    assert {one["Rentang"] for one in facts} == {"keadaan saat dicetak"}
    assert len({one["Kode periksa"] for one in facts}) == 1
    named = client.get(f"/laporan/{slug}.csv", {"rentang": "2026-03"})["Content-Disposition"]
    assert "sampai" not in named


@pytest.mark.parametrize("slug", PAGES)
def test_stored_results_are_those_of_the_formulas(client, official, slug):
    results = results_in_xlsx(client.get(f"/laporan/{slug}.xlsx", SPAN).content)
    assert [place for place, (stored, computed) in results.items() if stored != computed] == []

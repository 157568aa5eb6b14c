import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from catalog.sheets import reading
from catalog.sheets.errors import SheetRefused
from catalog.sheets.reading import read_table
from catalog.sheets.writing import write


def book(*rows) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_written_file_is_read_back(kind):
    rows = [["A-1", 185000, "Satu\nDua; tiga"], ["A-2", "", '"kutip", koma']]
    table = read_table(write(kind, ["SKU", "Harga", "Cerita"], rows), title="sku")
    assert table.titles == ("SKU", "Harga", "Cerita")
    assert table.rows == (("A-1", "185000", "Satu\nDua; tiga"), ("A-2", "", '"kutip", koma'))


def test_line_numbers_are_those_of_the_spreadsheet():
    data = book(["Daftar barang"], [], ["SKU", "Harga"], [], ["A-1", 5])
    assert read_table(data, title="sku").numbers == (5,)
    assert read_table(b'SKU;Harga\r\nA;"x\ny"\r\nB;2\r\n', title="sku").numbers == (2, 4)


def test_typed_cells_are_read_as_an_officer_writes_them():
    data = book(["SKU", "a", "b", "c", "d", "e"],
                [1001, 185000.0, 1.234, True, date(2026, 11, 2), datetime(2026, 11, 2, 8, 5)])  # fmt: skip  # noqa: DTZ001
    row = read_table(data, title="sku").rows[0]
    # A broken number must not be taken for thousands.
    assert row == ("1001", "185000", "1,234", "ya", "2026-11-02", "2026-11-02 08:05")


def test_formula_is_read_as_its_letters():
    assert read_table(book(["SKU", "Harga"], ["A-1", "=1+1"]), title="sku").rows[0][1] == "=1+1"


@pytest.mark.parametrize("data", [b"", b" \n", b"%PDF-1.7", b"<html>", b"\xd0\xcf\x11\xe0xx", b"PK\x03\x04rusak", b"SKU;Harga\r\n", b"Nama;Harga\r\nA;1\r\n", b"a\0b", b"SKU;Harga;Harga\r\nA;1;2\r\n"])  # fmt: skip
def test_foreign_or_empty_file_is_refused(data):
    with pytest.raises(SheetRefused):
        read_table(data, title="sku")


def test_too_many_rows_columns_or_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    assert len(read_table(b"SKU;H\r\nA;1\r\nB;2\r\n", title="sku").rows) == 2
    for data in (b"SKU;H\r\nA;1\r\nB;2\r\nC;3\r\n", book(["SKU"], ["A"], ["B"], ["C"])):
        with pytest.raises(SheetRefused, match=r"5\.000 baris"):
            read_table(data, title="sku")
    with pytest.raises(SheetRefused, match="kolom"):
        read_table(("SKU;" + ";".join(map(str, range(70))) + "\nA;1\n").encode(), title="sku")
    with pytest.raises(SheetRefused, match="8 MB"):
        read_table(b"x" * 8_000_001)


def test_packed_bomb_is_refused_before_it_is_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(3):
            packed.writestr(f"xl/worksheets/sheet{n}.xml", b"0" * 50_000_000)
    with pytest.raises(SheetRefused, match="terlalu besar"):
        read_table(out.getvalue(), title="sku")


def test_entities_of_packed_xml_are_not_followed():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(["SKU", "Harga"], ["A", 1]))) as old, zipfile.ZipFile(out, "w") as new:  # fmt: skip
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                bomb = b'<!DOCTYPE x [<!ENTITY a "boo"><!ENTITY b "&a;&a;">]>'
                start = text.index(b"<worksheet")
                text = text[:start] + bomb + text[start:]
            new.writestr(name, text)
    with pytest.raises(SheetRefused, match="rusak"):
        read_table(out.getvalue(), title="sku")

"""Words that could point at a person are seen; words of goods, groups and units are not."""

import csv
import re

import pytest
from django import forms

from catalog.demo import products as demo_products
from facilities import personal_words
from facilities.checked_words import CheckedWords

POINTS_AT_SOMEBODY = [
    ("NIK 8171012345678901", "8171012345678901"),
    ("8171 0123 4567 8901", "8171 0123 4567 8901"),
    ("NIP 198501012010011001", "198501012010011001"),
    ("Hubungi 0812-3456-7890", "0812-3456-7890"),
    ("surat ke nama@contoh.id ya", "nama@contoh.id"),
    ("Dibuat Contoh bin Misal", "Contoh bin Misal"),
    ("contoh binti misal", "contoh binti misal"),
    ("Rekening a.n. Contoh", "a.n. Contoh"),
    ("atas nama Contoh", "atas nama Contoh"),
    ("kerajinan a/n contoh", "a/n contoh"),
    ("Contoh alias Misal", "alias Misal"),
    ("warga berinisial AB", "berinisial AB"),
    ("inisial AB", "inisial AB"),
    ("Contoh Misal, 34 tahun, menganyamnya", "Contoh Misal, 34 tahun"),
    ("dikerjakan Contoh (34 thn)", "Contoh (34 thn"),
    ("buah tangan Contoh", "buah tangan Contoh"),
    ("seorang bernama Contoh", "bernama Contoh"),
    ("Sdr. Contoh yang menganyam", "Sdr. Contoh"),
    ("tas rajut Ibu Contoh", "Ibu Contoh"),
    ("diukir Pak Contoh", "Pak Contoh"),
    ("karya AB (34)", "AB (34)"),
    ("dibuat oleh Contoh", "dibuat oleh Contoh"),
    ("Karya Contoh Misal", "Karya Contoh Misal"),
    ("No. Reg 12/B/2024", "No. Reg 12/B/2024"),
    ("nomor induk 4411", "nomor induk 4411"),
    ("BI. 123/2024", "BI. 123/2024"),
    ("B.IIa 45/2023", "B.IIa 45/2023"),
    ("penghuni blok B 12", "blok B 12"),
    ("sel nomor 7", "sel nomor 7"),
    ("dari kamar hunian kami", "kamar hunian"),
    ("mantan napi", "mantan napi"),
    ("terpidana mati", "terpidana"),
    ("pelaku kasus narkoba", "kasus narkoba"),
    ("pasal 112", "pasal 112"),
    ("bekas pembunuh", "pembunuh"),
    ("mendapat remisi", "remisi"),
    ("lahir di Ambon", "lahir di"),
    ("kelahiran 1985", "kelahiran 1985"),
    ("ia berusia 34", "ia berusia 34"),
]
POINTS_AT_NOBODY = [
    "Dibuat oleh Kelompok Anyam Lapas Ambon.",
    "Karya warga binaan Lapas Narkotika Sungguminasa.",
    "Karya Warga Binaan Rutan Kelas IIB",
    "Lembaga Pemasyarakatan dan Rumah Tahanan Negara",
    "Meja lipat 120 x 60 x 75 cm, tahan air, warna cokelat",
    "P-IRT No. 2060167010123-28, BPOM MD 123456789012",
    "Mainan untuk anak usia 3 tahun ke atas",
    "Sertifikat halal ID31110000123456789",
    "Batik motif parang, pewarna alam, lebar 115 cm",
    "Batako 10 x 20 x 40 cm, satu blok 12 kg",
    "Ibu Kota Nusantara, hadiah Hari Ibu",
    "Masa simpan 180 hari; simpan di tempat sejuk.",
    "Rp1.250.000 per set, pesan 14 hari sebelumnya",
    "Penel surya, sel surya 100 watt",
    "Hasil tangan Warga Binaan, buah tangan dari Ambon",
    "Bengkel Kayu, 20 tahun berpengalaman; Kelompok Anyam, 15 tahun berdiri",
    "Kayu jati, 30 tahun; garansi 12 bulan",
]


@pytest.mark.parametrize(("text", "words"), POINTS_AT_SOMEBODY)
def test_words_that_point_at_somebody_are_found(text, words):
    assert [found.words for found in personal_words.find(text)] == [words]


@pytest.mark.parametrize("text", POINTS_AT_NOBODY)
def test_words_of_goods_and_units_are_let_through(text):
    assert personal_words.find(text) == []


@pytest.mark.parametrize("name", ["products.csv", "variants.csv", "services.csv"])
def test_no_text_of_the_demo_is_stopped(name):
    stopped = []
    for row in csv.DictReader((demo_products.HERE / name).read_text().splitlines()):
        for column, text in row.items():
            if not column.endswith(("_code", "sku")):
                stopped += [(text, found) for found in personal_words.find(text or "")]
    assert stopped == []


def test_each_place_is_named_once_in_reading_order():
    found = personal_words.find("Sdr. Contoh bin Misal dari blok A 3, NIK 8171012345678901")
    assert [f.words for f in found] == ["Contoh bin Misal", "blok A 3", "8171012345678901"]


class Note(CheckedWords, forms.Form):
    public_texts = ("text",)
    text = forms.CharField(required=False)


def tick_of(form):
    (error,) = form.errors["text"].data
    return dict([re.search(r'name="([^"]+)" value="([^"]+)"', error.messages[0]).groups()])


def test_warning_stands_beside_its_field_and_can_be_confirmed():
    data = {"text": "Karya Contoh bin Misal"}
    form = Note(data)
    assert not form.is_valid()
    assert "“Contoh bin Misal” (mirip nama orang (bin/binti))" in form.errors["text"][0]
    assert Note(data | tick_of(form)).is_valid()


def test_confirmation_counts_for_these_words_only():
    tick = tick_of(Note({"text": "Karya Contoh bin Misal"}))
    assert not Note({"text": "Karya Misal bin Contoh"} | tick).is_valid()


def test_text_that_was_not_changed_is_not_asked_about_again():
    text = "Karya Contoh bin Misal"
    assert Note({"text": text}, initial={"text": text}).is_valid()


def test_words_in_the_warning_are_escaped():
    form = Note({"text": "<b>Contoh</b> dan Sdr. Contoh, <i>bin</i> a.n. <script>"})
    assert "<script>" not in str(form.errors)
    assert "<b>Contoh" not in str(form.errors)

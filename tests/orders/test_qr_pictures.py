"""A drawn code is one that a scanner reads, in the page and in the file."""

import io
import re

import zxingcpp
from PIL import Image

from orders import qr_pictures

TEXT = "00020101021226680016ID.CO.CONTOH.WWW54061473565802ID5919GALERI LAPAS CONTOH6304ABCD"


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_saved_picture_is_read_by_a_scanner():
    picture = Image.open(io.BytesIO(qr_pictures.png(TEXT)))
    assert (picture.format, read(picture)) == ("PNG", [TEXT])


def test_words_stand_below_the_code_and_do_not_disturb_it():
    lines = ["GALERI LAPAS CONTOH", "Rp147.356", "Bayar sebelum 22 November 2026 pukul 14.05 WIB"]
    bare = Image.open(io.BytesIO(qr_pictures.png(TEXT)))
    picture = Image.open(io.BytesIO(qr_pictures.png(TEXT, lines=lines)))

    assert read(picture) == [TEXT]
    assert picture.height > bare.height
    edge = picture.crop((0, 0, 20, picture.height)).getextrema()
    assert edge == ((255, 255),) * 3  # no word is cut off


def test_code_in_the_page_carries_no_style_and_scales():
    drawn = qr_pictures.svg(TEXT)
    assert re.match(r'<svg viewBox="0 0 \d+ \d+"><path stroke="#14161e" d="[^"]+"/></svg>$', drawn)

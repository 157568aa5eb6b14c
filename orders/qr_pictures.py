"""QR codes as pictures: drawn into a page, or a file to keep on the phone."""

import io
from collections.abc import Sequence

import segno
from django.utils.safestring import SafeString, mark_safe
from PIL import Image, ImageDraw, ImageFont

QUIET_ZONE = 4  # modules of white around the code, as its standard asks
MODULE_PIXELS = 10
TEXT_SIZE, LINE_HEIGHT = 30, 44
INK, PAPER = "#14161e", "#ffffff"


def svg(text: str) -> SafeString:
    """The code as an `<svg>` that fills its box. Who includes it says in words what it is.

    The box is white and gives part of the quiet zone (`.qr`).
    """
    picture = io.BytesIO()
    _code(text).save(
        picture, kind="svg", xmldecl=False, svgns=False, nl=False, omitsize=True, border=1,
        svgclass=None, lineclass=None, dark=INK,
    )  # fmt: skip
    return mark_safe(picture.getvalue().decode())  # noqa: S308 - only numbers, drawn by segno


def png(text: str, *, lines: Sequence[str] = ()) -> bytes:
    """The code as a PNG with lines of words below it, which a saved picture needs later."""
    code = io.BytesIO()
    _code(text).save(
        code, kind="png", scale=MODULE_PIXELS, border=QUIET_ZONE, dark=INK, light=PAPER
    )
    drawn = Image.open(code).convert("RGB")
    font = ImageFont.load_default(TEXT_SIZE)
    width = max([drawn.width, *(round(font.getlength(line)) + 2 * TEXT_SIZE for line in lines)])
    foot = LINE_HEIGHT * len(lines) + (TEXT_SIZE if lines else 0)
    sheet = Image.new("RGB", (width, drawn.height + foot), PAPER)
    sheet.paste(drawn, ((width - drawn.width) // 2, 0))
    pen = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        middle = (width // 2, drawn.height + LINE_HEIGHT * number)
        pen.text(middle, line, fill=INK, font=font, anchor="ma")
    picture = io.BytesIO()
    sheet.save(picture, "PNG", optimize=True)
    return picture.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")

"""Drawn receipts, of a transfer and of a deposit, that say on their face that they are none."""

from datetime import date, datetime
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from catalog.money import rupiah

SIZE = (720, 1080)
PAPER, INK, FAINT, BAND, STAMP = "#ffffff", "#1a1f33", "#555a69", "#2a3d70", "#a02c20"


def receipt_jpeg(*, amount: int, bank: str, account: str, at: datetime) -> bytes:
    """JPEG of a phone's transfer page. amount: whole rupiah; at: shown as it is given."""
    rows = (
        ("Tanggal", f"{at:%d-%m-%Y}"),
        ("Pukul", f"{at:%H.%M}"),
        ("Bank tujuan", bank),
        ("Rekening tujuan", account),
        ("Pengirim", "Pembeli Contoh"),
        ("Berita", "Pesanan galeri"),
    )
    return _paper("Transfer berhasil", amount, rows, "CONTOH, bukan bukti pembayaran")


def slip_jpeg(*, amount: int, ntpn: str, on: date) -> bytes:
    """JPEG of a slip for money paid to the state. amount: whole rupiah."""
    rows = (
        ("Tanggal", f"{on:%d-%m-%Y}"),
        ("Penerimaan", "PNBP"),
        ("NTPN", ntpn),
    )
    return _paper("Penerimaan negara", amount, rows, "CONTOH, bukan bukti setor")


def _paper(title: str, amount: int, rows: tuple, stamp: str) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 150), fill=BAND)
    _centred(draw, title, 75, 40, "#ffffff")
    _centred(draw, rupiah(amount), 260, 72, INK)
    for place, (label, value) in enumerate(rows):
        top = 380 + place * 80
        draw.text((60, top), label, fill=FAINT, font=_font(28))
        draw.text((SIZE[0] - 60, top), value, fill=INK, font=_font(30), anchor="ra")
        draw.line((60, top + 56, SIZE[0] - 60, top + 56), fill="#ddd8cb", width=2)
    draw.rectangle((60, 920, SIZE[0] - 60, 1010), outline=STAMP, width=4)
    _centred(draw, stamp, 965, 34, STAMP)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _font(size: int):
    return ImageFont.load_default(size)


def _centred(draw, text: str, middle: int, size: int, colour: str) -> None:
    draw.text((SIZE[0] / 2, middle), text, fill=colour, font=_font(size), anchor="mm")

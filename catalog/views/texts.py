"""Pages of plain text: who we are, how to shop, the rules. Source: docs/rules/texts.md."""

from datetime import date

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse

from catalog.public import public_page

VALID_FROM = date(2026, 11, 21)

TEXTS = {
    "about": (
        "Tentang galeri ini",
        "Etalase bersama karya warga binaan dari lapas, rutan, LPKA, dan bapas di seluruh Indonesia.",
    ),
    "how_to_shop": (
        "Cara belanja",
        "Memilih, memesan, membayar, dan mengikuti pesanan tanpa akun.",
    ),
    "terms": ("Syarat dan ketentuan", "Penjual, harga, ketersediaan, pembayaran, dan pembatalan."),
    "privacy": (
        "Kebijakan privasi",
        "Data yang kami minta, siapa yang melihatnya, berapa lama disimpan, dan hak Anda.",
    ),
    "returns": (
        "Pengembalian dan komplain",
        "Barang rusak, salah, atau kurang: apa yang ditanggung dan bagaimana caranya.",
    ),
}


@public_page
def about(request):
    return _text(request, "about")


@public_page
def how_to_shop(request):
    return _text(request, "how_to_shop", here="cara-belanja")


@public_page
def terms(request):
    return _text(request, "terms", valid_from=VALID_FROM)


@public_page
def privacy(request):
    return _text(request, "privacy", valid_from=VALID_FROM)


@public_page
def returns(request):
    return _text(request, "returns", valid_from=VALID_FROM)


def _text(request, name, **context):
    title, description = TEXTS[name]
    context |= {
        "title": title,
        "description": description,
        "crumbs": [("Beranda", reverse("catalog:home")), (title, "")],
        "texts": [(label, reverse(f"catalog:{key}")) for key, (label, _) in TEXTS.items()],
        "complaint_contact": settings.COMPLAINT_CONTACT,
        "consumer_contact": settings.CONSUMER_COMPLAINT_CONTACT,
    }
    return render(request, f"catalog/{name}.html", context)

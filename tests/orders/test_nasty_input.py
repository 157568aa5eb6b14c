"""Whatever a stranger sends is answered: no crash, no echo that runs, no way out of the site."""

from itertools import product as pairs
from urllib.parse import quote

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from catalog import stock
from catalog.listing import PARAMS
from orders.links import order_token
from orders.models import Cart, Checkout, Order, RateCounter
from orders.sales import broken_orders
from tests.builders import make_cart, make_order, make_photo, make_service, make_stock

MARK = "<q1z>"
# Every so many of all values in all places; 1 tries the whole table (five minutes).
STRIDE = 17
OURS = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
NASTY = [
    "", " ", "0", "-1", "1", "01", "1.5", "1e9", "NaN", "Infinity", "-0", "٣", "²", "½",
    str(2**31), str(2**63 - 1), str(2**63), "9" * 400, "9" * 5000, "-" + "9" * 30, "1_000", "0x10",
    "\0", "a\0b", "\x01\x02", "\x7f", "\r\nSet-Cookie: a=1", "\n", "\t", "\u2028", "\u202e",
    "\ufeff", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "\U0010ffff",
    "é" * 300, "a" * 3000, "ก" * 1000, "𐐷", "İ", "ß", "ﬁ",
    MARK, f'"{MARK}', f"'{MARK}", f"</script>{MARK}", f'" onfocus="x" {MARK}', "javascript:alert(1)",
    "{{ 7*7 }}", "{% debug %}", "${7*7}", "%s%s%s%n", "%(x)s", "%00", "%", "%zz", "{0}", "{}",
    "' OR 1=1 --", '" OR ""="', "1; DROP TABLE orders_order", "\\", "'", '"', "*", "NEAR(", "a AND",
    "(", ")", "^a", "a*", "a:b", ":", "-a", '"a', "!", "&|!", "<->", "' & x", "a b c d e f g h " * 20,
    "../../../../etc/passwd", "..%2f..%2f", "//evil.example", "https://evil.example/",
    "/\\evil.example", "evil.example", "[]", "[1]", "null", "true", "undefined", "on",
    "2026-13-45", "0000-00-00", "9999-12-31", "0001-01-01", "29/02/2025", "2026-11-21T00:00",
    "a@b", f"{'a' * 200}@{'b' * 60}.id", "12345\n", "a@b.c" * 80, "+62", "+1 202 555 0100", "0812" * 10, "081200000001\0",
    "pickup", "courier", "bank_transfer", "cash", "hapus-1", "hapus-", "lanjut", "ubah", "tambah",
    "=1+1", "@x", "+x", "-x", "|", ";", "`id`", "$(id)", "*)(uid=*", "<!--", "]]>", "&#x3c;",
]  # fmt: skip


def _refused(response, asked) -> list[str]:
    """What is wrong with an answer, if anything."""
    wrong = []
    if response.status_code >= 500:
        wrong.append(f"{response.status_code} for {asked!r}")
    if MARK in response.content.decode(errors="replace"):
        wrong.append(f"unescaped echo of {asked!r}")
    place = response.headers.get("Location", "")
    if (place and not place.startswith("/")) or place.startswith(("//", "/\\")):
        wrong.append(f"leads to {place!r} for {asked!r}")
    return wrong


@pytest.fixture
def open_limits():
    """Nothing but the forms themselves is tried here: the limits have tests of their own."""
    return lambda: RateCounter.objects.all().delete()


@pytest.fixture
def _goes_on(client):
    client.raise_request_exception = False


@pytest.mark.usefixtures("_goes_on")
def test_public_addresses_answer_every_query(client):
    paths = {
        "/": ("q",),
        "/produk/": PARAMS,
        "/upt/": ("q",),
        "/jasa/": ("jenis", "halaman", "hal"),
        "/laporan/": ("rentang", "upt", "kategori"),
        "/lacak/": ("number",),
        "/admin/login/": ("next",),
    }
    wrong = []
    places = [(path, name) for path, names in paths.items() for name in names]
    for (path, name), value in list(pairs(places, NASTY))[::STRIDE]:
        response = client.get(path, {name: value})
        wrong += _refused(response, f"{path}?{name}={value[:40]}")
    assert wrong == []


@pytest.mark.usefixtures("_goes_on")
def test_public_addresses_answer_every_path(client):
    photo, service = make_photo(), make_service()
    patterns = [
        "/{}", "/{}/", "/produk/{}/", f"/produk/{{}}-{photo.product_id}/", "/produk/a-{}/",
        f"/jasa/{{}}-{service.pk}/", "/jasa/a-{}/", "/kategori/{}/", "/upt/{}/", "/wilayah/{}/",
        "/media/{}", "/media/produk/ab/{}.jpg", "/feed/{}", "/belanja/{}/", "/pesanan/{}/",
        "/pesanan/{}/batal/", "/pesanan/{}/bukti/x/", "/pesanan/x/bukti/{}/", "/petugas/bukti/{}/",
        "/static/{}", "/admin/{}/", "/admin/r/{}/1/",
    ]  # fmt: skip
    wrong = []
    for pattern, value in list(pairs(patterns, NASTY))[::STRIDE]:
        response = client.get(pattern.format(quote(value[:1500], safe="")))
        wrong += _refused(response, pattern.format(value[:40]))
    assert wrong == []


def _tries(honest: dict) -> list[dict]:
    """The honest form with a nasty value in one field, in all of them, and with a field left out."""
    tries = [{**honest, name: value} for name, value in pairs(honest, NASTY)]
    tries += [dict.fromkeys(honest, value) for value in NASTY]
    left_out = [{k: v for k, v in honest.items() if k != name} for name in honest]
    return tries[::STRIDE] + left_out


def _post_all(client, path, honest, before, **extra) -> list[str]:
    wrong = []
    for data in _tries(honest):
        before()
        response = client.post(path, data, **extra)
        odd = {name: value[:40] for name, value in data.items() if value != honest[name]}
        wrong += _refused(response, f"{path} {odd}")
    return wrong


@pytest.mark.usefixtures("_goes_on")
def test_cart_answers_every_form(client, goods, open_limits):
    honest = {"variant": str(goods[0].pk), "jumlah": "1"}
    wrong = _post_all(client, "/keranjang/tambah/", honest, open_limits, **OURS)
    client.cookies["keranjang"] = make_cart({goods[0]: 2}).token
    honest = {"barang": str(goods[0].pk), "jumlah": "2", "aksi": "ubah"}
    wrong += _post_all(client, "/keranjang/ubah/", honest, open_limits)
    for value in NASTY:
        if value.isascii() and value.isprintable():  # what a cookie header can carry
            client.cookies["keranjang"] = value[:200]
            wrong += _refused(client.get("/keranjang/"), f"cookie {value[:40]}")
    assert wrong == []


@pytest.mark.usefixtures("_goes_on")
def test_checkout_answers_every_form(shopper, typed, goods, far_regency, open_limits):
    def press_anew():
        # A new form and a cart that no earlier try has used up.
        open_limits()
        Cart.objects.update(used_at=None)
        Checkout.objects.update(form_key=Concat(Value("lama-"), Cast("pk", CharField())))

    for variant in goods:
        make_stock(variant=variant, quantity=500)
    address = {
        "province": far_regency.province.code, "regency": far_regency.code, "district": "Sirimau",
        "village": "Batu Meja", "street": "Jalan Contoh 1", "landmark": "", "postal_code": "97128",
        "note": "", "email": "pembeli@contoh.id", "for_office": "", "office_name": "", "aksi": "",
    }  # fmt: skip
    wrong = _post_all(shopper, "/pesan/", typed | address, press_anew)
    assert wrong == []
    # Many were honest enough to be an order (a name may be anything): the books still hold.
    assert Order.objects.count() > 20
    assert list(broken_orders()) == []
    assert list(stock.differences()) == []


@pytest.mark.usefixtures("_goes_on")
def test_order_pages_answer_every_form(client, open_limits):
    order = make_order()
    address = f"/pesanan/{order_token(order)}/"
    proof = {"sender_name": "Pembeli", "paid_on": "2026-01-01", "picture": "x"}
    wrong = _post_all(client, f"{address}bukti/", proof, open_limits)
    honest = {"number": order.number, "phone": "0812-0000-0001"}
    wrong += _post_all(client, "/lacak/", honest, open_limits)
    wrong += _post_all(client, "/admin/login/", {"username": "a", "password": "b"}, open_limits)
    wrong += _post_all(client, f"{address}batal/", {"alasan": "x"}, open_limits)
    assert wrong == []

from datetime import timedelta
from threading import Barrier

import pytest
from django.test import Client
from django.utils import timezone

from catalog import stock
from catalog.models import Publication, Variant
from orders import cart as carts
from orders.models import Cart, CartLine
from tests.builders import make_cart, make_facility, make_product, make_stock, make_variant
from tests.together import outcomes, together, unqueued

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def strict_client():
    """A second browser, whose posts must carry Django's CSRF token."""
    return Client(enforce_csrf_checks=True)


def stocked(variant, pieces):
    make_stock(variant=variant, quantity=pieces)
    return variant


def add(client, variant, quantity=1, **headers):
    return client.post(
        "/keranjang/tambah/",
        {"variant": variant.pk, "jumlah": quantity},
        **(headers or SAME_ORIGIN),
    )


def change(client, variant, action, quantity=1):
    data = {"barang": variant.pk, "jumlah": quantity, "aksi": action}
    return client.post("/keranjang/ubah/", data)


def lines():
    return list(CartLine.objects.values_list("variant", "quantity"))


def test_add_names_the_cart_in_a_hidden_cookie_and_counts_in_a_readable_one(client):
    bag = stocked(make_variant(), 5)

    response = add(client, bag, 2)

    assert response.status_code == 302
    assert response.url == "/keranjang/"
    cookie = response.cookies["keranjang"]
    assert cookie.value == Cart.objects.get().token
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 60 * 60
    assert response.cookies["jumlah"].value == "1"
    assert not response.cookies["jumlah"]["httponly"]
    assert lines() == [(bag.pk, 2)]


def test_cookie_gets_the_host_prefix_with_https(client, settings):
    settings.SITE_HTTPS = True

    response = add(client, stocked(make_variant(), 5))

    cookie = response.cookies["__Host-keranjang"]
    assert cookie["secure"]
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""


def test_add_the_same_variant_grows_its_line(client):
    bag = stocked(make_variant(), 9)

    add(client, bag, 2)
    add(client, bag, 3)

    assert lines() == [(bag.pk, 5)]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 302),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "none"}, 403),
        ({"HTTP_ORIGIN": "http://testserver"}, 302),
        ({"HTTP_ORIGIN": "https://testserver"}, 403),
        ({"HTTP_ORIGIN": "http://elsewhere.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_ORIGIN": "http://elsewhere.example", "HTTP_SEC_FETCH_SITE": "same-origin"}, 403),
    ],
)
def test_add_takes_only_posts_from_our_own_pages(client, headers, status):
    bag = stocked(make_variant(), 5)

    response = client.post("/keranjang/tambah/", {"variant": bag.pk}, **headers)

    assert response.status_code == status
    assert CartLine.objects.count() == (1 if status == 302 else 0)


def test_add_needs_no_token_but_every_other_form_does(strict_client):
    client = strict_client
    bag = stocked(make_variant(), 5)

    assert add(client, bag).status_code == 302
    assert change(client, bag, "tambah").status_code == 403
    assert client.post("/pesan/", {}).status_code == 403


@pytest.mark.parametrize("value", ["", "x", "0", "-1", "99999999999999999999", "1\x00"])
def test_add_refuses_a_variant_that_is_no_number_of_ours(client, value):
    response = client.post("/keranjang/tambah/", {"variant": value}, **SAME_ORIGIN)

    assert response.status_code == 422
    assert Cart.objects.count() == 0


@pytest.mark.parametrize("value", ["x", "0", "-1", "10001", "1,5"])
def test_add_refuses_a_quantity_that_makes_no_sense(client, value):
    bag = stocked(make_variant(), 5)

    response = client.post(
        "/keranjang/tambah/", {"variant": bag.pk, "jumlah": value}, **SAME_ORIGIN
    )

    assert response.status_code == 422
    assert Cart.objects.count() == 0


def test_add_refuses_what_is_not_for_sale(client):
    draft = make_variant(product=make_product(status=Publication.DRAFT))

    response = add(client, draft)

    assert response.status_code == 409
    assert "sedang tidak dijual" in response.content.decode()
    assert Cart.objects.count() == 0


def test_add_stops_at_the_largest_cart(client, monkeypatch):
    monkeypatch.setattr(carts, "MOST_LINES", 1)
    add(client, stocked(make_variant(), 5))

    response = add(client, stocked(make_variant(), 5))

    assert response.status_code == 409
    assert CartLine.objects.count() == 1


def test_add_more_than_the_stock_keeps_the_wish_and_tells(client):
    bag = stocked(make_variant(), 3)

    add(client, bag, 5)
    page = client.get("/keranjang/").content.decode()

    assert lines() == [(bag.pk, 5)]
    assert "Stok tinggal 3 buah, jumlah disesuaikan dari 5." in page
    assert "Rp225.000" in page


def test_add_more_than_the_stock_of_a_made_to_order_thing_is_made(client):
    chair = stocked(make_variant(made_to_order=True, lead_time_days=14), 3)

    add(client, chair, 5)
    line = carts.contents(Cart.objects.get()).lines[0]

    assert (line.quantity, line.made_to_order, line.notices) == (5, True, [])


def test_add_respects_the_smallest_order(client):
    brick = stocked(make_variant(min_quantity=100, price=1500), 5000)

    add(client, brick)

    assert lines() == [(brick.pk, 100)]


def test_buttons_count_from_the_number_on_the_page(client):
    bag = stocked(make_variant(), 9)
    add(client, bag, 2)

    change(client, bag, "tambah", 2)
    change(client, bag, "tambah", 2)
    assert lines() == [(bag.pk, 3)]

    change(client, bag, "kurang", 3)
    assert lines() == [(bag.pk, 2)]

    change(client, bag, "ubah", 7)
    assert lines() == [(bag.pk, 7)]


def test_less_stops_at_the_smallest_order(client):
    brick = stocked(make_variant(min_quantity=100), 5000)
    add(client, brick, 100)

    change(client, brick, "kurang", 100)

    assert lines() == [(brick.pk, 100)]


def test_remove_takes_the_line_out_without_a_quantity(client):
    bag = stocked(make_variant(), 9)
    add(client, bag)

    response = client.post("/keranjang/ubah/", {"barang": bag.pk, "aksi": "hapus"})

    assert response.cookies["jumlah"].value == "0"
    assert lines() == []


def test_a_typed_word_is_told_and_changes_nothing(client):
    bag = stocked(make_variant(), 9)
    add(client, bag, 2)

    response = change(client, bag, "ubah", "dua")

    assert response.status_code == 422
    assert "Tulis jumlah dengan angka." in response.content.decode()
    assert lines() == [(bag.pk, 2)]


def test_change_without_a_cart_goes_to_the_empty_cart(client):
    response = change(client, make_variant(), "tambah")

    assert (response.status_code, response.url) == (302, "/keranjang/")
    assert Cart.objects.count() == 0


def test_one_shopper_cannot_change_the_cart_of_another(client, strict_client):
    bag = stocked(make_variant(), 9)
    add(client, bag, 2)
    add(strict_client, bag, 4)

    change(client, bag, "hapus")

    assert lines() == [(bag.pk, 4)]


def test_a_changed_price_is_told_until_the_shopper_goes_on(client):
    bag = stocked(make_variant(price=75_000), 9)
    add(client, bag, 2)
    Variant.objects.filter(pk=bag.pk).update(price=80_000)

    for _ in range(2):
        page = client.get("/keranjang/").content.decode()
        assert "Harga berubah dari Rp75.000 menjadi Rp80.000." in page
        assert "Rp160.000" in page
    assert client.get("/pesan/").url == "/keranjang/"

    response = client.post("/keranjang/ubah/", {"aksi": "lanjut"})

    assert response.url == "/pesan/"
    assert "Harga berubah" not in client.get("/keranjang/").content.decode()


def test_sold_out_goods_stay_in_the_cart_and_stop_the_checkout(client):
    bag, mat = stocked(make_variant(), 1), stocked(make_variant(), 9)
    add(client, bag)
    add(client, mat)
    stock.reserve(items=[stock.Item(bag, 1)], source_id="lain", at=timezone.now())

    page = client.get("/keranjang/").content.decode()

    assert "Stok habis. Hapus barang ini untuk melanjutkan." in page
    assert "Lanjut ke pembayaran" not in page
    assert CartLine.objects.count() == 2
    client.post("/keranjang/ubah/", {"aksi": "lanjut"})
    assert client.get("/pesan/").url == "/keranjang/"


def test_a_stock_below_the_smallest_order_cannot_be_ordered():
    brick = stocked(make_variant(min_quantity=100), 60)
    cart = make_cart({brick: 100})

    line = carts.contents(cart).lines[0]

    assert (line.quantity, line.is_orderable) == (0, False)


def test_goods_of_a_closed_facility_cannot_be_ordered():
    facility = make_facility()
    bag = stocked(make_variant(product=make_product(facility=facility)), 5)
    cart = make_cart({bag: 1})
    facility.is_selling = False
    facility.save()

    line = carts.contents(cart).lines[0]

    assert line.notices == [
        "UPT ini sedang tidak menerima pesanan. Hapus barang ini untuk melanjutkan."
    ]


def test_contents_are_grouped_by_facility():
    first, second = make_facility(), make_facility()
    wanted = {}
    for facility, quantity in ((first, 1), (second, 2), (first, 3)):
        bag = make_variant(product=make_product(facility=facility), price=10_000)
        wanted[stocked(bag, 9)] = quantity

    contents = carts.contents(make_cart(wanted))

    assert [(g.facility, len(g.lines), g.total) for g in contents.groups] == [
        (first, 2, 40_000),
        (second, 1, 20_000),
    ]
    assert contents.total == 60_000


def test_used_cart_is_replaced(client):
    bag = stocked(make_variant(), 9)
    add(client, bag, 2)
    Cart.objects.update(used_at=timezone.now())

    assert "Keranjang masih kosong" in client.get("/keranjang/").content.decode()
    add(client, bag, 1)

    assert Cart.objects.count() == 2
    assert client.cookies["keranjang"].value == Cart.objects.get(used_at=None).token


def test_goods_put_in_while_the_cart_is_ordered_go_into_a_new_one(client, monkeypatch):
    bag, box = stocked(make_variant(), 9), stocked(make_variant(), 9)
    add(client, bag, 2)
    found, ordered_meanwhile = carts.cart_for, []

    def found_open_then_ordered(request, **given):
        cart = found(request, **given)
        if not ordered_meanwhile:
            ordered_meanwhile.append(cart)
            Cart.objects.update(used_at=timezone.now())
        return cart

    monkeypatch.setattr(carts, "cart_for", found_open_then_ordered)
    add(client, box, 1)

    old, new = Cart.objects.order_by("pk")
    assert list(old.lines.values_list("variant", "quantity")) == [(bag.pk, 2)]
    assert list(new.lines.values_list("variant", "quantity")) == [(box.pk, 1)]
    assert client.cookies["keranjang"].value == new.token


def test_used_cart_takes_no_change_any_more():
    bag = stocked(make_variant(), 9)
    cart = make_cart({bag: 1}, used_at=timezone.now())
    now = timezone.now()

    for change in (
        lambda: carts.add(cart=cart, variant=bag, quantity=1, at=now),
        lambda: carts.set_quantity(cart=cart, variant_id=bag.pk, quantity=5, at=now),
        lambda: carts.remove(cart=cart, variant_id=bag.pk, at=now),
        lambda: carts.accept_changes(cart=cart, at=now),
    ):
        with pytest.raises(carts.CartUsed):
            change()

    assert lines() == [(bag.pk, 1)]


def test_forgotten_cart_counts_as_none_and_is_pruned(client):
    now = timezone.now()
    add(client, stocked(make_variant(), 9))
    Cart.objects.update(touched_at=now - timedelta(days=31))

    assert "Keranjang masih kosong" in client.get("/keranjang/").content.decode()
    assert carts.prune(at=now) == 1
    assert Cart.objects.count() == 0


@pytest.mark.parametrize("value", ["", "x", "a" * 43, '"\\000' + "a" * 42 + '"', "ü" * 43])
def test_a_foreign_cookie_opens_no_cart(client, value):
    client.cookies["keranjang"] = value

    response = client.get("/keranjang/")

    assert response.status_code == 200
    assert "Keranjang masih kosong" in response.content.decode()


def test_cart_survives_log_in(client, django_user_model):
    bag = stocked(make_variant(), 9)
    add(client, bag, 2)

    client.force_login(django_user_model.objects.create_user("petugas"))

    assert str(bag.product) in client.get("/keranjang/").content.decode()


def test_cart_page_is_private_and_touches_no_session(client):
    add(client, stocked(make_variant(), 9))

    response = client.get("/keranjang/")

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "sid" not in response.cookies


@pytest.mark.parametrize("count", [1, 3])
def test_cart_page_asks_the_database_the_same_for_one_and_three(
    client, count, django_assert_num_queries
):
    cart = make_cart({stocked(make_variant(), 9): 1 for _ in range(count)})
    client.cookies["keranjang"] = cart.token

    # cart, lines, photos, stock, number of lines, and one for other things of these facilities
    with django_assert_num_queries(6):
        client.get("/keranjang/")


def test_cart_offers_other_things_of_the_same_facility_that_can_be_ordered(client):
    bag = stocked(make_variant(), 9)
    facility = bag.product.facility
    mat = stocked(make_variant(product=make_product(facility=facility)), 9)
    sold_out = make_variant(product=make_product(facility=facility))
    bread = stocked(make_variant(product=make_product(facility=facility, fulfilment="local")), 9)
    elsewhere = stocked(make_variant(), 9)
    client.cookies["keranjang"] = make_cart({bag: 1}).token

    shown = client.get("/keranjang/").context["neighbours"]

    assert shown == [mat.product]
    assert not {sold_out.product, bread.product, elsewhere.product} & set(shown)


def presses(cart, variant, times, act=carts.add):
    """Quick presses of the same button, each on its own connection."""
    results = together(
        [lambda: act(cart=cart, variant=variant, quantity=1, at=timezone.now())] * times
    )
    assert outcomes(results) == {"CartLine": times}


def test_quick_presses_are_all_counted(transactional_db):
    bag = stocked(make_variant(), 9)

    presses(make_cart({bag: 1}), bag, 6)

    assert lines() == [(bag.pk, 7)]


def test_twin_without_the_lock_loses_a_press(transactional_db, monkeypatch):
    bag = stocked(make_variant(), 9)
    all_have_read, within_limits = Barrier(2, timeout=5), carts._within_limits

    def meet_then_go_on(*given):
        all_have_read.wait()
        return within_limits(*given)

    monkeypatch.setattr(carts, "_lock", lambda cart, at: None)
    monkeypatch.setattr(carts, "_within_limits", meet_then_go_on)

    presses(make_cart({bag: 1}), bag, 2, act=unqueued(carts.add))

    assert lines() == [(bag.pk, 2)]

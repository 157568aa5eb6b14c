"""One print for several orders: what to pick where, labels, lists for the parcels."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from catalog import stock
from orders import desk_papers
from orders.models import Order, OrderLine
from tests.builders import (
    make_officer,
    make_order,
    make_paid_order,
    make_product,
    make_selling_facility,
    make_variant,
)

PRINT = reverse("orders:staff_papers")
NOW = timezone.now()


def test_pick_list_adds_up_the_same_thing_of_several_orders(client, facility, manager):
    variant = make_variant(product=make_product(facility=facility, name="Tampah"))
    first = make_paid_order(variant=variant, quantity=2)
    second = make_paid_order(variant=variant, quantity=3)
    other = make_paid_order(facility=facility)
    orders, left_out = desk_papers.orders_to_pack(manager, [first.number, second.number])
    [round_] = desk_papers.rounds_of(orders, at=NOW)
    [pick] = round_.picks
    assert (pick.name, pick.quantity, left_out) == ("Tampah", 5, [])
    assert sorted(pick.shares) == [(2, first.number), (3, second.number)]
    page = client.get(PRINT, {"cetak": "ambil", "pesanan": [first.number, second.number]}).text
    assert "Gudang situs" in page
    assert other.number not in page


def test_pick_list_names_the_batch_that_leaves_first(facility, manager):
    variant = make_variant(product=make_product(facility=facility))
    place = stock.online_location(facility)
    today = facility.local_day(NOW)
    for days in (40, 12):
        stock.receive(
            variant=variant, location=place, quantity=5, by=None, at=NOW,
            expires_on=today + timedelta(days=days),
        )  # fmt: skip
    order = make_paid_order(variant=variant, stock=0)
    orders, _ = desk_papers.orders_to_pack(manager, [order.number])
    [round_] = desk_papers.rounds_of(orders, at=NOW)
    assert round_.picks[0].best_before == today + timedelta(days=12)


def test_goods_made_when_ordered_stand_apart_with_their_day(facility, manager):
    order = make_paid_order(facility=facility)
    day = facility.local_day(NOW) + timedelta(days=3)
    OrderLine.objects.filter(order=order).update(made_to_order=True, ready_on=day)
    orders, _ = desk_papers.orders_to_pack(manager, [order.number])
    made = [round_ for round_ in desk_papers.rounds_of(orders, at=NOW) if not round_.place]
    assert made[0].picks[0].ready_on == day


def test_what_has_left_is_not_picked_again(client, facility, manager):
    order = make_paid_order(facility=facility)
    stock.ship(source_id=order.number, by=None, at=NOW)
    Order.objects.filter(pk=order.pk).update(state="shipped")
    page = client.get(PRINT, {"cetak": "ambil", "pesanan": order.number}).text
    assert "Barangnya sudah keluar" in page


def test_labels_and_slips_come_one_for_each_order(client, facility, manager):
    orders = [make_paid_order(facility=facility) for _ in range(3)]
    numbers = [order.number for order in orders]
    labels = client.get(PRINT, {"cetak": "label", "pesanan": numbers}).text
    assert labels.count('<article class="label') == 3
    assert "label-a4.css" not in labels
    wide = client.get(PRINT, {"cetak": "label", "kertas": "a4", "pesanan": numbers}).text
    assert "label-a4.css" in wide
    slips = client.get(PRINT, {"cetak": "kemas", "pesanan": numbers}).text
    assert slips.count('<article class="receipt slip') == 3
    assert all(number in slips for number in numbers)


def test_without_a_choice_the_whole_page_is_printed(client, facility, manager):
    orders = [make_paid_order(facility=facility) for _ in range(2)]
    numbers = [order.number for order in orders]
    both = client.get(PRINT, {"cetak": "label", "semua": numbers}).text
    assert both.count('<article class="label') == 2
    one = client.get(PRINT, {"cetak": "label", "semua": numbers, "pesanan": numbers[:1]}).text
    assert one.count('<article class="label') == 1


def test_cancelled_order_is_left_out_and_named(client, facility, manager):
    order, gone = make_paid_order(facility=facility), make_order(facility=facility)
    Order.objects.filter(pk=gone.pk).update(state="cancelled")
    page = client.get(PRINT, {"cetak": "kemas", "pesanan": [order.number, gone.number]}).text
    assert page.count('<article class="receipt slip') == 1
    assert f"{gone.number} (dibatalkan)" in page


def test_nothing_to_print_leads_back_with_a_word(client, facility, manager):
    answer = client.get(PRINT, {"cetak": "label", "pesanan": "P-00000000"}, follow=True)
    assert answer.redirect_chain == [(reverse("orders:staff_orders"), 302)]
    assert "Tidak ada pesanan yang masih dikemas" in answer.text


def test_order_of_another_facility_is_never_printed(client, facility, manager):
    own, stranger = make_paid_order(facility=facility), make_paid_order()
    for kind in ("ambil", "label", "kemas"):
        numbers = [own.number, stranger.number]
        page = client.get(PRINT, {"cetak": kind, "pesanan": numbers}).text
        assert stranger.number not in page
        assert str(stranger.facility) not in page
    client.force_login(make_officer("regional_viewer", facility.regional_office))
    assert client.get(PRINT, {"pesanan": own.number}).status_code == 403


def test_pick_list_of_two_own_facilities_names_the_places(facility, manager):
    other = make_selling_facility(short_name="Lapas Kedua")
    manager.memberships.create(role="facility_staff", facility=other)
    numbers = [make_paid_order(facility=place).number for place in (facility, other)]
    orders, _ = desk_papers.orders_to_pack(manager, numbers)
    places = [round_.place for round_ in desk_papers.rounds_of(orders, at=NOW)]
    assert places == ["Gudang situs, Lapas Contoh", "Gudang situs, Lapas Kedua"]


def test_print_asks_the_same_for_one_order_and_for_many(
    client, facility, manager, django_assert_max_num_queries
):
    numbers = [make_paid_order(facility=facility).number for _ in range(6)]
    for kind in ("ambil", "label", "kemas"):
        client.get(PRINT, {"cetak": kind, "pesanan": numbers})
        with django_assert_max_num_queries(11):
            client.get(PRINT, {"cetak": kind, "pesanan": numbers})


def test_actions_of_the_desk_lead_to_the_same_print(client, facility, manager):
    orders = [make_paid_order(facility=facility) for _ in range(2)]
    listed = reverse("admin:orders_order_changelist")
    chosen = {"_selected_action": [order.pk for order in orders]}
    for action, kind in (
        ("print_pick_list", "ambil"), ("print_labels", "label"), ("print_packing_slips", "kemas"),
    ):  # fmt: skip
        answer = client.post(listed, {"action": action, **chosen})
        assert answer["Location"].startswith(f"{PRINT}?cetak={kind}&dari=meja")
        page = client.get(answer["Location"]).text
        assert all(order.number in page for order in orders)
        assert f'href="{listed}"' in page
    assert "Hapus" not in client.get(listed).text

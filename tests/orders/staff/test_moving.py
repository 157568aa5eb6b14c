"""Pindah: prepared, sent, received and explained from a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import stock, transfers
from catalog.models import StockLevel, Transfer
from tests.builders import (
    make_officer,
    make_product,
    make_selling_facility,
    make_stock,
    make_stock_location,
    make_transfer,
    make_variant,
)

LIST = reverse("orders:staff_transfers")
NEW = reverse("orders:staff_transfer_new")


@pytest.fixture
def facility(db):
    return make_selling_facility()


@pytest.fixture
def staff(client, facility):
    client.officer = make_officer("facility_staff", facility)
    client.force_login(client.officer)
    return client


@pytest.fixture
def bag(facility):
    bag = make_variant(product=make_product(facility=facility, name="Tas Tenun"), sku="TAS-1")
    make_stock(variant=bag, quantity=10)
    return bag


@pytest.fixture
def store(facility):
    return stock.online_location(facility)


@pytest.fixture
def gallery(facility):
    return make_stock_location(facility=facility, name="Galeri Depan")


@pytest.fixture
def draft(bag, gallery):
    return make_transfer(variant=bag, quantity=4, destination=gallery, sent=False)


@pytest.fixture
def sent(draft):
    return transfers.send(transfer=draft, at=timezone.now(), by=None)


def page(transfer, name="staff_transfer"):
    return reverse(f"orders:{name}", args=[transfer.pk])


def act(client, transfer, name, **fields):
    return client.post(page(transfer), {"aksi": name, "key": "k" * 32} | fields)


def came(line, pieces, **more):
    return {f"b{line.pk}-{name}": value for name, value in {"pieces": pieces, **more}.items()}


def on_hand(variant, place):
    rows = StockLevel.objects.filter(variant=variant, location=place)
    return sum(rows.values_list("on_hand", flat=True))


# Preparing


def test_new_list_begins_with_two_places(staff, bag, store, gallery):
    form = staff.get(NEW).context["form"]
    data = {"key": form["key"].value(), "origin": store.pk, "destination": gallery.pk}
    for _ in range(2):
        answer = staff.post(NEW, data)
    transfer = Transfer.objects.get()
    assert answer["Location"] == page(transfer)
    assert (transfer.origin, transfer.destination) == (store, gallery)
    assert transfer.created_by == staff.officer


@pytest.mark.parametrize("field", ["origin", "destination"])
def test_new_list_says_what_is_missing_and_keeps_the_rest(staff, store, gallery, field):
    data = {"key": "k", "origin": store.pk, "destination": gallery.pk, "note": "Bazar"}
    answer = staff.post(NEW, data | {field: ""})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert 'value="Bazar"' in answer.text


def test_same_place_twice_is_refused(staff, store):
    answer = staff.post(NEW, {"key": "k", "origin": store.pk, "destination": store.pk})
    assert answer.status_code == 422
    assert "harus berbeda" in answer.text


def test_places_of_others_cannot_be_chosen(staff, facility, store):
    closed = make_stock_location()
    answer = staff.post(NEW, {"key": "k", "origin": store.pk, "destination": closed.pk})
    assert answer.status_code == 422
    answer = staff.post(NEW, {"key": "k", "origin": closed.pk, "destination": store.pk})
    assert answer.status_code == 422
    assert not Transfer.objects.exists()


def test_thing_found_by_its_code_is_put_on_the_list(staff, bag, store, gallery):
    transfer = transfers.start(
        facility=bag.product.facility, origin=store, destination=gallery, key="k",
        at=timezone.now(), by=None,
    )  # fmt: skip
    answer = staff.get(page(transfer), {"q": "tas-1"})
    assert [row.free for row in answer.context["found"]] == [10]
    address = f"{page(transfer)}?q=tas-1"
    answer = staff.post(address, {"aksi": "simpan", f"n-{bag.pk}": "3"})
    assert answer.status_code == 302
    assert list(transfer.lines.values_list("variant", "quantity")) == [(bag.pk, 3)]
    assert on_hand(bag, store) == 10


@pytest.mark.parametrize("button", ["cari", "simpan"])  # the glass; Enter, or the camera
def test_looking_for_the_next_thing_keeps_what_was_typed(staff, draft, bag, button):
    other = make_variant(
        product=make_product(facility=draft.facility, name="Mangkuk & Sendok"), sku="MKK-1"
    )
    make_stock(variant=other, quantity=5)
    sent = {"aksi": button, "q": "mangkuk & sendok", f"n-{bag.pk}": "7"}
    answer = staff.post(page(draft), sent, follow=True)
    assert list(draft.lines.values_list("variant", "quantity")) == [(bag.pk, 7)]
    assert [row.sku for row in answer.context["found"]] == ["MKK-1"]
    address = answer.redirect_chain[-1][0]
    answer = staff.post(address, {"aksi": "simpan", "q": "mangkuk & sendok", f"n-{other.pk}": "2"})
    assert answer["Location"] == page(draft)
    assert draft.lines.count() == 2


def test_wrong_number_keeps_the_words_that_were_looked_for(staff, draft, bag):
    answer = staff.post(page(draft), {"aksi": "cari", "q": "mangkuk", f"n-{bag.pk}": "tujuh"})
    assert answer.status_code == 422
    assert 'value="mangkuk"' in answer.text
    assert 'value="tujuh"' in answer.text
    assert draft.lines.get().quantity == 4


def test_goods_that_do_not_lie_there_are_not_found(staff, draft):
    elsewhere = make_variant(
        product=make_product(facility=draft.facility, name="Tas Lain"), sku="TAS-2"
    )
    foreign = make_variant(product=make_product(name="Tas Tetangga"), sku="TAS-3")
    make_stock(variant=foreign, quantity=3)
    answer = staff.get(page(draft), {"q": "tas"})
    assert {row.sku for row in answer.context["found"]} == {"TAS-1"}
    answer = staff.post(page(draft), {"aksi": "simpan", f"n-{elsewhere.pk}": "1"})
    assert draft.lines.count() == 1


@pytest.mark.parametrize(("typed", "words"), [("11", "hanya 10"), ("-1", "0"), ("abc", "bulat")])
def test_number_that_cannot_be_stays_typed_beside_its_error(staff, draft, bag, typed, words):
    answer = staff.post(page(draft), {"aksi": "kirim", f"n-{bag.pk}": typed})
    assert answer.status_code == 422
    row = answer.context["listed"][0]
    assert words in row.error
    assert f'value="{typed}"' in answer.text
    assert draft.lines.get().quantity == 4
    draft.refresh_from_db()
    assert draft.is_draft


def test_sending_takes_the_numbers_as_typed(staff, draft, bag, store):
    answer = staff.post(page(draft), {"aksi": "kirim", f"n-{bag.pk}": "6"}, follow=True)
    assert "Dikirim." in answer.text
    assert on_hand(bag, store) == 4
    assert draft.lines.get().quantity == 6


def test_number_zero_takes_a_line_off(staff, draft, bag):
    staff.post(page(draft), {"aksi": "simpan", f"n-{bag.pk}": "0"})
    assert not draft.lines.exists()
    answer = act(staff, draft, "kirim")
    assert answer.status_code == 422
    assert "masih kosong" in answer.text


def test_everything_free_is_listed_with_one_press(staff, draft, bag):
    act(staff, draft, "isi")
    assert draft.lines.get().quantity == 10


def test_carried_in_person_is_there_at_once(staff, draft, bag, gallery):
    answer = staff.post(page(draft), {"aksi": "langsung", f"n-{bag.pk}": "4"}, follow=True)
    assert "langsung pindah" in answer.text
    assert on_hand(bag, gallery) == 4
    assert "Bawa pulang sisanya" in answer.text


def test_discarded_list_changes_nothing(staff, draft, bag, store):
    answer = act(staff, draft, "buang")
    assert answer["Location"] == LIST
    assert on_hand(bag, store) == 10
    assert "Dibuang" in staff.get(page(draft)).text


def test_sheet_lists_what_goes_along(staff, draft, bag):
    text = staff.get(page(draft, "staff_transfer_sheet")).text
    assert draft.number in text
    assert bag.sku in text


# Receiving


def test_counted_goods_come_into_stock(staff, sent, bag, gallery):
    line = sent.lines.get()
    assert f'name="b{line.pk}-pieces" value="4"' in staff.get(page(sent)).text
    for _ in range(2):
        answer = act(staff, sent, "terima", **came(line, 4))
        assert answer.status_code == 302
    assert on_hand(bag, gallery) == 4
    sent.refresh_from_db()
    assert sent.state == Transfer.State.CLOSED


def test_missing_piece_needs_its_explanation(staff, sent, bag, gallery):
    line = sent.lines.get()
    answer = act(staff, sent, "terima", **came(line, 3, missing="lost"))
    assert answer.status_code == 422
    assert "Jelaskan selisihnya." in answer.text
    assert f'name="b{line.pk}-pieces" value="3"' in answer.text
    assert on_hand(bag, gallery) == 0

    answer = act(staff, sent, "terima", **came(line, 3, missing="lost", reason="Pecah"))
    assert answer.status_code == 302
    text = staff.get(page(sent)).text
    assert "Pecah" in text
    assert list(stock.differences()) == []


def test_line_left_empty_is_still_on_the_way(staff, sent):
    answer = act(staff, sent, "terima", **came(sent.lines.get(), ""))
    assert answer.status_code == 422
    assert "Isi jumlah barang yang sudah datang." in answer.text


@pytest.mark.parametrize("pieces", ["-1", "dua", "100001"])
def test_impossible_number_is_refused_beside_its_field(staff, sent, pieces):
    answer = act(staff, sent, "terima", **came(sent.lines.get(), pieces))
    assert answer.status_code == 422
    assert "Periksa isian yang diberi tanda" in answer.text
    assert "is-invalid" in answer.text
    assert f'value="{pieces}"' in answer.text


def test_called_back_with_a_reason(staff, sent, bag, store):
    answer = act(staff, sent, "tarik", alasan=" ")
    assert answer.status_code == 422
    assert "Alasan wajib diisi." in answer.text
    act(staff, sent, "tarik", alasan="Acara batal")
    assert on_hand(bag, store) == 10


def test_what_is_left_is_brought_home(staff, sent, bag, gallery, store):
    act(staff, sent, "terima", **came(sent.lines.get(), 4))
    answer = act(staff, sent, "pulang")
    back = Transfer.objects.latest("pk")
    assert answer["Location"] == page(back)
    assert (back.origin, back.destination) == (gallery, store)
    assert back.lines.get().quantity == 4


def test_acts_that_do_not_fit_the_state_are_refused_with_words(staff, sent):
    answer = act(staff, sent, "buang")
    assert answer.status_code == 409
    assert "daftarnya tetap" in answer.text
    assert act(staff, sent, "isi").status_code == 409
    assert act(staff, sent, "entah").status_code == 404


# Who


def test_treasurer_reads_and_changes_nothing(client, facility, draft, sent):
    client.force_login(make_officer("treasurer", facility))
    assert client.get(page(sent)).status_code == 200
    assert client.get(NEW).status_code == 403
    for name in ("terima", "tarik", "simpan"):
        assert act(client, sent, name).status_code == 403


def test_keeper_of_the_other_place_receives_and_does_not_call_back(client, bag, facility):
    host = make_selling_facility(regional_office=facility.regional_office)
    shared = make_stock_location(facility=host, name="Stan Bersama", takes_guests=True)
    draft = make_transfer(variant=bag, quantity=4, destination=shared, sent=False)
    keeper, owner = make_officer("facility_staff", host), make_officer("facility_staff", facility)

    client.force_login(keeper)
    assert client.get(page(draft)).status_code == 404
    client.force_login(owner)
    assert act(client, draft, "langsung").status_code == 403
    act(client, draft, "kirim")
    assert act(client, draft, "terima").status_code == 403

    client.force_login(keeper)
    assert draft.number in client.get(LIST).text
    assert str(facility) in client.get(page(draft)).text
    assert act(client, draft, "tarik", alasan="x").status_code == 403
    assert act(client, draft, "terima", **came(draft.lines.get(), 4)).status_code == 302
    assert on_hand(bag, shared) == 4
    # The keeper may send home what the owner's goods are, too.
    assert act(client, draft, "pulang").status_code == 302
    back = Transfer.objects.latest("pk")
    assert act(client, back, "kirim").status_code == 302


def test_stranger_finds_nothing(client, sent):
    client.force_login(make_officer("facility_manager", make_selling_facility()))
    for name in ("staff_transfer", "staff_transfer_sheet"):
        assert client.get(page(sent, name)).status_code == 404
    assert act(client, sent, "terima").status_code == 404
    assert sent.number not in client.get(LIST).text
    assert client.get(f"/petugas/pindah/{'9' * 30}/").status_code == 404


# The list


def test_list_tells_what_waits_and_since_when(staff, facility, bag, gallery):
    long_ago = timezone.now() - timedelta(days=3)
    make_transfer(variant=bag, quantity=1, destination=gallery, at=long_ago)
    make_transfer(variant=bag, quantity=1, destination=gallery, sent=False)
    answer = staff.get(LIST)
    assert [len(answer.context[name]) for name in ("coming", "going", "drafts", "done")] == [
        1, 0, 1, 0,
    ]  # fmt: skip
    assert "Lebih dari dua hari di jalan" in answer.text


def test_pages_ask_little(staff, bag, gallery, django_assert_max_num_queries):
    goods = [make_variant(product=bag.product) for _ in range(5)]
    for variant in goods:
        make_stock(variant=variant, quantity=5)
    draft = make_transfer(variant=bag, quantity=1, destination=gallery, sent=False)
    transfers.fill(transfer=draft, at=timezone.now())
    staff.get(LIST)
    with django_assert_max_num_queries(9):
        staff.get(LIST)
    with django_assert_max_num_queries(13):
        staff.get(page(draft))
    transfers.send(transfer=draft, at=timezone.now(), by=None)
    with django_assert_max_num_queries(12):
        staff.get(page(draft))

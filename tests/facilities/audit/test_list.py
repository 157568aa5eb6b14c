"""One list of all histories: found by words, topic and day; each reads the own facility only."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog import stock
from catalog.models import StockMovement
from facilities import trail
from facilities.models import AuditEntry, Membership
from orders.states import take_step
from tests.builders import (
    make_facility,
    make_officer,
    make_order,
    make_paid_order,
    make_product,
    make_statement,
    make_variant,
)
from tests.facilities.worlds import make_world

pytestmark = pytest.mark.django_db
LIST = reverse("admin:facilities_auditentry_changelist")


@pytest.fixture
def world():
    return make_world("SENDIRI")


def titles(answer) -> list[str]:
    return [row.title for row, _ in answer.context["rows"]]


def test_list_holds_changes_stock_and_orders_together(client, world):
    client.force_login(make_officer("facility_head", world.facility))
    page = client.get(LIST)
    found = {row.topic for row, _ in page.context["rows"]}
    assert {"Stok", "Pesanan", "Pembayaran pesanan", "Cara bayar dan rekening"} <= found
    moments = [row.at for row, _ in page.context["rows"]]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize("role", ["facility_head", "facility_manager", "treasurer"])
def test_list_names_nothing_of_another_facility(client, world, role):
    make_world("TETANGGA")
    client.force_login(make_officer(role, world.facility))
    address, pages = LIST, 0
    while address and pages < 20:
        page = client.get(address)
        assert page.status_code == 200
        assert "TETANGGA" not in page.text
        address, pages = page.context["older"] and LIST + page.context["older"], pages + 1
    for query in ("?q=TETANGGA", "?upt=TETANGGA"):
        rows = titles(client.get(LIST + query))
        assert "TETANGGA" not in "".join(rows), query
    assert titles(client.get(LIST + "?q=TETANGGA")) == []


@pytest.mark.parametrize("role", ["facility_staff", "regional_viewer", "national_viewer"])
def test_list_is_closed_to_who_answers_for_no_facility(client, world, role):
    places = {"regional_viewer": world.facility.regional_office, "national_viewer": None}
    client.force_login(make_officer(role, places.get(role, world.facility)))
    assert client.get(LIST).status_code == 403


def test_head_here_and_staff_there_reads_no_settings_of_there(client, world):
    there = make_world("TETANGGA")
    head = make_officer("facility_head", world.facility)
    Membership.objects.create(user=head, role="facility_staff", facility=there.facility)
    client.force_login(head)
    page = client.get(LIST + "?perihal=money&q=TETANGGA")
    assert titles(page) == []
    assert titles(client.get(LIST + "?perihal=stock&q=TETANGGA"))  # staff read stock there


def test_every_word_has_to_be_found(client, world):
    variant = world.rows["stocklevel"].variant
    variant.price = 99_000
    variant.save()
    client.force_login(make_officer("facility_head", world.facility))
    assert titles(client.get(LIST + "?q=harga 99000&perihal=price")) != []
    assert titles(client.get(LIST + "?q=harga 98000&perihal=price")) == []


@pytest.mark.parametrize("typed", ["175.000", "Rp175.000", "rp175.000,00", "Rp175000", "175000"])
def test_sum_is_found_as_the_list_writes_it(client, world, typed):
    variant = world.rows["stocklevel"].variant
    variant.price = 175_000
    variant.save()
    client.force_login(make_officer("facility_head", world.facility))
    page = client.get(LIST, {"q": f"harga {typed}", "perihal": "price"})
    assert [change.after for row, _ in page.context["rows"] for change in row.changes] == [
        "175.000"
    ]


def test_day_is_found_as_the_list_writes_it(client, world):
    product = world.rows["product"]
    product.resumes_on = date(2027, 3, 9)
    product.save()
    assert product.resumes_on
    client.force_login(make_officer("facility_head", world.facility))
    for typed in ("09.03.2027", "9/3/2027"):
        assert len(titles(client.get(LIST, {"q": typed}))) == 1, typed
    assert titles(client.get(LIST, {"q": "10.03.2027"})) == []


def test_words_of_the_office_find_acts_matters_kinds_and_places(client, world):
    level = world.rows["stocklevel"]
    world.rows["shippingrate"].delete()
    client.force_login(make_officer("facility_head", world.facility))

    def found(words):
        return [row for row, _ in client.get(LIST, {"q": words}).context["rows"]]

    assert {row.act for row in found("dihapus")} == {"Dihapus"}
    assert {"Cara bayar dan rekening"} <= {row.topic for row in found("rekening dibuat")}
    assert {row.act for row in found("terima produksi")} == {"Terima hasil produksi"}
    assert any(row.topic == "Stok" for row in found(level.location.name.split()[0]))


def test_movement_says_what_lay_there_before_and_after(client, world):
    level = world.rows["stocklevel"]
    level.refresh_from_db()
    head = make_officer("facility_head", world.facility)
    other = make_variant(product=level.variant.product)
    at = timezone.now()
    for variant, change in ((level.variant, 7), (other, 40), (level.variant, -3)):
        stock.adjust(
            variant=variant, location=level.location, difference=change, at=at, by=head,
            kind=StockMovement.Kind.CORRECT, reason="Hitung ulang",
        )  # fmt: skip
    client.force_login(head)
    page = client.get(LIST, {"perihal": "stock", "q": "hitung ulang"})
    changes = [row.changes[0] for row, _ in page.context["rows"]]
    held, place = level.on_hand, level.location.name
    assert [(c.label, c.before, c.after) for c in changes] == [
        (f"Stok di {place} (-3)", str(held + 7), str(held + 4)),
        (f"Stok di {place} (+40)", "0", "40"),
        (f"Stok di {place} (+7)", str(held), str(held + 7)),
    ]


def test_number_of_an_order_finds_its_events(client, world):
    order = world.rows["order"]
    client.force_login(make_officer("facility_head", world.facility))
    found = titles(client.get(LIST, {"q": order.number, "perihal": "payment"}))
    assert found
    assert set(found) == {f"Pesanan {order.number}"}


def test_days_are_those_of_the_reader(client):
    facility = make_facility(timezone="Asia/Jayapura")
    client.force_login(make_officer("facility_head", facility))
    today = timezone.localdate(timezone=facility.zone)
    entry = AuditEntry._base_manager.filter(facility=facility, kind="UPT")
    midnight = timezone.make_aware(
        timezone.datetime.combine(today, timezone.datetime.min.time()), facility.zone
    )
    entry.update(at=midnight)
    assert titles(client.get(LIST, {"dari": today, "sampai": today, "perihal": "setting"}))
    entry.update(at=midnight - timedelta(seconds=1))
    assert titles(client.get(LIST, {"dari": today, "sampai": today, "perihal": "setting"})) == []


@pytest.mark.parametrize(
    "query", ["?dari=x", "?perihal=zzz", "?dari=99999-01-01", "?q=" + "a" * 200]
)
def test_odd_search_says_what_is_wrong(client, world, query):
    client.force_login(make_officer("facility_head", world.facility))
    page = client.get(LIST + query)
    assert page.status_code == 200
    assert "errorlist" in page.text


@pytest.mark.parametrize(
    "mark", ["x", "_", "2026-11-22_0_1", "0001-01-01T00:00:00+00:00_0_1", f"x_{'9' * 30}_1"]
)
def test_altered_mark_leads_to_the_newest(client, world, mark):
    client.force_login(make_officer("facility_head", world.facility))
    assert titles(client.get(f"{LIST}?sebelum={mark}")) in ([], titles(client.get(LIST)))


def test_pages_hold_every_row_once_though_many_share_a_moment(world):
    head = make_officer("facility_head", world.facility)
    at = timezone.now()
    AuditEntry._base_manager.filter(facility=world.facility).update(at=at)
    seen, mark = [], ""
    while True:
        rows, mark = trail.newest(head, trail.Search(), before=mark, limit=3)
        seen += [(row.rank, row.pk) for row in rows]
        if not mark:
            break
    assert len(seen) == len(set(seen))
    whole, rest = trail.newest(head, trail.Search(), limit=5_000)
    assert (seen, rest) == ([(row.rank, row.pk) for row in whole], "")
    assert len(whole) > 30


def test_list_asks_the_same_for_few_rows_and_many(client, world):
    client.force_login(make_officer("facility_head", world.facility))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    few = asked()
    for number in range(10):
        variant = make_variant(product=make_product(facility=world.facility, name=f"Baki {number}"))
        make_order(variant=variant, stock=3)
    assert asked() <= few <= 12


def test_page_of_a_product_shows_its_variants_prices_and_its_stock(client, world):
    variant = world.rows["stocklevel"].variant
    variant.price = 77_000
    variant.save()
    client.force_login(make_officer("facility_manager", world.facility))
    page = client.get(reverse("admin:catalog_product_history", args=[variant.product_id]))
    text = re.sub(r"<[^>]+>", "", page.text)
    assert "Harga (Rp)" in text
    assert "77.000" in text
    assert any(row.topic == "Stok" for row, _ in page.context["rows"])


def test_page_of_an_order_shows_every_step_in_words(client):
    order = make_order()
    head = make_officer("facility_head", order.facility)
    take_step(
        step="cancel", order=order, actor="officer", by=head, reason="Pembeli batal",
        at=timezone.now(),
    )  # fmt: skip
    client.force_login(head)
    page = client.get(reverse("admin:orders_order_history", args=[order.pk]))
    assert "Pembeli batal" in page.text
    assert "Dibatalkan" in page.text
    assert f"oleh {head.get_username()}" in page.text


def test_page_of_staff_without_the_right_shows_stock_and_no_prices_of_before(client, world):
    variant = world.rows["stocklevel"].variant
    variant.price = 55_000
    variant.save()
    client.force_login(make_officer("facility_staff", world.facility))
    page = client.get(reverse("admin:catalog_product_history", args=[variant.product_id]))
    assert page.status_code == 200
    assert {row.topic for row, _ in page.context["rows"]} == {"Stok"}


def test_page_of_a_thing_without_history_of_its_own_shows_the_desks_log(client):
    statement = make_statement([(timezone.localdate(), 5_000, "TRSF")])
    head = make_officer("facility_head", statement.facility)
    client.force_login(head)
    address = reverse("admin:orders_bankstatement_history", args=[statement.pk])
    assert "Belum ada perubahan" in client.get(address).text


def test_page_of_an_account_shows_roles_and_codes(admin_client):
    facility = make_facility()
    officer = make_officer("treasurer", facility)
    page = admin_client.get(reverse("admin:facilities_user_history", args=[officer.pk]))
    assert any("Jabatan" in title for title in titles(page))


def test_trail_holds_nothing_of_a_shopper(admin_client):
    order = make_paid_order()
    checkout = order.checkout
    entries = "".join(f"{e.name}{e.words}{e.changes}" for e in AuditEntry.objects.all())
    for private in (checkout.recipient, str(checkout.phone), checkout.street or "-----"):
        assert private not in entries
    page = admin_client.get(LIST)
    assert checkout.recipient not in page.text


def test_entry_is_read_in_full(client, world):
    client.force_login(make_officer("facility_head", world.facility))
    entry = world.rows["auditentry"]
    page = client.get(reverse("admin:facilities_auditentry_change", args=[entry.pk]))
    assert page.status_code == 200
    assert page.context["has_change_permission"] is False


def test_numbers_read_as_numbers_and_moments_as_moments():
    assert trail.value_text(150_000) == "150.000"
    assert trail.value_text({"on": "2026-11-02"}) == "02.11.2026"
    with timezone.override("Asia/Jayapura"):
        assert trail.value_text({"at": "2026-11-02T15:00:00+00:00"}) == "03.11.2026 pukul 00.00"

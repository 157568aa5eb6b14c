"""The public form, the page of one request, the phone pages of officers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import service_days
from catalog.models import ServiceDay
from orders import services
from orders.links import enquiry_token
from orders.models import Booking, Enquiry, Order, RateCounter
from orders.privacy import erasing
from orders.privacy.copies import MASKED_NAME
from orders.work_list import sections_for
from tests.builders import make_enquiry, make_officer, make_service

KEY = "k" * 43


@pytest.fixture
def staff(client, place):
    officer = make_officer("facility_head", place)
    client.force_login(officer)
    return officer


def form_page(service):
    return reverse("orders:enquiry_new", args=[service.slug, service.pk])


def first_day(service):
    return service_days.open_days(service, at=timezone.now())[0][0]


def typed(**fields):
    return {
        "key": KEY, "name": "Pemesan", "phone": "0812-0000-0001", "message": "2 celana",
        "consent": "on",
    } | fields  # fmt: skip


def page_of(enquiry, name="orders:enquiry"):
    return reverse(name, args=[enquiry_token(enquiry)])


def desk_page(enquiry):
    return reverse("orders:staff_enquiry", args=[enquiry.number])


# The public form.
def test_service_page_leads_to_the_form_and_stays_the_same_for_everyone(client, sewing, barber):
    page = client.get(sewing.get_absolute_url())

    assert form_page(sewing) in page.content.decode()
    assert "Pilih tanggal" in page.content.decode()
    assert not page.cookies
    assert "Minta jasa ini" in client.get(barber.get_absolute_url()).content.decode()


def test_form_books_the_day_and_leads_to_its_page(client, sewing):
    day = first_day(sewing)

    answer = client.post(form_page(sewing), typed(day=day.isoformat()))

    enquiry = Enquiry.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(enquiry))
    assert str(enquiry.phone) == "+6281200000001"
    assert enquiry.booking.day.day == day
    assert enquiry.number in client.get(answer["Location"]).content.decode()


def test_second_press_leads_to_the_first_request(client, sewing):
    data = typed(day=first_day(sewing).isoformat())
    first = client.post(form_page(sewing), data)

    assert client.post(form_page(sewing), data)["Location"] == first["Location"]
    assert Enquiry.objects.count() == 1


def test_form_with_mistakes_keeps_what_was_typed(client, sewing):
    answer = client.post(form_page(sewing), typed(phone="0911-312345", name="", quantity="nol"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "2 celana" in text
    assert KEY in text
    assert "Pakai nomor ponsel yang diawali 08" in text
    assert "Tulis jumlahnya dengan angka" in text
    assert not Enquiry.objects.exists()


def test_day_that_filled_meanwhile_is_said_beside_its_field(client, sewing):
    day = first_day(sewing)
    for _ in range(3):
        service_days.take(service=sewing, day=day, at=timezone.now())

    answer = client.post(form_page(sewing), typed(day=day.isoformat()))

    assert answer.status_code == 422
    assert "baru saja penuh" in answer.content.decode()
    assert not Enquiry.objects.exists()


def test_second_booking_of_a_number_is_refused_beside_the_day(client, sewing):
    data = typed(day=first_day(sewing).isoformat())
    client.post(form_page(sewing), data)

    answer = client.post(form_page(sewing), data | {"key": "z" * 43})

    assert answer.status_code == 409
    assert "sudah punya janji" in answer.content.decode()


def test_service_for_officers_asks_who_one_is(client, place):
    service = make_service(facility=place, status="tayang", audience="petugas")

    assert client.post(form_page(service), typed()).status_code == 422
    assert client.post(form_page(service), typed(is_officer="on")).status_code == 302


@pytest.mark.parametrize("change", [{"audience": "internal"}, {"status": "draf"}])
def test_form_of_what_is_not_listed_is_not_there(client, sewing, change):
    type(sewing).objects.filter(pk=sewing.pk).update(**change)

    assert client.get(form_page(sewing)).status_code == 404


def test_seventh_try_in_ten_minutes_waits(client, barber):
    answers = [client.post(form_page(barber), typed(key=f"{n}" * 43)) for n in range(7)]

    assert [a.status_code for a in answers] == [302] * 6 + [429]
    assert answers[-1]["Retry-After"]
    assert "2 celana" in answers[-1].content.decode()
    assert RateCounter.objects.exists()


def test_wrong_slug_leads_to_the_right_form(client, sewing):
    answer = client.get(reverse("orders:enquiry_new", args=["lama", sewing.pk]))

    assert (answer.status_code, answer["Location"]) == (301, form_page(sewing))


# The page of one request.
def test_altered_link_opens_nothing(client, sewing):
    enquiry = make_enquiry(service=sewing)

    assert client.get(page_of(enquiry)[:-2] + "x/").status_code == 404


def test_who_asked_withdraws_and_then_erases(client, sewing, tmp_path, settings):
    settings.ERASURE_LIST = tmp_path / "list.txt"
    enquiry = make_enquiry(service=sewing, day=first_day(sewing), email="pemesan@contoh.id")

    refused = client.post(page_of(enquiry, "orders:enquiry_erase"))
    assert refused.status_code == 409
    client.post(page_of(enquiry, "orders:enquiry_withdraw"))
    assert ServiceDay.objects.get().taken == 0
    client.post(page_of(enquiry, "orders:enquiry_erase"))

    enquiry.refresh_from_db()
    assert (enquiry.name, enquiry.phone, enquiry.email) == (MASKED_NAME, "", "")
    text = client.get(page_of(enquiry)).content.decode()
    assert "0812" not in text
    assert "2 celana" not in text
    assert enquiry.number in settings.ERASURE_LIST.read_text()


def test_restored_copy_forgets_again(client, sewing):
    enquiry = make_enquiry(service=sewing)
    services.withdraw(enquiry=enquiry, at=timezone.now())

    assert erasing.reapply([enquiry.number], at=timezone.now()) == 1
    enquiry.refresh_from_db()
    assert enquiry.name == MASKED_NAME
    assert erasing.reapply([enquiry.number], at=timezone.now()) == 0


# The desk.
def test_work_list_names_what_was_asked(place, sewing, staff):
    make_enquiry(service=sewing)

    found = {s.title: s for s in sections_for(staff, at=timezone.now(), facility=place)}

    job = found["Jasa"].jobs[0]
    assert (job.count, job.label) == (1, "Jasa yang diminta")
    assert job.address == reverse("orders:staff_enquiries") + "?keadaan=jawab"


def test_list_asks_little_however_long(client, sewing, staff, django_assert_max_num_queries):
    for n in range(12):
        make_enquiry(service=sewing, phone=f"+628120000{n:04d}")

    with django_assert_max_num_queries(12):
        text = client.get(reverse("orders:staff_enquiries")).content.decode()

    assert text.count('<span class="tag tag-warn">Menunggu jawaban</span>') == 12


def test_officer_confirms_moves_and_prices_on_the_phone(client, sewing, staff):
    days = [day for day, _ in service_days.open_days(sewing, at=timezone.now())]
    enquiry = make_enquiry(service=sewing, day=days[0])
    page = desk_page(enquiry)

    assert client.post(page, {"aksi": "pastikan", "answer": "Kami tunggu."}).status_code == 302
    assert client.post(page, {"aksi": "pindah", "day": days[1].isoformat()}).status_code == 302
    assert Booking.objects.get().day.day == days[1]
    wrong = client.post(page, {"aksi": "harga", "kerja_1": "Kelim", "jumlah_1": "2"})
    assert wrong.status_code == 422
    assert not Order.objects.exists()
    right = {
        "aksi": "harga", "kerja_1": "Kelim", "jumlah_1": "2", "harga_1": "25.000",
        "method": "pay_at_pickup",
    }  # fmt: skip
    assert client.post(page, right).status_code == 302

    order = Order.objects.get()
    assert order.total == 50_000
    assert reverse("orders:staff_order", args=[order.number]) in client.get(page).content.decode()
    assert order.number in client.get(page_of(enquiry)).content.decode()


def test_order_of_a_service_opens_everywhere_an_order_opens(client, sewing, staff):
    enquiry = make_enquiry(service=sewing)
    order = services.price(
        enquiry=enquiry, jobs=[services.Job("Kelim", 1, 20_000)], method="pay_at_pickup",
        by=staff, at=timezone.now(),
    )  # fmt: skip

    for name, args in (
        ("orders:staff_order", [order.number]),
        ("orders:staff_orders", []),
        ("admin:orders_order_change", [order.pk]),
        ("admin:orders_order_packing_slip", [order.pk]),
        ("admin:orders_enquiry_changelist", []),
        ("admin:orders_enquiry_change", [enquiry.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200, name


def test_refused_step_is_said_and_nothing_moves(client, sewing, staff):
    enquiry = make_enquiry(service=sewing)

    answer = client.post(desk_page(enquiry), {"aksi": "tolak", "answer": ""})

    assert answer.status_code == 422
    enquiry.refresh_from_db()
    assert enquiry.state == "asked"


def test_officer_writes_down_a_wish_of_the_counter(client, barber, staff):
    page = reverse("orders:staff_enquiry_new") + f"?jasa={barber.pk}"
    data = typed()
    del data["consent"]

    answer = client.post(page, data)

    enquiry = Enquiry.objects.get()
    assert answer["Location"] == desk_page(enquiry)
    assert enquiry.source == "petugas"


def test_goods_behind_priced_work_stand_in_no_list(client, sewing, staff):
    services.price(
        enquiry=make_enquiry(service=sewing), jobs=[services.Job("Kelim", 1, 20_000)],
        method="pay_at_pickup", by=staff, at=timezone.now(),
    )  # fmt: skip
    hidden = "JASA-" + sewing.code

    products = client.get(reverse("admin:catalog_product_changelist")).content.decode()
    assert f">{sewing.name}<" not in products
    sheet = client.get(reverse("admin:catalog_sheet_download", args=["produk", "csv"]))
    content = b"".join(sheet) if sheet.streaming else sheet.content
    assert hidden.encode() not in content
    assert sewing.name not in client.get(reverse("catalog:product_list")).content.decode()
    new = client.get(reverse("admin:catalog_product_add")).content.decode()
    assert "Jasa keterampilan" not in new


def test_service_form_keeps_its_closed_weekdays(client, sewing, staff):
    page = reverse("admin:catalog_service_change", args=[sewing.pk])
    text = client.get(page).content.decode()

    assert 'value="6" id="id_closed_weekdays_5" checked' in text.replace(' class=""', "")


# Double presses, old pages, long lists.
def test_form_sent_again_with_other_words_is_not_taken_for_the_first(client, barber):
    first = client.post(form_page(barber), typed())

    answer = client.post(form_page(barber), typed(phone="0812-0000-0002"))

    assert answer.status_code == 409
    assert first["Location"] in answer.content.decode()
    assert str(Enquiry.objects.get().phone) == "+6281200000001"


def test_second_press_after_the_last_place_leads_to_the_first_request(client, sewing):
    type(sewing).objects.update(places_per_day=1)
    data = typed(day=first_day(sewing).isoformat())
    first = client.post(form_page(sewing), data)

    assert client.post(form_page(sewing), data)["Location"] == first["Location"]


def test_officers_second_press_after_the_last_place_leads_to_the_first(client, sewing, staff):
    type(sewing).objects.update(places_per_day=1)
    page = reverse("orders:staff_enquiry_new") + f"?jasa={sewing.pk}"
    data = typed(day=first_day(sewing).isoformat())
    first = client.post(page, data)

    assert client.post(page, data)["Location"] == first["Location"]


def test_second_booking_of_a_number_is_said_at_the_day(client, sewing):
    data = typed(day=first_day(sewing).isoformat())
    client.post(form_page(sewing), data)

    answer = client.post(form_page(sewing), data | {"key": "z" * 43})

    assert list(answer.context["form"].errors) == ["day"]


def test_second_page_of_the_list_shows_the_rest_of_the_search(client, barber, staff):
    for n in range(31):
        make_enquiry(service=barber, name="Toko A&B", phone=f"+62812000{n:05d}")

    first = client.get(reverse("orders:staff_enquiries"), {"q": "A&B"})
    second = client.get(reverse("orders:staff_enquiries"), {"q": "A&B", "hal": "2"})

    assert "?q=A%26B&amp;hal=2" in first.content.decode()
    assert (len(first.context["page"]), len(second.context["page"])) == (30, 1)


def test_list_is_searched_by_telephone_as_it_is_dialled(client, barber, staff):
    enquiry = make_enquiry(service=barber, phone="+6281200000077")
    make_enquiry(service=barber, phone="+6281200000078")

    asked = {"q": "0812-0000-0077"}
    phone = client.get(reverse("orders:staff_enquiries"), asked)
    desk = client.get(reverse("admin:orders_enquiry_changelist"), asked)

    assert list(phone.context["page"]) == list(desk.context["cl"].result_list) == [enquiry]


def test_act_that_came_too_late_is_said(client, barber, staff, monkeypatch):
    enquiry = make_enquiry(service=barber)
    decline = services.decline

    def another_was_first(**fields):
        services.withdraw(enquiry=enquiry, at=timezone.now())
        return decline(**fields)

    monkeypatch.setattr("orders.service_desk.press", lambda act, form, **common: another_was_first(
        **form.cleaned_data, **common
    ))  # fmt: skip
    answer = client.post(desk_page(enquiry), {"aksi": "tolak", "answer": "Penuh."}, follow=True)

    assert "Permintaan ini sudah berubah" in answer.content.decode()


def test_price_of_thousands_of_digits_is_refused_beside_its_field(client, sewing, staff):
    enquiry = make_enquiry(service=sewing)
    data = {"aksi": "harga", "kerja_1": "Permak", "jumlah_1": "1", "harga_1": "9" * 5000}

    answer = client.post(desk_page(enquiry), data)

    assert answer.status_code == 422
    assert not Order.objects.exists()

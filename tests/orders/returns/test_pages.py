"""What the shopper sees and sends from the order's page."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders import limits, return_photos, returns
from orders.links import order_token
from orders.models import Payment, ReturnPhoto, ReturnRequest
from tests.builders import make_order

from .conftest import accepted, ask, fetched_order, officer_of, photo, received, sent_order


def form_of(order):
    return reverse("orders:return_request", args=[order_token(order)])


def page_of(client, order):
    return client.get(reverse("orders:order_detail", args=[order_token(order)])).content.decode()


def typed(**changes):
    return {"jumlah_1": "2", "cause": "rusak", "wish": "dana", "note": "Retak"} | changes


def test_order_page_leads_to_the_form_until_the_time_is_over(client):
    order = fetched_order()
    assert form_of(order) in page_of(client, order)
    page = client.get(form_of(order)).content.decode()
    assert "Ajukan pengembalian" in page
    assert order.lines.get().name in page

    late = fetched_order(at=timezone.now() - timedelta(days=8))
    assert form_of(late) not in page_of(client, late)
    assert client.get(form_of(late)).status_code == 302
    assert client.post(form_of(late), typed()).status_code == 302
    assert not late.returns.exists()


def test_order_that_has_not_left_offers_no_return(client):
    order = make_order()
    assert "pengembalian/" not in page_of(client, order).replace('/pengembalian/">Peng', "")
    assert client.get(form_of(order)).status_code == 302


def test_shopper_sends_pieces_reason_and_three_photos(client):
    order = fetched_order()
    photos = {f"foto_{n}": photo() for n in (1, 2, 3)}

    answer = client.post(form_of(order), typed() | photos)

    assert answer.status_code == 302
    request = ReturnRequest.objects.get()
    assert (request.cause, request.wish, request.note) == ("rusak", "dana", "Retak")
    paths = list(request.photos.values_list("file_name", flat=True))
    assert len(paths) == 3
    assert all(path.startswith("retur/") and storages["private"].exists(path) for path in paths)
    page = page_of(client, order)
    assert "Menunggu Jawaban" in page
    assert "Foto 3" in page


def test_photo_is_for_the_link_and_for_officers_of_the_facility_alone(client):
    order, other = fetched_order(), fetched_order()
    client.post(form_of(order), typed(foto_1=photo()))
    name = return_photos.name_of(ReturnPhoto.objects.get().file_name)
    by_link = reverse("orders:return_photo", args=[order_token(order), name])
    by_desk = reverse("orders:return_photo", args=[name])

    answer = client.get(by_link)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "no-store, private"
    assert "sandbox" in answer["Content-Security-Policy"]
    b"".join(answer.streaming_content)

    wrong = reverse("orders:return_photo", args=[order_token(other), name])
    assert client.get(wrong).status_code == 404
    assert client.get(by_desk).status_code == 404
    client.force_login(officer_of(other))
    assert client.get(by_desk).status_code == 404
    client.force_login(officer_of(order))
    answer = client.get(by_desk)
    assert answer.status_code == 200
    b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"jumlah_1": ""}, "Isi jumlah barang"),
        ({"jumlah_1": "0"}, "Isi jumlah barang"),
        ({"jumlah_1": "9"}, "Paling banyak 3"),
        ({"jumlah_1": "-1"}, "kurang dari nol"),
        ({"jumlah_1": "dua"}, "dengan angka"),
        ({"cause": ""}, "Wajib diisi"),
        ({"cause": "lain"}, "Pilih salah satu"),
        ({"wish": ""}, "Wajib diisi"),
        ({"note": "x" * 501}, "500 huruf"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_words_stay(client, changes, message):
    order = fetched_order()

    answer = client.post(form_of(order), typed(**{"note": "Retak di tepi"} | changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    if "note" not in changes:
        assert "Retak di tepi" in page
    assert not ReturnRequest.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"bukan foto", "bukan foto"), (b"%PDF-1.7", "PDF"), (b"", "kosong")],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(client, content, message):
    order = fetched_order()
    bad = SimpleUploadedFile("foto.jpg", content)

    answer = client.post(form_of(order), typed(foto_1=photo(), foto_2=bad))

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not ReturnRequest.objects.exists()
    folder = storages["private"]
    assert not folder.exists("retur") or folder.listdir("retur")[1] == []


def test_pictures_nobody_took_are_removed_at_once(client, monkeypatch):
    order = fetched_order()

    def refuse(**_):
        raise returns.ReturnNotAllowed("Tidak dapat.")

    monkeypatch.setattr(returns, "ask", refuse)
    answer = client.post(form_of(order), typed(foto_1=photo()))
    assert answer.status_code == 409
    assert "Tidak dapat." in answer.content.decode()
    assert storages["private"].listdir("retur")[1] == []


def test_second_press_changes_nothing(client):
    order = fetched_order()
    for _ in range(2):
        assert client.post(form_of(order), typed()).status_code == 302
    assert ReturnRequest.objects.count() == 1


def test_too_many_tries_wait_and_keep_the_words(client, monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD", limits.Limit("upload", 1, timedelta(minutes=10)))
    order = fetched_order()
    client.post(form_of(order), typed(cause=""))
    answer = client.post(form_of(order), typed(note="Retak di tepi"))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Retak di tepi" in answer.content.decode()


def test_photos_beyond_every_limit_lead_back_to_the_form(client, settings):
    order = fetched_order()
    body = b"x" * (settings.UPLOAD_LIMITS["orders:return_request"] + 1)
    answer = client.post(form_of(order), body, content_type="multipart/form-data; boundary=b")
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "Foto belum terkirim" in page
    assert f'href="{form_of(order)}"' in page


def test_refund_is_only_offered_where_money_came_in(client):
    order = fetched_order()
    assert "Uang dikembalikan" in client.get(form_of(order)).content.decode()
    Payment.objects.filter(order=order).update(received_amount=0, state="awaiting_payment")
    assert "Uang dikembalikan" not in client.get(form_of(order)).content.decode()
    assert client.post(form_of(order), typed()).status_code == 422


def test_page_shows_answer_and_where_to_send_the_goods(client):
    order = fetched_order()
    request = ask(order)
    returns.accept(
        request=request, sends_back=True, answer="Ongkos kirim kami ganti", by=officer_of(order),
        at=timezone.now(),
    )  # fmt: skip
    page = page_of(client, order)
    assert "Disetujui" in page
    assert "Ongkos kirim kami ganti" in page
    assert order.facility.regency.name in page
    assert "Tarik permintaan ini" in page


def test_shopper_takes_the_request_back(client):
    order = fetched_order()
    ask(order)
    address = reverse("orders:return_withdraw", args=[order_token(order)])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    page = page_of(client, order)
    assert "Ditarik Pembeli" in page
    assert form_of(order) in page


def test_request_whose_goods_are_back_is_not_taken_back(client):
    order = fetched_order()
    received(order, quantity=1, shelved=1)
    client.post(reverse("orders:return_withdraw", args=[order_token(order)]))
    assert ReturnRequest.objects.get().state == "received"


def test_old_page_shows_the_status_only(client):
    at = timezone.now() - timedelta(days=100)
    order = sent_order(at=at)
    ask(order, at=at, note="Retak di tepi")
    page = page_of(client, order)
    assert "Retak di tepi" not in page


def test_form_is_one_of_the_shopper_alone(client):
    assert client.get("/pesanan/bukan.tautan/pengembalian/").status_code == 404
    order = fetched_order()
    answer = client.get(form_of(order))
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_page_asks_the_database_the_same_for_one_and_three_returns(client):
    asked = []
    for count in (1, 3):
        order = fetched_order(quantity=9)
        for number in range(count):
            request = accepted(order, quantity=1, photos=[f"retur/{count}{number}.jpg"])
            if number < count - 1:
                returns.withdraw(request=request, at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            page_of(client, order)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 16


def test_orphaned_photos_are_swept(settings):
    now = timezone.now()
    lost, kept = return_photos.keep(b"x"), return_photos.keep(b"y")
    ask(fetched_order(), photos=[kept])
    assert return_photos.sweep(at=now) == 0
    assert return_photos.sweep(at=now + timedelta(days=2)) == 1
    assert (storages["private"].exists(lost), storages["private"].exists(kept)) == (False, True)

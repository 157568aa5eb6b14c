import io
import re
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from facilities.models import Membership
from orders import limits, proof_files
from orders.links import checkout_token, order_token
from orders.models import Order, OrderEvent, Payment, PaymentProof
from orders.payments import accept_proof, reject_proof
from orders.states import take_step
from tests.builders import (
    make_checkout,
    make_contact,
    make_membership,
    make_order,
    make_paid_order,
    make_product,
    make_proof,
    make_regency,
    make_selling_facility,
    make_stock,
    make_user,
    make_variant,
    pay_back,
)


def picture(kind="JPEG", size=(900, 600), **options):
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 60)).save(out, kind, **options)
    return out.getvalue()


def upload(client, order, content=None, **changes):
    data = {
        "picture": SimpleUploadedFile("bukti.jpg", picture() if content is None else content),
        "sender_name": "Pengirim Contoh",
        "paid_on": order.facility.local_day(timezone.now()).isoformat(),
    }
    return client.post(reverse("orders:proof_upload", args=[order_token(order)]), data | changes)


def page_of(client, order):
    return client.get(reverse("orders:order_detail", args=[order_token(order)]))


def manager_of(order):
    return make_membership(facility=order.facility).user


def sent_order():
    """An order brought to an address, with everything typed."""
    regency = make_regency()
    facility = make_selling_facility(regency=regency)
    facility.shipping_rates.create(
        service="courier", zone="same_regency", first_kg=10_000, next_kg=5_000
    )
    contact = make_contact(
        province=regency.province, regency=regency, street="Jalan Contoh 1", district="Kecamatan",
        village="Kelurahan", postal_code="97128", note="Titip di pos",
    )  # fmt: skip
    return make_order(facility=facility, method="courier", contact=contact)


def test_a_proof_beyond_every_limit_is_told_what_to_do(client, settings):
    order = make_order()
    address = reverse("orders:proof_upload", args=[order_token(order)])
    body = b"x" * (settings.UPLOAD_MAX_BYTES + 1)
    response = client.post(address, body, content_type="multipart/form-data; boundary=b")
    page = response.content.decode()

    assert response.status_code == 413
    assert "Bukti belum terkirim" in page
    assert "tangkapan layar" in page
    assert f'href="{reverse("orders:order_detail", args=[order_token(order)])}"' in page
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"


def test_seller_is_called_or_written_to_with_a_tap(client):
    facility = make_selling_facility(
        phone="+6281200000001", whatsapp="+6281200000002", email="galeri@contoh.id"
    )
    page = page_of(client, make_order(facility=facility)).content.decode()

    assert 'href="tel:+6281200000001">0812-0000-0001</a>' in page
    assert 'href="tel:+6281200000002">0812-0000-0002</a>' in page
    assert 'href="mailto:galeri@contoh.id"' in page


def test_page_says_what_to_pay_where_and_until_when(client):
    order = make_order()

    page = page_of(client, order).content.decode()

    assert "Menunggu Pembayaran" in page
    assert order.payment.account_number in page
    assert f"<strong>{order.unique_code:03}</strong>" in page
    assert re.search(r"Bayar sebelum \d{1,2} \w+ \d{4} pukul \d\d\.\d\d WIB", page)
    assert order.facility.name in page
    assert "Senin–Jumat 09.00–15.00" in page


def test_deadline_is_told_in_the_zone_of_the_facility(client):
    regency = make_regency()
    regency.province.timezone = "Asia/Jayapura"
    regency.province.save()
    order = make_order(facility=make_selling_facility(regency=regency))

    page = page_of(client, order).content.decode()

    local = timezone.localtime(order.payment.pay_before, order.facility.zone)
    assert f"pukul {local:%H.%M} WIT" in page


def test_page_is_private_and_touches_no_session(client):
    response = page_of(client, make_order())

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert "sid" not in response.cookies


@pytest.mark.parametrize("view", ["order_detail", "order_cancel", "proof_upload", "checkout_done"])
def test_an_altered_link_opens_nothing(client, view):
    order = make_order()
    is_checkout = view == "checkout_done"
    good = checkout_token(order.checkout) if is_checkout else order_token(order)
    other = order_token(order) if is_checkout else checkout_token(order.checkout)
    altered = [good[:-1], good + "A", good.swapcase(), good.replace(".1.", ".2."), order.number]

    for token in [*altered, other]:
        address = reverse(f"orders:{view}", args=[token])
        answer = client.post(address) if view == "proof_upload" else client.get(address)
        assert answer.status_code == 404


def test_contact_is_shown_until_ninety_days_after_the_last_event(client):
    order = sent_order()
    assert "Jalan Contoh 1" in page_of(client, order).content.decode()

    QuerySet(OrderEvent).update(at=timezone.now() - timedelta(days=91))
    page = page_of(client, order).content.decode()

    assert order.number in page
    assert "Menunggu Pembayaran" in page
    for word in ("Jalan Contoh 1", "Pembeli Contoh", "0812-0000-0001", "Titip di pos"):
        assert word not in page
    assert order.payment.account_number not in page


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_proof_is_redrawn_and_kept_privately(client, settings, kind):
    order = make_order()
    exif = Image.Exif()
    exif[0x010E] = "rahasia"

    response = upload(client, order, picture(kind, exif=exif))

    assert response.status_code == 302
    proof = PaymentProof.objects.get()
    assert re.fullmatch(r"bukti/[A-Za-z0-9_-]{32}\.jpg", proof.file_name)
    with storages["private"].open(proof.file_name) as file:
        kept = file.read()
    assert b"rahasia" not in kept
    assert Image.open(io.BytesIO(kept)).format == "JPEG"
    assert not (settings.MEDIA_ROOT / proof.file_name).exists()
    order.payment.refresh_from_db()
    assert order.payment.state == Payment.State.REVIEW
    page = page_of(client, order).content.decode()
    assert "Menunggu Verifikasi" in page
    assert proof_files.name_of(proof.file_name) in page
    assert 'type="file"' not in page


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 ...", "kirim tangkapan layar"),
        (b"", "Berkas ini kosong."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Gambar SVG tidak diterima."),
        (picture()[:500], "bukan foto JPG, PNG, atau WebP yang utuh"),
        (picture("GIF"), "Gambar GIF tidak diterima."),
        (picture() + b"\0" * 5_000_000, "paling besar 5 MB"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_rest_stays(client, content, message):
    order = make_order()

    response = upload(client, order, content)
    page = response.content.decode()

    assert response.status_code == 422
    assert message in page
    assert 'value="Pengirim Contoh"' in page
    assert PaymentProof.objects.count() == 0
    order.payment.refresh_from_db()
    assert order.payment.state == Payment.State.AWAITING


def test_proof_needs_a_sender_and_a_day_that_has_come(client):
    order = make_order()
    tomorrow = order.facility.local_day(timezone.now()) + timedelta(days=1)

    response = upload(client, order, sender_name="", paid_on=tomorrow.isoformat())

    assert response.status_code == 422
    page = response.content.decode()
    assert "Wajib diisi." in page
    assert ">nama pemilik rekening</a>, <a " in page
    assert "Tanggal tidak boleh sesudah hari ini." in page


def test_second_proof_is_refused_and_its_file_removed(client):
    order = make_order()
    upload(client, order)

    response = upload(client, order)

    assert response.status_code == 409
    assert "sedang diperiksa petugas" in response.content.decode()
    assert len(storages["private"].listdir("bukti")[1]) == 1


def test_rejected_proof_shows_the_reason_and_asks_again(client):
    order = make_order()
    upload(client, order)
    reject_proof(
        proof=PaymentProof.objects.get(), reason="Jumlahnya kurang.", by=manager_of(order),
        at=timezone.now(),
    )  # fmt: skip

    page = page_of(client, order).content.decode()
    assert "Jumlahnya kurang." in page
    assert 'type="file"' in page

    assert upload(client, order).status_code == 302
    assert "Jumlahnya kurang." not in page_of(client, order).content.decode()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("Jumlah berbeda", "Jumlah berbeda. Kirim"), ("Sudah dipakai?", "Sudah dipakai? Kirim")],
)
def test_rejection_is_read_as_a_sentence(client, typed, read):
    order = make_order()
    upload(client, order)
    proof = PaymentProof.objects.get()
    reject_proof(proof=proof, reason=typed, by=manager_of(order), at=timezone.now())
    assert read in page_of(client, order).content.decode()


def test_accepted_proof_moves_the_line_on(client):
    order = make_order()
    upload(client, order)
    accept_proof(proof=PaymentProof.objects.get(), by=manager_of(order), at=timezone.now())

    page = page_of(client, order).content.decode()

    assert "Dibayar" in page
    assert re.search(r'class="done">\s*<b>Pembayaran lunas', page)
    assert re.search(r'class="now" aria-current="step">\s*<b>Siap diambil', page)


def test_too_many_proofs_are_slowed_per_order(client, monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD", limits.Limit("upload", 1, timedelta(minutes=10)))
    order, other = make_order(), make_order()
    upload(client, order, b"x")

    response = upload(client, order)

    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 600
    assert 'value="Pengirim Contoh"' in response.content.decode()
    assert upload(client, other).status_code == 302


def status_of(client, address):
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def proof_addresses(order, proof):
    name = proof_files.name_of(proof.file_name)
    by_link = reverse("orders:proof_image", args=[order_token(order), name])
    for_staff = reverse("orders:proof_image", args=[name])
    return by_link, for_staff


def test_proof_opens_for_its_shopper_and_staff_only(client):
    order, other = make_order(), make_order()
    upload(client, order)
    by_link, for_staff = proof_addresses(order, PaymentProof.objects.get())
    through_other = by_link.replace(order_token(order), order_token(other))

    assert status_of(client, by_link) == 200
    assert status_of(client, through_other) == 404
    assert status_of(client, by_link.replace(order_token(order), "x")) == 404
    assert status_of(client, for_staff) == 404
    for user, status in (
        (manager_of(order), 200),
        (manager_of(other), 404),
        (make_user(), 404),
        (
            make_membership(
                role=Membership.Role.REGIONAL_VIEWER,
                facility=None,
                regional_office=order.facility.regional_office,
            ).user,
            404,
        ),
    ):
        client.force_login(user)
        assert status_of(client, for_staff) == status


def test_proof_is_streamed_so_that_nothing_in_it_can_run_or_stay(client):
    order = make_order()
    upload(client, order)
    by_link, _ = proof_addresses(order, PaymentProof.objects.get())

    response = client.get(by_link)

    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"


@pytest.mark.parametrize("name", ["x", "a" * 32, "..%2f..%2fgaleri.sqlite3", "a" * 31 + "%00"])
def test_proof_of_another_name_is_not_found(client, name):
    token = order_token(make_order())

    assert client.get(f"/pesanan/{token}/bukti/{name}/").status_code == 404
    assert client.get(f"/petugas/bukti/{name}/").status_code == 404


def test_lost_proof_files_are_swept_after_a_day(client):
    order = make_order()
    upload(client, order)
    kept = PaymentProof.objects.get().file_name
    lost = proof_files.keep(b"x")
    now = timezone.now()

    assert proof_files.sweep(at=now) == 0
    proof_files.sweep(at=now + timedelta(days=2))

    assert storages["private"].exists(kept)
    assert not storages["private"].exists(lost)


def test_cancel_asks_first_and_then_gives_the_goods_back(client):
    order = make_order()
    address = reverse("orders:order_cancel", args=[order_token(order)])

    assert "Ya, batalkan" in client.get(address).content.decode()
    order.refresh_from_db()
    assert order.state == Order.State.RECEIVED

    assert client.post(address, {"alasan": "Salah pesan"}).status_code == 302
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    page = page_of(client, order).content.decode()
    assert "Dibatalkan" in page
    assert "Salah pesan" in page
    assert "Batalkan pesanan" not in page


def test_paid_order_nobody_began_is_cancelled_and_its_money_asked_back(client):
    order = make_paid_order()
    address = reverse("orders:order_cancel", args=[order_token(order)])
    assert "dikembalikan oleh petugas UPT" in client.get(address).content.decode()

    assert client.post(address).status_code == 302

    refund = order.refunds.get()
    assert (refund.amount, refund.requested_by) == (order.total, None)
    assert refund.reason == "Pembeli membatalkan pesanan."
    page = page_of(client, order).content.decode()
    assert "Menunggu Pengembalian Dana" in page
    assert "Batalkan pesanan" not in page


def test_begun_order_is_not_cancelled_by_its_link(client):
    order = make_paid_order()
    manager = make_membership(facility=order.facility).user
    take_step(order=order, step="start_production", actor="officer", by=manager, at=timezone.now())
    address = reverse("orders:order_cancel", args=[order_token(order)])

    assert client.post(address).status_code == 409
    assert not order.refunds.exists()


def test_cancel_is_over_once_a_proof_waits(client):
    order = make_order()
    upload(client, order)
    address = reverse("orders:order_cancel", args=[order_token(order)])

    assert client.get(address).status_code == 302
    response = client.post(address)

    assert response.status_code == 409
    order.refresh_from_db()
    assert order.state == Order.State.RECEIVED


def test_pay_at_pickup_shows_where_and_when_and_no_account(client):
    order = make_order(payment_method="pay_at_pickup")

    page = page_of(client, order).content.decode()

    assert "di galeri saat mengambilnya" in page
    assert "Senin–Jumat 09.00–15.00" in page
    assert 'type="file"' not in page
    assert "Transfer bank" not in page


def test_cargo_waits_for_its_cost_and_is_then_payable(client):
    regency = make_regency()
    facility = make_selling_facility(regency=regency)
    chair = make_variant(product=make_product(facility=facility, fulfilment="cargo"))
    contact = make_contact(province=regency.province, regency=regency, street="Jalan Contoh 1")
    order = make_order(variant=chair, method="cargo", contact=contact)

    page = page_of(client, order).content.decode()
    assert "Menunggu Ongkos Kirim" in page
    assert "Belum termasuk ongkos kirim" in page
    assert order.payment.account_number not in page

    take_step(
        order=order, step="quote_shipping", actor="officer", by=manager_of(order), cost=214_000,
        eta="9 sampai 14 hari", at=timezone.now(),
    )  # fmt: skip
    page = page_of(client, order).content.decode()
    assert "Rp214.000" in page
    assert order.payment.account_number in page


def test_refund_is_the_next_stitch_and_nothing_is_to_be_fetched(client):
    now = timezone.now()
    order = make_order()
    accept_proof(proof=make_proof(order=order, at=now), by=manager_of(order), at=now)
    cancel = {"order": order, "actor": "officer", "by": manager_of(order), "reason": "Rusak"}

    take_step(step="cancel", at=now, **cancel)
    waiting = page_of(client, order)
    pay_back(order.refunds.get(), at=now)
    refunded = page_of(client, order)

    def places(page):
        return [(mark.label, mark.place) for mark in page.context["panel"].marks][-2:]

    assert "Ambil di" not in waiting.content.decode()
    assert places(waiting) == [("Pesanan dibatalkan", "done"), ("Dana dikembalikan", "now")]
    assert places(refunded) == [("Pesanan dibatalkan", "done"), ("Dana dikembalikan", "done")]


def test_whatsapp_button_names_the_order(client):
    order = make_order(facility=make_selling_facility(whatsapp="+6281200000002"))

    page = page_of(client, order).content.decode()

    assert (
        f"https://wa.me/6281200000002?text=Halo%2C%20saya%20ingin%20bertanya%20tentang%20pesanan%20{order.number}"
        in page
    )


@pytest.mark.parametrize("count", [1, 3])
def test_checkout_page_asks_the_database_the_same_for_one_and_three_orders(
    client, count, django_assert_num_queries
):
    variants = {}
    for _ in range(count):
        variant = make_variant(product=make_product(facility=make_selling_facility()))
        make_stock(variant=variant, quantity=1)
        variants[variant] = 1
    address = reverse("orders:checkout_done", args=[checkout_token(make_checkout(variants))])

    # checkout, orders, lines, photos, events, proofs, documents, refunds, returns,
    # attempts at gateways
    with django_assert_num_queries(10):
        client.get(address)


def test_order_page_asks_the_database_seldom(client, django_assert_num_queries):
    address = reverse("orders:order_detail", args=[order_token(make_order())])

    # link, order, lines, photos, events, proofs, documents, refunds, returns,
    # attempts at gateways
    with django_assert_num_queries(10):
        client.get(address)

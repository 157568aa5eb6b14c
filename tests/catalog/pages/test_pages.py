"""Home, facilities, services, provinces, texts: what they show and what they never do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import Publication, Service
from tests.builders import (
    make_facility,
    make_feature,
    make_producer_group,
    make_product,
    make_province,
    make_regency,
    make_service,
    make_variant,
)


def text_of(client, name, *args, **query):
    response = client.get(reverse(f"catalog:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_home_of_an_empty_gallery_invents_nothing(client):
    html = text_of(client, "home")

    assert "Belum ada karya yang ditampilkan." in html
    assert "One Day One Prison" not in html
    assert "Galeri dalam angka" not in html


def test_home_shows_the_product_of_today_in_wib(client, time_machine):
    time_machine.move_to("2026-03-31T17:30:00+00:00", tick=False)
    product = make_variant().product
    make_feature(product=product, day=timezone.now().date() + timedelta(1), headline="Hari ini")

    html = text_of(client, "home")

    assert '<b class="tgl">1</b>' in html
    assert "Rabu" in html
    assert "April 2026" in html
    assert "Hari ini" in html


def test_home_leaves_out_a_featured_product_that_is_not_live(client):
    product = make_product(status=Publication.ARCHIVED)
    make_feature(product=product, day=timezone.localdate())

    assert "One Day One Prison" not in text_of(client, "home")


def test_home_counts_real_products_and_facilities(client):
    facility = make_facility()
    for _ in range(3):
        make_product(facility=facility, sold_count=400)
    make_product(facility=facility, status=Publication.DRAFT)
    make_product(facility=make_facility(is_public=False))

    html = text_of(client, "home")

    assert "<b>3</b>karya di etalase" in html
    assert "<b>1</b>lapas" in html
    assert "<b>1.200</b>barang terjual" in html


def test_facility_list_finds_by_name_city_and_skill(client):
    ambon = make_facility(short_name="Lapas Ambon", known_for="batako, cuci mobil")
    make_facility(short_name="Lapas Jember")

    assert "1 UPT cocok" in text_of(client, "facility_list", q="AMBON")
    assert "1 UPT cocok" in text_of(client, "facility_list", q=f"batako {ambon.city}")
    assert "Tidak ada UPT yang cocok" in text_of(client, "facility_list", q="<b>x</b>")


def test_facility_page_names_groups_of_five_people_or_more_only(client):
    facility = make_facility()
    make_producer_group(facility=facility, name="Pokja Kecil", member_count=4)
    make_producer_group(facility=facility, name="Pokja Tutup", is_active=False)
    make_producer_group(facility=facility, name="Pokja Kriya")
    make_producer_group(facility=facility, name="Pokja Boga")

    html = text_of(client, "facility_detail", facility.slug)

    assert "Pokja Kecil" not in html
    assert "Pokja Tutup" not in html
    assert html.index("Pokja Boga") < html.index("Pokja Kriya")
    assert "<b>2</b>kelompok kerja" in html


def test_facility_page_without_goods_points_on(client):
    facility = make_facility(is_selling=False)

    html = text_of(client, "facility_detail", facility.slug)

    assert "Belum ada karya yang ditampilkan." in html
    assert "sedang tidak menerima pesanan" in html
    assert "wa.me" not in html
    assert "<b>0</b>" not in html


def test_facility_page_is_hidden_when_not_public(client):
    facility = make_facility(is_public=False)

    response = client.get(reverse("catalog:facility_detail", args=[facility.slug]))

    assert response.status_code == 404


def test_province_page_counts_only_what_is_public(client):
    province = make_province()
    facility = make_facility(regency=make_regency(province=province))
    make_facility(regency=make_regency(province=province), is_public=False)
    make_product(facility=facility)

    html = text_of(client, "province_detail", province.slug)

    assert "1 UPT dan 1 karya" in html


def test_province_page_without_goods_points_on(client):
    province = make_province()

    assert f'href="{reverse("catalog:facility_list")}">Lihat provinsi lain' in text_of(
        client, "province_detail", province.slug
    )
    make_facility(regency=make_regency(province=province))
    html = text_of(client, "province_detail", province.slug)
    assert "0 karya" not in html
    assert "Belum ada karya yang ditampilkan." in html


def test_service_list_keeps_internal_services_and_drafts_out(client):
    make_service(name="Jahit umum", status=Publication.LIVE)
    make_service(name="Jahit draf")
    make_service(name="Jahit dalam", status=Publication.LIVE, audience=Service.Audience.INTERNAL)

    html = text_of(client, "service_list")

    assert "Jahit umum" in html
    assert "Jahit draf" not in html
    assert "Jahit dalam" not in html


def test_service_list_shows_one_craft(client):
    make_service(name="Jahit seragam", status=Publication.LIVE)
    make_service(name="Potong rambut", craft=Service.Craft.BARBER, status=Publication.LIVE)

    assert "Jahit seragam" not in text_of(client, "service_list", jenis="cukur")
    assert "Jahit seragam" in text_of(client, "service_list", jenis="tidak-ada")


def test_service_page_gives_tariff_place_and_contact(client):
    service = make_service(
        facility=make_facility(whatsapp="+6281200000001"),
        status=Publication.LIVE,
        duration_minutes=90,
        booking_required=True,
    )

    html = text_of(client, "service_detail", service.slug, service.pk)

    assert "Rp20.000–Rp50.000" in html
    assert "1 jam 30 menit" in html
    assert "Perlu janji lebih dahulu" in html
    assert "https://wa.me/6281200000001?text=" in html


def test_service_page_with_a_wrong_slug_moves_to_the_right_one(client):
    service = make_service(status=Publication.LIVE)

    response = client.get(f"/jasa/lama-{service.pk}/")

    assert response.status_code == 301
    assert response["Location"] == service.get_absolute_url()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, ""), (30, "30 menit"), (60, "1 jam"), (90, "1 jam 30 menit"), (4320, "sekitar 3 hari")],
)
def test_service_duration_in_words(minutes, words):
    assert Service(duration_minutes=minutes).duration_in_words == words


def test_how_to_shop_tells_each_way_to_pay_once(client):
    assert text_of(client, "how_to_shop").count("Midtrans") == 1


@pytest.mark.parametrize("name", ["about", "how_to_shop", "terms", "privacy", "returns"])
def test_text_pages_say_when_a_complaint_line_is_missing(client, settings, name):
    missing = text_of(client, name)
    settings.COMPLAINT_CONTACT = "pengaduan@galeri.example"
    settings.CONSUMER_COMPLAINT_CONTACT = "Direktorat, telepon resmi"
    given = text_of(client, name)

    assert "Belum dicantumkan" in missing
    assert "pengaduan@galeri.example" in given
    assert "Direktorat, telepon resmi" in given

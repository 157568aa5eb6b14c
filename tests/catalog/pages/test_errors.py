"""Error pages: the site's look, no query, nothing about the inside."""

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from gallery_site.urls import urlpatterns as real_urls


def broken(request):
    raise RuntimeError("kata sandi basis data")


urlpatterns = [*real_urls, path("rusak/", broken)]


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_error_page_asks_the_database_nothing(django_assert_num_queries, code):
    with django_assert_num_queries(0):
        html = render_to_string(f"{code}.html")

    assert "Galeri UMKM" in html
    assert 'href="/produk/"' in html
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.urls(__name__)
def test_broken_page_answers_500_without_telling_why():
    response = Client(raise_request_exception=False).get("/rusak/")

    assert response.status_code == 500
    html = response.content.decode()
    assert "Ada benang yang putus" in html
    assert "kata sandi" not in html
    assert "RuntimeError" not in html


def test_missing_page_answers_404_with_a_search_and_no_echo(client):
    response = client.get("/<script>alert(1)</script>/")

    assert response.status_code == 404
    html = response.content.decode()
    assert "belum ditenun" in html
    assert "alert(1)" not in html
    assert settings.DEBUG is False


def test_errors_of_a_whole_form_are_read_out_at_once():
    class Form(forms.Form):
        def clean(self):
            raise forms.ValidationError("Stok berubah.")

    html = render_to_string("bootstrap5/errors.html", {"form": Form({})})

    assert 'role="alert"' in html
    assert "Stok berubah." in html

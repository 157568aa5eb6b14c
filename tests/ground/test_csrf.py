"""A form whose token no longer fits loses nothing, and a foreign one gains nothing."""

import re

import pytest
from django.test import Client

TYPED = {"number": "P-<KODE>", "phone": "0812-0000-0001", "csrfmiddlewaretoken": "lama"}


@pytest.fixture
def strict_client():
    return Client(enforce_csrf_checks=True)


def test_stale_form_of_ours_is_offered_again_with_a_new_token(strict_client):
    response = strict_client.post("/lacak/", TYPED, HTTP_SEC_FETCH_SITE="same-origin")
    page = response.content.decode()

    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store"
    assert 'name="number" value="P-&lt;KODE&gt;"' in page
    assert 'value="lama"' not in page
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page))
    again = {name: fields[name] for name in ("csrfmiddlewaretoken", "number", "phone")}
    assert strict_client.post("/lacak/", again).status_code == 422


@pytest.mark.parametrize("headers", [{}, {"HTTP_SEC_FETCH_SITE": "cross-site"}])
def test_foreign_form_is_not_offered_again(strict_client, headers):
    response = strict_client.post("/lacak/", TYPED, **headers)
    page = response.content.decode()

    assert response.status_code == 403
    assert "tidak kami terima" in page
    assert "0812-0000-0001" not in page
    assert "Kirim lagi" not in page


def test_passwords_are_not_carried_along(strict_client):
    data = {"username": "ambon", "password": "sangat-rahasia"}
    response = strict_client.post("/admin/login/", data, HTTP_SEC_FETCH_SITE="same-origin")

    assert response.status_code == 403
    assert "sangat-rahasia" not in response.content.decode()

"""Which methods and which sizes are let in at all."""

import pytest
from django.core.files.uploadhandler import FileUploadHandler

pytestmark = pytest.mark.usefixtures("failing_site")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW"])
def test_other_methods_are_refused(client, method):
    response = client.generic(method, "/baca/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_known_methods_pass(client, method):
    assert client.generic(method, "/baca/").status_code == 200


def test_form_of_the_largest_size_is_read(client, settings):
    body = "a=" + "x" * (settings.FORM_MAX_BYTES - 2)
    response = client.post("/baca/", body, content_type="application/x-www-form-urlencoded")
    assert response.content == b"a"


def test_form_one_byte_larger_is_refused(client, settings):
    body = "a=" + "x" * (settings.FORM_MAX_BYTES - 1)
    response = client.post("/baca/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "Kiriman terlalu besar" in response.content.decode()


def test_large_file_is_refused_before_it_is_read(client, settings, monkeypatch):
    settings.UPLOAD_VIEWS = {"uji:proof_upload": "uji:proof_upload"}
    parsed = []
    monkeypatch.setattr(FileUploadHandler, "__init__", lambda *args: parsed.append(args))
    body = b"x" * (settings.UPLOAD_MAX_BYTES + 1)
    response = client.post("/unggah/", body, content_type="multipart/form-data; boundary=b")
    assert response.status_code == 413
    assert parsed == []


def test_upload_address_takes_more_than_a_form(client, settings):
    settings.UPLOAD_VIEWS = {"uji:proof_upload": "uji:proof_upload"}
    body = "a=" + "x" * settings.FORM_MAX_BYTES
    for address, status in [("/unggah/", 200), ("/baca/", 413)]:
        response = client.post(address, body, content_type="application/x-www-form-urlencoded")
        assert response.status_code == status


@pytest.mark.parametrize("length", ["-1", "banyak"])
def test_impossible_length_is_refused(client, length):
    assert client.post("/baca/", CONTENT_LENGTH=length).status_code == 413


def test_body_without_a_length_is_refused(client):
    response = client.post("/baca/", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411

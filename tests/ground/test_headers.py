"""Headers and cookies of every answer: pages, admin, files and refusals alike."""

import pytest
from django.conf import settings as site_settings
from django.http import HttpResponse

from facilities.browser_features import camera_page

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/tentang/"),
        ("GET", "/admin/login/"),
        ("GET", "/sehat/"),
        ("GET", "/tidak-ada/"),
        ("PUT", "/"),
    ],
)
def test_every_answer_carries_the_headers(client, method, address):
    headers = client.generic(method, address).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_policy_allows_nothing_inline():
    directives = site_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = [source for sources in directives.values() for source in sources]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set(sources)


def test_anonymous_visit_sets_no_cookie(client):
    assert not client.get("/tentang/").cookies


def test_camera_opens_for_this_site_only_where_codes_are_scanned(rf):
    page = camera_page(lambda request: HttpResponse())
    header = page(rf.get("/"))["Permissions-Policy"]
    assert "camera=(self)" in header
    assert "microphone=()" in header

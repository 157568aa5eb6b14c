"""The site as it runs for visitors: started from the environment alone, in its own process."""

import json
import os
import subprocess
import sys

import pytest

PRODUCTION = {
    "SECRET_KEY": "a-key-of-production-length-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ORDER_LINK_KEY": "another-key-of-production-length-0123456789-abcdefghijklmnop",
    "STORED_SECRET_KEYS": "a-third-key-of-production-length-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "galeri.example",
    "SITE_URL": "https://galeri.example",
}
SETTINGS_SHOWN = """
import json, django
django.setup()
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in %r}))
"""


def start(*arguments, **changes):
    """Run Python with a production environment; a variable set to None is left out."""
    kept = {name: os.environ[name] for name in ("PATH", "DATA_DIR", "HOME") if name in os.environ}
    wanted = kept | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "gallery_site.settings"} | changes
    environment = {name: value for name, value in wanted.items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def settings_in_production(*names, **changes):
    result = start("-c", SETTINGS_SHOWN % (names,), **changes)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_deployment_check_is_clean():
    result = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", DEBUG="0")
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout + result.stderr


def test_debug_is_off_unless_asked_for():
    assert settings_in_production("DEBUG") == {"DEBUG": False}


def test_gateways_take_real_money_unless_told_otherwise():
    assert settings_in_production("GATEWAY_MODE", "MIDTRANS_SNAP_URL", "GATEWAY_PAGE_HOSTS") == {
        "GATEWAY_MODE": "production",
        "MIDTRANS_SNAP_URL": "https://app.midtrans.com",
        "GATEWAY_PAGE_HOSTS": ["app.midtrans.com", ".xendit.co"],
    }
    result = start("-c", "import gallery_site.wsgi", GATEWAY_MODE="prod")
    assert result.returncode != 0


def test_web_server_starts_without_debug():
    code = "import gallery_site.wsgi; from django.conf import settings; print(settings.DEBUG)"
    assert start("-c", code, DJANGO_SETTINGS_MODULE=None).stdout == "False\n"


@pytest.mark.parametrize("secret", ["SECRET_KEY"])
def test_missing_secret_stops_the_start(secret):
    result = start("-c", "import gallery_site.wsgi", **{secret: None})
    assert result.returncode != 0
    assert secret in result.stderr


def test_not_found_page_tells_nothing_about_the_site(client):
    page = client.get("/tidak/ada/").content.decode()
    assert "urlpatterns" not in page
    assert "DEBUG" not in page


def test_cookies_are_bound_to_the_host_and_to_https():
    names = [
        f"{cookie}_COOKIE_{part}"
        for cookie in ("SESSION", "CSRF")
        for part in ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")
    ]
    assert settings_in_production(*names) == {
        "SESSION_COOKIE_NAME": "__Host-sid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_PATH": "/",
    }


def test_https_is_demanded_for_a_year():
    names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS")
    assert settings_in_production(*names) == {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    }


def test_site_without_certificate_keeps_plain_cookies():
    """`make run` on a shop's own network: a phone asks over plain HTTP by the LAN address."""
    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    assert settings_in_production(*names, SITE_HTTPS="0") == {
        "SESSION_COOKIE_NAME": "sid",
        "SESSION_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
    }


def test_probes_are_answered_without_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/sehat/").status_code == 200
    assert client.get("/tentang/").status_code == 301

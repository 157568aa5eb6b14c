import pytest
from axes.models import AccessAttempt
from django.test import RequestFactory

from facilities.network import caller_of, client_ip, network_of
from gallery_site.logs import JsonFormatter


def ip(settings, hops, peer, forwarded=None):
    settings.TRUSTED_PROXIES = hops
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_ip(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


@pytest.mark.parametrize(
    ("hops", "peer", "forwarded", "expected"),
    [
        (0, "203.0.113.7", None, "203.0.113.7"),
        (0, "203.0.113.7", "1.2.3.4", "203.0.113.7"),
        (1, "10.0.0.1", "203.0.113.7", "203.0.113.7"),
        (1, "10.0.0.1", "1.2.3.4, 203.0.113.7", "203.0.113.7"),
        (2, "10.0.0.1", "1.2.3.4, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (1, "10.0.0.1", None, "10.0.0.1"),
        (2, "10.0.0.1", "203.0.113.7", "10.0.0.1"),
        (1, "", "2001:db8::7", "2001:db8::7"),
        (0, "::ffff:203.0.113.7", None, "203.0.113.7"),
        (1, "", "bukan alamat", "0.0.0.0"),
        (0, "", None, "0.0.0.0"),
    ],
)
def test_client_ip_trusts_only_our_proxies(settings, hops, peer, forwarded, expected):
    assert ip(settings, hops, peer, forwarded) == expected


@pytest.mark.parametrize(
    ("address", "caller"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        # The same line with another of its 18 quintillion addresses.
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
    ],
)
def test_caller_is_a_line_not_one_of_its_addresses(address, caller):
    assert caller_of(RequestFactory().get("/", REMOTE_ADDR=address)) == caller


def test_network_of_hides_the_person():
    assert network_of("203.0.113.7") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::7") == "2001:db8:1::/48"


def test_wrong_passwords_are_counted_per_client_behind_the_proxy(client, settings):
    """A forged entry further left changes nothing, so it cannot lock others out."""
    settings.AXES_ENABLED = True
    settings.TRUSTED_PROXIES = 1
    client.post(
        "/admin/login/",
        {"username": "ambon", "password": "salah"},
        HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.7",
    )
    assert AccessAttempt.objects.values_list("ip_address", flat=True).get() == "203.0.113.7"


def test_log_of_wrong_passwords_names_nobody(client, settings, caplog):
    settings.AXES_ENABLED = True
    client.post(
        "/admin/login/", {"username": "ambon", "password": "salah"}, REMOTE_ADDR="203.0.113.7"
    )
    text = " ".join(JsonFormatter().format(record) for record in caplog.records)
    assert "axes" in text
    for secret in ("203.0.113.7", "ambon", "salah"):
        assert secret not in text

import pytest
from django.test import RequestFactory

from facilities.network import client_ip, network_of


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
        (1, "", "bukan alamat", "0.0.0.0"),
        (0, "", None, "0.0.0.0"),
    ],
)
def test_client_ip_trusts_only_our_proxies(settings, hops, peer, forwarded, expected):
    assert ip(settings, hops, peer, forwarded) == expected


def test_network_of_hides_the_person():
    assert network_of("203.0.113.7") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::7") == "2001:db8:1::/48"

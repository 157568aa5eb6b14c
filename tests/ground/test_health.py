from collections import namedtuple

from django.db import OperationalError

from gallery_site import health
from orders.models import RateCounter

Usage = namedtuple("Usage", "total used free")


def test_alive_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/sehat/")
    assert (response.status_code, response.content) == (200, b"sehat\n")
    assert "no-store" in response["Cache-Control"]


def test_ready_writes_and_leaves_nothing(client):
    response = client.get("/siap/")
    assert (response.status_code, response.content) == (200, b"siap\n")
    assert not RateCounter.objects.exists()


def test_not_ready_when_the_database_refuses_a_write(client, monkeypatch):
    def refuse(**fields):
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(RateCounter.objects, "create", refuse)
    assert client.get("/siap/").status_code == 503


def test_not_ready_when_the_disk_is_nearly_full(client, monkeypatch):
    nearly_full = Usage(100, 99, health.LEAST_FREE_BYTES - 1)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: nearly_full)
    response = client.get("/siap/")
    assert response.status_code == 503
    assert "disk" in response.content.decode()

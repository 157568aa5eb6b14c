"""robots.txt, sitemap and feed: complete, absolute, and only of what is public."""

from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from catalog.models import Publication
from tests.builders import make_product

SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://galeri.example"


def read(client, name):
    return ET.fromstring(client.get(reverse(f"catalog:{name}")).content)  # noqa: S314 -- our own


def test_sitemap_lists_public_pages_with_their_pictures(client, stocked):
    product = stocked(1)[0]
    draft = make_product(facility=product.facility, status=Publication.DRAFT)

    urls = {
        node.find("s:loc", SITEMAP).text: [
            picture.text for picture in node.findall("i:image/i:loc", SITEMAP)
        ]
        for node in read(client, "sitemap").findall("s:url", SITEMAP)
    }

    address = "https://galeri.example" + product.get_absolute_url()
    assert len(urls[address]) == 2
    assert all(p.startswith("https://galeri.example/media/") for p in urls[address])
    assert "https://galeri.example/upt/lapas-ambon/" in urls
    assert "https://galeri.example/wilayah/maluku/" in urls
    assert "https://galeri.example/kategori/mebel/" in urls
    assert "https://galeri.example" + draft.get_absolute_url() not in urls


def test_every_address_of_the_sitemap_answers(client, stocked):
    stocked(3)

    for node in read(client, "sitemap").findall("s:url/s:loc", SITEMAP):
        path = node.text.removeprefix("https://galeri.example")
        assert client.get(path).status_code == 200, path


def test_feed_lists_new_products_with_their_pictures(client, stocked):
    product = stocked(1)[0]
    make_product(status=Publication.DRAFT)

    feed = read(client, "feed")

    entries = feed.findall("a:entry", ATOM)
    links = {link.get("rel"): link.get("href") for link in entries[0].findall("a:link", ATOM)}
    assert len(entries) == 1
    assert links["alternate"] == "https://galeri.example" + product.get_absolute_url()
    assert links["enclosure"].endswith("1200w.jpeg")
    assert feed.find("a:link[@rel='self']", ATOM).get("href").startswith("https://galeri.example/")


def test_robots_keeps_private_pages_out(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /pesanan/" in text
    assert "Disallow: /admin/" in text
    assert "Sitemap: https://galeri.example/sitemap.xml" in text

"""Each public page costs the same few queries, however much it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Service

# One more reads the catalogue's version outside a test's transaction: six in all.
COUNTS = {
    "home": 5,
    "craft": 4,
    "food": 5,
    "service_list": 2,
    "service_detail": 2,
    "facility_list": 1,
    "facility_detail": 5,
    "province_detail": 5,
    "about": 0,
    "how_to_shop": 0,
    "terms": 0,
    "privacy": 0,
    "returns": 0,
    "feed": 2,
    "robots": 0,
    "sitemap": 5,
}


def address_of(page, products):
    service = Service.objects.order_by("pk").first()
    return {
        "craft": products[0].get_absolute_url(),
        "food": products[1].get_absolute_url(),
        "service_detail": service.get_absolute_url(),
        "facility_detail": reverse("catalog:facility_detail", args=["lapas-ambon"]),
        "province_detail": reverse("catalog:province_detail", args=["maluku"]),
    }.get(page) or reverse(f"catalog:{page}")


@pytest.mark.parametrize("products", [3, 12])
def test_public_pages_cost_the_same_few_queries(client, stocked, products):
    filled = stocked(products)
    counted = {}
    for page in COUNTS:
        address = address_of(page, filled)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"].startswith("public")
        assert response.headers["ETag"]
        assert not response.cookies
        counted[page] = len(queries)
    assert counted == COUNTS

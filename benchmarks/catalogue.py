"""How long the catalogue takes to make, uncached, with ten and with ten thousand products.

    .venv/bin/python benchmarks/catalogue.py
    scripts/with-postgres .venv/bin/python benchmarks/catalogue.py

Makes a database of its own beside DATABASE_URL's and drops it again. Prints, per page, the queries
and the median milliseconds on the clock and of work; on a busy machine only the work is a figure.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.utils import timezone  # noqa: E402

from catalog import search  # noqa: E402
from catalog.models import Product, StockLevel, StockLocation, Variant  # noqa: E402
from tests.builders import make_category, make_facility, make_regency  # noqa: E402

NUMBERS = (10, 10_000)
ROUNDS = 9
PAGES = (
    "/produk/",
    "/produk/?hal=9999",
    "/produk/?urut=murah&kategori=kerajinan-1&stok=ada",
    "/produk/?q=kripik",
    "/produk/?q=tas+rot",
    "/produk/?q=kursi+tamu+jati+lapas+kota7",
    "/produk/?q=gerabah",
    "/kategori/kerajinan-2/",
)
THINGS = (
    "Tas Keranjang Kursi Meja Lemari Keripik Kue Kain Batik Sapu Tikar Lampu Dompet Panel".split()
)
STUFFS = "Rotan Purun Jati Ulin Pandan Singkong Kacang Katun Besi Bambu Lidi Kulit".split()
MANNERS = "Halus Tebal Ukir Anyam Tulis Cap Bundar Lipat Gantung Kecil Besar Manis".split()


def fill(number: int) -> None:
    groups = [make_category(name=f"Kerajinan {n}", slug=f"kerajinan-{n}") for n in range(8)]
    kinds = [
        make_category(name=f"{name} {n}", parent=groups[n % 8]) for n, name in enumerate(THINGS)
    ]
    places = [make_regency() for _ in range(30)]
    homes = [
        make_facility(
            short_name=f"Lapas Kota{n}",
            name=f"Lapas Kota{n}",
            slug=f"lapas-kota{n}",
            regency=places[n % 30],
        )
        for n in range(100)
    ]
    stores = {
        home.pk: StockLocation.objects.create(
            facility=home, name="Gudang situs", kind="bengkel", is_online=True
        )
        for home in homes
    }
    now = timezone.now()
    products = Product.objects.bulk_create(
        Product(
            name=f"{THINGS[n % 14]} {STUFFS[n % 12]} {MANNERS[n // 14 % 12]} {n}",
            slug=f"barang-{n}",
            material=STUFFS[n // 7 % 12].lower(),
            facility=homes[n % 100],
            category=kinds[n % 14],
            status="tayang",
            published_at=now,
            price_from=5_000 + n * 317 % 3_000_000,
            price_to=5_000 + n * 317 % 3_000_000,
            sold_count=n % 53,
        )
        for n in range(number)
    )
    variants = Variant.objects.bulk_create(
        Variant(
            product=product,
            sku=f"B{product.pk}",
            price=product.price_from,
            weight_grams=300,
            made_to_order=product.pk % 3 == 0,
            lead_time_days=7,
        )
        for product in products
    )
    StockLevel.objects.bulk_create(
        StockLevel(variant=v, location=stores[v.product.facility_id], on_hand=v.pk % 9)
        for v in variants
    )
    search.rebuild()


def measure(number: int) -> None:
    client = Client()
    print(f"\n{connection.vendor}, {number} products")
    for page in PAGES:
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
            queries = len(captured)
        walls, works = [], []
        for _ in range(ROUNDS):
            wall, work = time.perf_counter(), time.process_time()
            client.get(page)
            walls.append((time.perf_counter() - wall) * 1000)
            works.append((time.process_time() - work) * 1000)
        print(
            f"{queries} queries {statistics.median(walls):7.1f} ms"
            f" ({statistics.median(works):6.1f} ms of it this process's work)  {page}"
        )


def main() -> None:
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        for number in NUMBERS:
            # An open transaction keeps every cache out of it, and ends without a trace.
            with transaction.atomic():
                fill(number)
                if connection.vendor == "postgresql":
                    connection.cursor().execute("ANALYZE")
                measure(number)
                transaction.set_rollback(True)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()

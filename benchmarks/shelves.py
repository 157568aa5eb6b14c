"""What the reports on stock, daily products and data quality cost with little and much history.

    .venv/bin/python benchmarks/shelves.py
    scripts/with-postgres .venv/bin/python benchmarks/shelves.py

Makes a database of its own beside DATABASE_URL's for each history and drops it again: 33 Kanwil, 627
facilities, 20,000 products with a photo, stock and a batch, a product of the day for a year, and so
many movements and days of sales per product. Prints, per page, queries and median milliseconds on the
clock and of work of this process; on a busy machine compare the two histories, not the figures.
"""

import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.utils import timezone  # noqa: E402

from catalog.models import (  # noqa: E402
    Feature,
    Product,
    ProductionBatch,
    ProductPhoto,
    StockLevel,
    StockLocation,
    StockMovement,
    Variant,
)
from facilities.models import Facility  # noqa: E402
from orders.models import ProductDay  # noqa: E402
from orders.reports.pages import PAGES  # noqa: E402
from tests.builders import make_category, make_officer, make_province, make_regency  # noqa: E402

OFFICES, FACILITIES, PRODUCTS = 33, 627, 20_000
HISTORIES = (2, 40)  # movements and days of sales of each product
ROUNDS = 5
ASKED = ("stok", "produk-hari-ini", "kualitas-data", "pameran", "e-katalog")


def fill(history: int) -> None:
    now = timezone.now()
    today, kind = timezone.localdate(now), make_category()
    towns = [make_regency(province=make_province()) for _ in range(OFFICES)]
    homes = _many(
        Facility(
            code=f"U{n}", document_code=f"U{n}", slug=f"lapas-{n}", name=f"Lapas {n}",
            short_name=f"Lapas {n}", kind="lapas", city=f"Kota {n}", regency=towns[n % OFFICES],
            regional_office=towns[n % OFFICES].province.regional_office, timezone="Asia/Jakarta",
        )
        for n in range(FACILITIES)
    )  # fmt: skip
    stores = _many(
        StockLocation(facility=home, name="Gudang situs", kind="bengkel", is_online=True)
        for home in homes
    )
    products = _many(
        Product(
            name=f"Barang {n}", slug=f"barang-{n}", facility=homes[n % FACILITIES], category=kind,
            status="tayang", published_at=now,
        )
        for n in range(PRODUCTS)
    )  # fmt: skip
    _many(
        ProductPhoto(product=product, alt="Barang", has_face=False)
        for product in products
        if product.pk % 10
    )
    variants = _many(
        Variant(product=product, sku=f"B{product.pk}", price=50_000, weight_grams=300,
                material_cost=20_000 if product.pk % 5 else None)
        for product in products
    )  # fmt: skip
    keys = [(variant, stores[n % FACILITIES]) for n, variant in enumerate(variants)]
    _many(
        StockLevel(variant=variant, location=store, on_hand=variant.pk % 9)
        for variant, store in keys
    )
    for number in range(history):
        _many(
            StockMovement(
                variant=variant, location=store, kind="sell" if number % 2 else "receive",
                quantity=-1 if number % 2 else 1, source_type="demo", source_id=f"{number}",
                source_line=f"{variant.pk}", at=now - timedelta(days=history - number),
            )
            for variant, store in keys
        )  # fmt: skip
        _many(
            ProductionBatch(
                variant=variant, location=store, code=f"K{number}", good_quantity=9,
                remaining=variant.pk % 9 if number == history - 1 else 0,
                produced_on=today - timedelta(days=variant.pk % 300),
                expires_on=today + timedelta(days=variant.pk % 400),
            )
            for variant, store in keys
        )  # fmt: skip
        _many(
            ProductDay(
                facility_id=product.facility_id, product=product, category=kind, units=1, orders=1,
                day=today - timedelta(days=number * 25 % 1000 + product.pk % 25),
                channel=("situs", "pameran", "ekatalog")[number % 3], buyer_kind="perorangan",
                revenue=50_000,
            )
            for product in products
        )  # fmt: skip
    _many(Feature(day=today - timedelta(days=n), product=products[n * 37]) for n in range(365))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _many(rows):
    rows = list(rows)
    return type(rows[0])._base_manager.bulk_create(rows, batch_size=2_000)


def measure(history: int) -> None:
    client = Client()
    client.force_login(make_officer("national_viewer"))
    print(f"\n{connection.vendor}, {PRODUCTS} products, {history} movements of each", flush=True)
    for slug in ASKED:
        address = f"/laporan/{PAGES[slug].slug}/?rentang=tahun-ini"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
            queries = len(captured)
        walls, works = [], []
        for _ in range(ROUNDS):
            wall, work = time.perf_counter(), time.process_time()
            client.get(address)
            walls.append(time.perf_counter() - wall)
            works.append(time.process_time() - work)
        wall, work = (statistics.median(times) * 1000 for times in (walls, works))
        print(f"  {slug:18} {queries:3} queries {wall:8.0f} ms, work {work:7.0f} ms", flush=True)


def main() -> None:
    setup_test_environment()
    for history in HISTORIES:
        old = setup_databases(verbosity=0, interactive=False)
        try:
            fill(history)
            measure(history)
        finally:
            teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()

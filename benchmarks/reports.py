"""How long each page of /laporan/ takes when there are few order lines, and when there are millions.

    .venv/bin/python benchmarks/reports.py 50000 500000
    scripts/with-postgres .venv/bin/python benchmarks/reports.py 50000 5000000

Makes a database of its own beside DATABASE_URL's for each number (a file on SQLite) and drops it
again: 33 Kanwil, 627 facilities, 7,524 products, and so many order lines over the last three years,
with their payments, refunds and movements
of stock, written by the database itself. Prints, per page, the queries and the median milliseconds on the clock
and of work of this process and, on PostgreSQL, of the database too; then how long folding takes
after a sale. On a busy machine compare the columns of one run, not the milliseconds.
"""

# ruff: noqa: S608  (the statements are of numbers and words of this file)
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.utils import timezone  # noqa: E402

from catalog.models import (  # noqa: E402
    Category,
    Feature,
    Product,
    StockLevel,
    StockLocation,
    Variant,
)
from facilities.models import Facility, Province, Regency, RegionalOffice  # noqa: E402
from facilities.models.places import Zone  # noqa: E402
from orders import sales  # noqa: E402
from orders.models import ProductDay, SalesDay, SalesDayMark  # noqa: E402
from orders.reports.pages import PAGES  # noqa: E402
from orders.sales import writing  # noqa: E402
from tests.builders import make_officer  # noqa: E402

ROUNDS = 7
OFFICES, PROVINCES, FACILITIES, PRODUCTS = 33, 38, 627, 12  # products of each facility
DAYS = 3 * 365
BATCH = 1_000
CHANNELS = ("situs", "situs", "situs", "galeri", "galeri", "pameran", "whatsapp", "lokapasar")
BUYERS = ("perorangan", "perorangan", "perorangan", "instansi", "mitra")


def fill(number: int) -> None:
    """The places and products, `number` lines in half as many orders, and all roll-ups."""
    with transaction.atomic():
        writing.patient()
        places()
        goods()
        shelves()
    for sql in orders_sql(number // 2):
        with transaction.atomic():
            writing.patient()
            with connection.cursor() as cursor:
                cursor.execute(sql)
    tell_sizes()
    sales.rebuild()
    tell_sizes()


def places() -> None:
    offices = RegionalOffice.objects.bulk_create(
        RegionalOffice(name=f"Kanwil {n:02}", slug=f"kanwil-{n:02}") for n in range(OFFICES)
    )
    zones = list(Zone.values)
    provinces = Province.objects.bulk_create(
        Province(
            code=f"{n + 11}", bps_code=f"{n + 11}", name=f"Provinsi {n}", short_name=f"Prov. {n}",
            slug=f"provinsi-{n}", island_group="Jawa", timezone=zones[n % 3],
            regional_office=offices[n % OFFICES],
        )
        for n in range(PROVINCES)
    )  # fmt: skip
    towns = Regency.objects.bulk_create(
        Regency(
            code=f"{n % PROVINCES + 11}.{n // PROVINCES + 1:02}", kind="kota", name=f"Kota {n}",
            province=provinces[n % PROVINCES],
        )
        for n in range(FACILITIES)
    )  # fmt: skip
    Facility.objects.bulk_create(
        (
            Facility(
                code=f"U{n:04}", document_code=f"U{n:04}", slug=f"lapas-{n}", name=f"Lapas {n}",
                short_name=f"Lapas {n}", kind="lapas", city=f"Kota {n}", regency=town,
                regional_office=town.province.regional_office, timezone=town.province.timezone,
            )
            for n, town in enumerate(towns)
        ),
        batch_size=BATCH,
    )  # fmt: skip


def goods() -> None:
    groups = Category.objects.bulk_create(
        Category(name=f"Kelompok {n}", slug=f"kelompok-{n}", position=n) for n in range(8)
    )
    kinds = Category.objects.bulk_create(
        Category(name=f"Jenis {n}", slug=f"jenis-{n}", position=n, parent=groups[n % 8])
        for n in range(23)
    )
    homes = list(Facility.objects.order_by("pk"))
    now = timezone.now()
    products = Product.objects.bulk_create(
        (
            Product(
                name=f"Barang {n} {home.pk}", slug=f"barang-{n}-{home.pk}", facility=home,
                category=kinds[(home.pk + n % 4) % 23], status="tayang", published_at=now,
            )
            for n in range(PRODUCTS)
            for home in homes
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Variant.objects.bulk_create(
        (
            Variant(
                product=product, sku=f"B{product.pk}", price=10_000 + product.pk % 50 * 1_000,
                weight_grams=300,
            )
            for product in products
        ),
        batch_size=BATCH,
    )  # fmt: skip


def shelves() -> None:
    """A place, a level of each product, and the product of each day."""
    stores = {
        store.facility_id: store
        for store in StockLocation.objects.bulk_create(
            StockLocation(facility=home, name="Gudang", kind="bengkel", is_online=True)
            for home in Facility.objects.order_by("pk")
        )
    }
    variants = list(Variant.objects.select_related("product").order_by("pk"))
    StockLevel.objects.bulk_create(
        (
            StockLevel(variant=one, location=stores[one.product.facility_id], on_hand=one.pk % 9)
            for one in variants
        ),
        batch_size=BATCH,
    )
    today = timezone.localdate()
    Feature.objects.bulk_create(
        Feature(product=variants[n * 7 % len(variants)].product, day=today - timedelta(days=n))
        for n in range(DAYS)
    )


def orders_sql(count: int) -> list[str]:
    """Statements that write this many paid orders of two lines, and a refund for each hundredth.

    What looks thrown is arithmetic on the number of the order: the same on both databases.
    """
    is_postgres = connection.vendor == "postgresql"
    first = {
        table: table.objects.order_by("pk").values_list("pk", flat=True)[0]
        for table in (Facility, Variant)
    }
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=DAYS)
    second = f"{DAYS * 86_400}.0 / {count}"
    if is_postgres:
        numbers = f"SELECT generate_series(1, {count}) AS n"
        at = f"TIMESTAMPTZ '{start.isoformat()}' + INTERVAL '1 second' * FLOOR(n * {second})"
        later, day = "at + INTERVAL '3 days'", "(at + INTERVAL '3 days')::date"
        is_past = "at < NOW() - INTERVAL '4 days'"
        text = "'B' || n"
    else:
        numbers = (
            f"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < {count}) "
            "SELECT n FROM r"
        )
        epoch = int(start.timestamp())
        at = f"DATETIME({epoch} + CAST(n * {second} AS INTEGER), 'unixepoch')"
        later, day = "DATETIME(at, '+3 days')", "DATE(at, '+3 days')"
        is_past = "at < DATETIME('now', '-4 days')"
        text = "'B' || n"
    mixed = "(CAST(n AS BIGINT) * 2654435761 % 4294967291)"
    thrown = {
        name: f"({mixed} / {size} % 1009)" for name, size in (("a", 7), ("b", 977), ("c", 53))
    }

    def one_of(words, dice):
        whens = " ".join(f"WHEN {n} THEN '{word}'" for n, word in enumerate(words))
        return f"CASE {dice} % {len(words)} {whens} END"

    home = f"({mixed} / 11 % {FACILITIES})"
    false = "FALSE" if is_postgres else "0"
    variants = [
        f"({first[Variant]} + {FACILITIES} * ({dice} % {PRODUCTS}) + home)" for dice in "ab"
    ]
    lines = [
        f"""INSERT INTO orders_orderline (id, order_id, position, variant_id, category_id, sku, name,
        variant_name, unit, unit_price, quantity, returned_quantity, weight_grams, made_to_order,
        lead_time_days)
        SELECT n * 2 + {place} - 2, n, {place}, v.id, p.category_id, v.sku, p.name, '', 'buah',
        v.price, d.q{place}, 0, 300, {false}, 0
        FROM draft d JOIN catalog_variant v ON v.id = d.v{place}
        JOIN catalog_product p ON p.id = v.product_id"""
        for place in (1, 2)
    ]  # fmt: skip
    statements = [
        f"""CREATE TABLE draft AS SELECT n, {at} AS at, {home} AS home, a, b, c,
        {first[Facility]} + {home} AS facility_id,
        {one_of(CHANNELS, "b")} AS channel, {one_of(BUYERS, "c")} AS buyer_kind,
        1 + a % 3 AS q1, 1 + b % 4 AS q2
        FROM (SELECT n, {", ".join(f"{sql} AS {name}" for name, sql in thrown.items())}
        FROM ({numbers}) AS numbered) AS thrown""",
        *(f"ALTER TABLE draft ADD COLUMN v{place} bigint" for place in (1, 2)),
        f"UPDATE draft SET v1 = {variants[0]}, v2 = {variants[1]}",
        f"""INSERT INTO orders_order (id, number, facility_id, channel, buyer_kind, state,
        link_version, goods_total, shipping_cost, unique_code, total, seal, placed_at, updated_at)
        SELECT n, {text}, facility_id, channel, buyer_kind, 'completed', 1, q1 * v1.price
        + q2 * v2.price, 0, 0, q1 * v1.price + q2 * v2.price, '', at, at
        FROM draft JOIN catalog_variant v1 ON v1.id = draft.v1
        JOIN catalog_variant v2 ON v2.id = draft.v2""",
        *lines,
        """INSERT INTO orders_payment (id, order_id, facility_id, method, state, amount, unique_code,
        down_payment, received_amount, refunded_amount, bank_name, account_number, account_holder,
        merchant_payload, invoice_days, paid_at)
        SELECT o.id, o.id, o.facility_id, 'bank_transfer', 'paid', o.total, 0, 0, o.total, 0, '', '',
        '', '', 0, o.placed_at FROM orders_order o""",
        f"""INSERT INTO orders_refund (id, order_id, goods_amount, other_amount, amount, state, reason,
        requested_at, decided_at, decision_reason, paid_on, how)
        SELECT d.n, d.n, l.unit_price * l.quantity, 0, l.unit_price * l.quantity, 'paid', 'Retur',
        {later}, {later}, '', {day}, 'Transfer'
        FROM draft d JOIN orders_orderline l ON l.order_id = d.n AND l.position = 1
        WHERE d.n % 100 = 7 AND {is_past}""",
        """INSERT INTO orders_refundline (refund_id, line_id, quantity, amount)
        SELECT r.id, l.id, l.quantity, r.amount FROM orders_refund r
        JOIN orders_orderline l ON l.order_id = r.order_id AND l.position = 1""",
        *(
            f"""INSERT INTO catalog_stockmovement (variant_id, location_id, kind, quantity,
            source_type, source_id, source_line, reason, at)
            SELECT d.v{place}, s.id, 'ship', -d.q{place}, 'order', {text}, '{place}', '', d.at
            FROM draft d JOIN catalog_stocklocation s ON s.facility_id = d.facility_id"""
            for place in (1, 2)
        ),
        "DROP TABLE draft",
    ]  # fmt: skip
    return statements


def tell_sizes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def questions(year: int) -> dict[str, tuple[object, str]]:
    """Name -> (reader, address): each page for who reads all, some for a Kanwil and a facility."""
    office = RegionalOffice.objects.first()
    facility = Facility.objects.first()
    nation = make_officer("national_viewer")
    kanwil = make_officer("regional_viewer", office)
    own = make_officer("facility_manager", facility)
    asked = {}
    for slug in PAGES:
        asked[f"{slug}, tahun ini"] = nation, f"/laporan/{slug}/?rentang=tahun-ini"
        asked[f"{slug}, {year}"] = nation, f"/laporan/{slug}/?rentang={year}"
    for slug in ("ringkasan", "upt", "produk", "baris"):
        asked[f"{slug}, satu Kanwil"] = kanwil, f"/laporan/{slug}/?rentang={year}"
        asked[f"{slug}, satu UPT"] = own, f"/laporan/{slug}/?rentang={year}"
    for word in ("jalur=galeri", "kategori=kelompok-3", "jalur=galeri&pembeli=mitra"):
        asked[f"ringkasan, {word}"] = nation, f"/laporan/ringkasan/?rentang={year}&{word}"
        asked[f"penjualan, {word}"] = nation, f"/laporan/penjualan/?rentang={year}&{word}"
    asked["baris, kategori=jenis-3"] = nation, f"/laporan/baris/?rentang={year}&kategori=jenis-3"
    asked["ringkasan, bulan ini"] = nation, "/laporan/ringkasan/?rentang=bulan-ini"
    asked["ringkasan, triwulan ini"] = nation, "/laporan/ringkasan/?rentang=triwulan-ini"
    return asked


def measure(number: int) -> dict[str, tuple[int, float, float]]:
    """Name -> (queries, milliseconds, of them work of this process)."""
    found = {}
    for name, (reader, address) in questions(timezone.now().year - 1).items():
        client = Client()
        client.force_login(reader)
        answer = client.get(address)  # notes in the session that somebody is there
        if answer.status_code != 200:
            print(f"{answer.status_code} {address}")
            continue
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
            queries = len(captured)
        walls, works = [], []
        for _ in range(ROUNDS):
            wall, work = time.perf_counter(), time.process_time()
            client.get(address)
            walls.append((time.perf_counter() - wall) * 1000)
            works.append((time.process_time() - work) * 1000)
        found[name] = queries, statistics.median(walls), statistics.median(works)
    return found


def fold_one_sale() -> float:
    """Milliseconds to fold one more sale of today."""
    row = SalesDay.objects.order_by("-day").values("facility_id", "day")[0]
    times = []
    for _ in range(5):
        SalesDayMark.objects.create(**row)
        begun = time.perf_counter()
        sales.fold()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def run(number: int) -> dict:
    if connection.vendor == "sqlite":
        folder = tempfile.mkdtemp(prefix="galeri-laporan-")
        settings.DATABASES["default"]["TEST"]["NAME"] = f"{folder}/galeri.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = f"{folder}/galeri.sqlite3"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        begun = time.perf_counter()
        fill(number)
        print(
            f"{connection.vendor}: {number} lines in {time.perf_counter() - begun:.0f} s, "
            f"{SalesDay.objects.count()} SalesDay, {ProductDay.objects.count()} ProductDay",
            flush=True,
        )
        if "--verify" in sys.argv:
            with sales.one_moment():
                wrong = len(list(sales.differences()))
            print(f"{wrong} differences", flush=True)
        found = measure(number)
        print(f"fold of one sale: {fold_one_sale():.0f} ms", flush=True)
        return found
    finally:
        teardown_databases(databases, verbosity=0)


def main() -> None:
    setup_test_environment()
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()] or [50_000, 500_000]
    columns = [run(number) for number in numbers]
    heads = " | ".join(f"{number} lines" for number in numbers)
    print(f"\n| {connection.vendor}: page | queries | {heads} | ratio |")
    print(f"|---|---|{'---|' * (len(numbers) + 1)}")
    for name in columns[0]:
        cells = [column.get(name, (0, 0.0, 0.0)) for column in columns]
        times = " | ".join(f"{wall:.0f} ms ({work:.0f})" for _, wall, work in cells)
        ratio = cells[-1][1] / (cells[0][1] or 1)
        print(f"| {name} | {max(cell[0] for cell in cells)} | {times} | {ratio:.2f} |")


if __name__ == "__main__":
    main()

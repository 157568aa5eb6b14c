"""How long a sheet of five thousand rows takes: read, looked at, written, taken down.

    .venv/bin/python benchmarks/sheets.py
    scripts/with-postgres .venv/bin/python benchmarks/sheets.py

Makes a database of its own beside DATABASE_URL's and drops it again. Prints seconds on the clock and
of work for new goods, for a changed price on every row, for the same file once more, and for stock.
"""

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.utils import timezone  # noqa: E402

from catalog import sheets  # noqa: E402
from catalog.models import StockLevel, Variant  # noqa: E402
from catalog.sheets.writing import write as as_file  # noqa: E402
from tests.builders import (  # noqa: E402
    make_category,
    make_facility,
    make_officer,
    make_stock_location,
)

NUMBER = 5_000
TITLES = (
    "SKU", "Nama produk", "Pilihan", "Kategori", "Harga", "Berat (gram)", "Keterangan singkat",
    "Cerita produk", "Bahan", "Teknik",
)  # fmt: skip
STOCK = ("SKU", "Tempat", "Stok tercatat", "Hasil hitung")


def goods(extra: int):
    """Two variants to a product, with a story of a few lines."""
    for n in range(NUMBER):
        yield [
            f"LPS-UKR-{n:05d}", f"Tas purun nomor {n // 2}", f"Pilihan {n % 2}", "Tas",
            50_000 + n + extra, 300, "Tas anyaman purun, lapis kain.",
            "Anyaman purun rapat dari tepi rawa. " * 6, "Purun", "Anyam",
        ]  # fmt: skip


@contextmanager
def timed(what: str):
    clock, work = time.perf_counter(), time.process_time()
    yield
    print(
        f"{what:<42}{time.perf_counter() - clock:6.1f} s clock{time.process_time() - work:7.1f} s work"
    )


def send(facility, officer, data: bytes, kind: str, name: str) -> None:
    with timed(f"{name}: read and look"):
        sheet = sheets.take_in(
            facility=facility, kind=kind, file_name="ukur.xlsx", data=data, by=officer,
            at=timezone.now(),
        )  # fmt: skip
        plan = sheets.plan_of(sheet)
    if not plan.is_clean:
        raise SystemExit(plan.wrong[0].problems)
    with timed(f"{name}: write"):
        sheets.write(sheet=sheet, mark=plan.mark, by=officer, at=timezone.now())
    print(f"   {len(plan.new)} new, {len(plan.changed)} changed, {len(plan.same)} the same")


def main() -> None:
    print(f"{NUMBER} rows, {connection.vendor}")
    facility = make_facility(code="LPS-UKR")
    officer = make_officer("facility_manager", facility)
    make_category(name="Tas")
    make_stock_location(facility=facility, name="Gudang")
    new, dearer = (as_file("xlsx", TITLES, goods(extra)) for extra in (0, 1_000))
    send(facility, officer, new, "produk", "new goods")
    send(facility, officer, dearer, "produk", "a price on every row")
    send(facility, officer, dearer, "produk", "the same file again")
    counts = ([f"LPS-UKR-{n:05d}", "Gudang", "", 7] for n in range(NUMBER))
    send(facility, officer, as_file("xlsx", STOCK, counts), "stok", "first count")
    for kind in ("xlsx", "csv"):
        with timed(f"take down products as {kind}"):
            sheets.product_sheet(kind, Variant.objects.all())
    with timed("take down stock as xlsx"):
        sheets.stock_sheet("xlsx", StockLevel.objects.all())


if __name__ == "__main__":
    setup_test_environment()
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(kept, verbosity=0)

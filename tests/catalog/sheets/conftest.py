import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import sheets
from catalog.models import Product, Variant
from catalog.sheets.reading import Table
from catalog.sheets.writing import write as as_file
from tests.builders import make_facility, make_officer


@pytest.fixture
def facility():
    return make_facility(code="LPS-CTH", short_name="Lapas Contoh")


@pytest.fixture
def officer(facility):
    return make_officer("facility_manager", facility)


@pytest.fixture
def send(facility, officer):
    """Sends rows as a file and returns the draft."""

    def run(titles, *rows, kind="produk", by=None, place=None, ext="xlsx"):
        return sheets.take_in(
            facility=place or facility, kind=kind, file_name=f"lembar.{ext}",
            data=as_file(ext, titles, rows), by=by or officer, at=timezone.now(),
        )  # fmt: skip

    return run


@pytest.fixture
def write(officer):
    """Says yes to a draft as it stands."""

    def run(sheet, by=None):
        plan = sheets.plan_of(sheet)
        return sheets.write(sheet=sheet, mark=plan.mark, by=by or officer, at=timezone.now())

    return run


@pytest.fixture
def count_of():
    """How many queries an act asks."""

    def run(act):
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    return run


def goods():
    """Every product and variant as plain rows, without the moments of writing."""
    products = Product.objects.order_by("pk").values()
    return [
        [{k: v for k, v in row.items() if not k.endswith("_at")} for row in products],
        list(Variant.objects.order_by("pk").values()),
    ]


def table(titles, *rows) -> Table:
    numbers = tuple(range(2, len(rows) + 2))
    return Table(tuple(titles), tuple(tuple(row) for row in rows), numbers)

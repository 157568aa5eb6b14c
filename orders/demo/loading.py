"""The whole demo in its order: places, who makes, what is sold, a year of orders, pictures."""

from datetime import datetime

from django.db import connection, transaction

from catalog import search
from catalog.demo.desk import load_desk
from catalog.demo.features import load_features
from catalog.demo.moving import load_moves
from catalog.demo.photos import Drawings, all_files, load_photos, missing_files
from catalog.demo.products import load_products
from catalog.demo.services import load_services
from catalog.demo.stock import load_locations
from catalog.models import StockMovement
from catalog.models.stock import Source
from catalog.version import bump_version
from facilities.demo.accounts import load_accounts
from facilities.demo.facilities import load_facilities
from facilities.demo.figures import load_figures
from facilities.models import Facility
from facilities.places import load_places
from orders.models import Order

from .aftersales import load_aftersales
from .history import load_orders
from .papers import load_papers
from .progress import Progress
from .rates import load_rates, load_tracking_links
from .services import load_enquiries
from .split_rules import load_rules
from .targets import load_targets
from .till import load_till
from .ways import load_payment_setups


class NotForThisDatabase(Exception):
    """The database holds facilities or orders that are not of the demo."""


def is_loaded() -> bool:
    """Whether the demo is in this database: its stock says so in the ledger."""
    return StockMovement.objects.filter(source_type=Source.DEMO).exists()


# Parts of the bar besides the photos: the whole load, and a later one.
ALL_ROWS, LATER_ROWS = 30, 2


def load(*, at: datetime, progress: Progress, with_photos: bool = True) -> None:
    """Bring the demo into an empty database; where it is already, only add what is missing.

    at: the moment up to which the year of orders runs.
    Raises NotForThisDatabase rather than mixing made-up orders with real ones.
    """
    first_time = not is_loaded()
    if first_time and (Facility.objects.exists() or Order.objects.exists()):
        raise NotForThisDatabase
    photos = _photos_to_come(first_time) if with_photos else []
    progress.expect(len(photos) + LATER_ROWS + (ALL_ROWS if first_time else 0))
    with Drawings(photos) as drawings:
        if first_time:
            _load_rows(at, progress)
        if photos:
            progress.stage(f"{len(photos)} foto dalam empat ukuran")
            load_photos(drawings=drawings, done=progress.advance)
    progress.stage("Produk hari ini")
    load_features(at=at)
    progress.advance(LATER_ROWS)
    bump_version()


@transaction.atomic
def _load_rows(at, progress):
    """All rows or none, so that a stopped run leaves nothing half loaded."""
    progress.stage("Wilayah dan UPT")
    load_places()
    load_facilities()
    progress.advance(2)
    progress.stage("Produk dan jasa")
    load_products(at=at)
    load_services()
    search.rebuild()
    progress.advance(3)
    progress.stage("Tempat stok, ongkos kirim, aturan bagi hasil")
    load_locations()
    load_rates()
    load_rules(at=at)
    load_payment_setups()
    load_tracking_links()
    progress.advance(2)
    progress.stage("Akun contoh")
    load_accounts()
    load_figures(at=at)
    progress.advance(3)
    progress.stage("Setahun pesanan dan stoknya")
    load_orders(at=at)
    progress.advance(18)
    progress.stage("Kuitansi dan surat")
    load_till(at=at)
    load_enquiries(at=at)
    _learn_the_sizes()
    load_papers()
    load_aftersales(at=at)
    load_desk(at=at)
    load_moves(at=at)
    load_targets(at=at)
    _learn_the_sizes()
    progress.advance(2)


def _learn_the_sizes() -> None:
    """Tell PostgreSQL how large the tables have become: until it notices by itself, it plans the
    sums of a year as if there were no orders."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _photos_to_come(first_time: bool) -> list[str]:
    return all_files() if first_time else missing_files()

"""What waits on the shelf: goods running out or going off, products that need somebody."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum

from catalog.models import ProductPhoto, Publication

# At or under this many free pieces a product on sale is worth a look.
LOW = 3
# Goods that may be sold for so many days more are worth a look.
NEAR_DAYS = 7
SOLD_OUT = Q(on_hand=F("reserved"))
RUNNING_OUT = Q(on_hand__lte=F("reserved") + LOW)
ON_SALE = Q(
    variant__is_active=True,
    variant__made_to_order=False,
    variant__product__status=Publication.LIVE,
    variant__product__resumes_on__isnull=True,
    location__is_online=True,
)
HAS_PHOTO = Exists(ProductPhoto.objects.filter(product=OuterRef("pk")))


@dataclass(frozen=True)
class ProductTask:
    """Products that wait. is_for_writers: for who fills them in, else for who looks them over."""

    name: str
    label: str
    note: str
    condition: Q
    is_for_writers: bool = True


PRODUCT_TASKS = (
    ProductTask(
        "kembali",
        "Perbaiki produk yang dikembalikan",
        "Dengan catatan pemeriksa; perbaiki lalu ajukan lagi",
        Q(status=Publication.DRAFT) & ~Q(review_note=""),
    ),
    ProductTask(
        "foto",
        "Karya belum berfoto",
        "Belum menarik di etalase",
        ~Q(status=Publication.ARCHIVED) & ~Q(HAS_PHOTO),
    ),
    ProductTask(
        "diajukan",
        "Periksa produk yang diajukan",
        "Foto, keterangan, harga, dan label",
        Q(status=Publication.SUBMITTED),
        is_for_writers=False,
    ),
)


@dataclass(frozen=True)
class Low:
    """Rows of stock that run out. names: (product, free pieces) of the two lowest."""

    count: int
    sold_out: int
    names: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class GoingOff:
    """Batches near or past their last day: how many, pieces in them, those past, the next day."""

    count: int
    pieces: int
    expired: int
    first: date | None


def running_out(levels: QuerySet) -> Low:
    """What is low or empty of goods on sale. levels: those the person sees. Two queries."""
    low = levels.filter(RUNNING_OUT, ON_SALE)
    found = low.order_by().aggregate(count=Count("pk"), sold_out=Count("pk", filter=SOLD_OUT))
    if not found["count"]:
        return Low(**found)
    free = low.annotate(free=F("on_hand") - F("reserved"))
    names = free.order_by("free", "variant__product__name", "pk").values_list(
        "variant__product__name", "free"
    )
    return Low(**found, names=list(names[:2]))


def near_expiry(batches: QuerySet, today: date) -> QuerySet:
    """Batches of which something lies here and whose last day is near or past."""
    last = today + timedelta(days=NEAR_DAYS)
    return batches.filter(remaining__gt=0, expires_on__lte=last)


def going_off(batches: QuerySet, today: date) -> GoingOff:
    """How much is near or past its last day. One query. today: the officer's local day."""
    found = near_expiry(batches, today).order_by().aggregate(
        count=Count("pk"),
        pieces=Sum("remaining", default=0),
        expired=Count("pk", filter=Q(expires_on__lt=today)),
        first=Min("expires_on", filter=Q(expires_on__gte=today)),
    )  # fmt: skip
    return GoingOff(**found)


def waiting_products(products: QuerySet) -> dict[str, int]:
    """How many products wait for each task, by its name. One query."""
    counts = {task.name: Count("pk", filter=task.condition) for task in PRODUCT_TASKS}
    return products.order_by().aggregate(**counts)

"""The proof that the places taken on each day are those of bookings that hold one."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from catalog.dates import tanggal
from catalog.models import ServiceDay

from ..models import Booking


def differences() -> Iterator[tuple[str, str]]:
    """(service, what is wrong) for each day that does not add up. One query."""
    held = (
        Booking.objects.held()
        .filter(day=OuterRef("pk"))
        .order_by()
        .values("day")
        .annotate(total=Count("pk"))
        .values("total")
    )
    rows = ServiceDay.objects.annotate(counted=Coalesce(Subquery(held), 0))
    wrong = rows.exclude(taken=F("counted")).select_related("service").order_by("pk")
    for row in wrong:
        text = f"{tanggal(row.day)}: terisi {row.taken}, dihitung {row.counted}"
        yield row.service.code, text

"""Taking in a channel's list: looked at first, then booked whole or not at all.

Source: docs/rules/channels.md.
"""

from datetime import datetime, timedelta

from django.db import transaction

from catalog.locks import lock_levels
from catalog.models import StockLocation
from catalog.sheets import SheetRefused
from catalog.sheets.reading import Table, read_table
from facilities.models import Facility

from ..counter import SaleRefused
from ..models import ChannelFile
from ..models.channels import OUTSIDE
from ..retrying import retried
from .lists import NEEDED, Layout, ListPlan, guess, moment_of, plan_list
from .recording import METHODS, may_add, record

State = ChannelFile.State
DRAFTS_KEPT = timedelta(days=1)
LOCKED_AT_ONCE = 100
NO_RIGHT = "Jabatan Anda tidak boleh mencatat penjualan kanal lain di UPT ini."
WRITTEN_ALREADY = "Berkas ini sudah dicatat atau dibuang."
HAS_PROBLEMS = "Masih ada pesanan yang salah, jadi tidak ada yang dicatat."
MOVED_ON = "Isinya berubah sejak Anda memeriksa. Periksa sekali lagi."
NO_COLUMNS = "Pilih kolom nomor pesanan, SKU, jumlah, dan harga satuan; masing-masing satu kolom."


def take_in(
    *, facility: Facility, channel: str, file_name: str, data: bytes, by, at: datetime
) -> ChannelFile:
    """Keep a list as a draft; nothing is booked. Its columns start from the last list like it.

    Raises SaleRefused: no right, no table, too large.
    """
    if not may_add(by, facility):
        raise SaleRefused(NO_RIGHT)
    if channel not in OUTSIDE:
        raise SaleRefused("Pilih kanalnya.", "channel")
    try:
        table = read_table(data)
    except SheetRefused as error:
        raise SaleRefused(str(error), "file") from error
    titles = list(table.titles)
    rows = ChannelFile.objects.filter(facility=facility, channel=channel, state=State.WRITTEN)
    last = next((row for row in rows[:20] if row.titles == titles), None)
    return ChannelFile.objects.create(
        facility=facility, channel=channel, file_name=file_name[-100:], content=table.as_json(),
        titles=titles, layout=last.layout if last else guess(table.titles), sent_by=by, sent_at=at,
    )  # fmt: skip


def table_of(file: ChannelFile) -> Table:
    """The table of a draft."""
    return Table.from_json(file.content)


def plan_of(file: ChannelFile, *, at: datetime) -> ListPlan:
    """What a draft would book now, with the columns as they are chosen."""
    return plan_list(file.facility, file.channel, table_of(file), file.layout, at=at)


def choose_columns(*, file: ChannelFile, layout: Layout) -> None:
    """Say which column holds what. Raises SaleRefused."""
    places = list(layout.values())
    width = len(file.titles)
    if not set(NEEDED) <= layout.keys() or len(set(places)) < len(places):
        raise SaleRefused(NO_COLUMNS)
    if not all(0 <= place < width for place in places):
        raise SaleRefused(NO_COLUMNS)
    drafts = ChannelFile.objects.filter(pk=file.pk, state=State.DRAFT)
    if not drafts.update(layout=layout):
        raise SaleRefused(WRITTEN_ALREADY)
    file.layout = layout


def has_columns(file: ChannelFile) -> bool:
    return set(NEEDED) <= file.layout.keys()


@retried
def write(*, file: ChannelFile, location: StockLocation, mark: str, by, at: datetime) -> ListPlan:
    """Book every new order of the list in one transaction; those booked before are left alone.

    location: where the goods were taken from; mark: the `ListPlan.mark` the officer looked at.
    Raises SaleRefused naming the order when one cannot be booked; then none is.
    """
    if not may_add(by, file.facility) or location.facility_id != file.facility_id:
        raise SaleRefused(NO_RIGHT)
    with transaction.atomic():
        locked = ChannelFile.objects.select_for_update(of=("self",)).filter(pk=file.pk).first()
        if locked is None or not locked.is_draft:
            raise SaleRefused(WRITTEN_ALREADY)
        locked.facility = file.facility
        plan = plan_of(locked, at=at)
        if plan.wrong:
            raise SaleRefused(HAS_PROBLEMS)
        if plan.mark != mark:
            raise SaleRefused(MOVED_ON)
        _hold(plan, location)
        for order in plan.new:
            _book(order, locked, location, by, at)
        locked.state, locked.content, locked.written_at = State.WRITTEN, {}, at
        locked.save()
        return plan


def _hold(plan: ListPlan, location: StockLocation) -> None:
    """Lock every level in key order before the first sale (catalog/locks.py)."""
    keys = sorted({(variant.pk, location.pk) for order in plan.new for variant in order.goods})
    for start in range(0, len(keys), LOCKED_AT_ONCE):
        lock_levels(keys[start : start + LOCKED_AT_ONCE])


def _book(order, file: ChannelFile, location: StockLocation, by, at: datetime) -> None:
    day = order.day or file.facility.local_day(at)
    try:
        record(
            key=f"kanal-{file.pk}-{order.number}", location=location, channel=file.channel,
            goods=order.goods, prices=order.prices, by=by, at=at,
            sold_at=moment_of(file.facility, day, at), reference=order.reference, fee=order.fee,
            method=METHODS[file.channel][0], file=file,
        )  # fmt: skip
    except SaleRefused as error:
        raise SaleRefused(f"Baris {order.number}, pesanan {order.reference}: {error}") from error


def discard(*, file: ChannelFile) -> bool:
    """Throw a draft away; False when it was booked meanwhile."""
    return bool(ChannelFile.objects.filter(pk=file.pk, state=State.DRAFT).delete()[0])


def forget_drafts(*, at: datetime) -> int:
    """Throw away lists nobody booked for a day: they may name buyers. Returns how many."""
    drafts = ChannelFile.objects.filter(state=State.DRAFT, sent_at__lt=at - DRAFTS_KEPT)
    return drafts.delete()[0]

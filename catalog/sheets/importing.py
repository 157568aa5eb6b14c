"""Sending a sheet, looking at what it would do, and doing exactly that: all of it or nothing.

Source: docs/rules/sheets.md.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import locks, search, stock
from catalog.models import Product, SheetImport, StockMovement, Variant
from catalog.version import bump_version
from facilities.access import may
from facilities.models import Facility

from .errors import SheetRefused
from .plans import Plan
from .product_plan import Planned, plan_products
from .reading import Table, read_table
from .stock import PlannedCounts, plan_counts

Kind = SheetImport.Kind
DRAFTS_KEPT = timedelta(days=1)
CHUNK = 500
NO_RIGHT = "Jabatan Anda tidak boleh mengimpor lembar ini untuk UPT tersebut."
WRITTEN_ALREADY = "Lembar ini sudah disimpan atau dibuang."
HAS_PROBLEMS = "Masih ada baris yang salah, jadi tidak ada yang disimpan."
ASK_ABOUT_WORDS = "Baca sekali lagi kata-kata yang ditandai, lalu centang bahwa sudah diperiksa."
MOVED_ON = "Data berubah sejak Anda memeriksa. Periksa sekali lagi perubahan di bawah ini."
CLASH = "Beberapa baris bertukar nama atau kode. Ubah sebagian dahulu, lalu sisanya."
# What of a product the search looks through.
SEARCHED = {"name", "category", "material", "technique", "summary", "description"}


class PlanChanged(SheetRefused):
    """What the sheet would do is no longer what the officer looked at."""


def take_in(
    *, facility: Facility, kind: str, file_name: str, data: bytes, by, at: datetime
) -> SheetImport:
    """Keep a file as a draft to look at; nothing is changed by it.

    kind: a value of SheetImport.Kind. Raises SheetRefused: no right, no table, too large.
    """
    check_right(by, kind, facility)
    table = read_table(data, title="sku")
    plan_of_table(facility, kind, table)
    return SheetImport.objects.create(
        facility=facility, kind=kind, file_name=file_name[-100:], content=table.as_json(),
        sent_by=by, sent_at=at,
    )  # fmt: skip


def check_right(by, kind: str, facility: Facility) -> None:
    """Raise SheetRefused unless this officer may write such a sheet there."""
    rights = [("import", "product")]
    rights += [("correct", "stock")] if kind == Kind.STOCK else []
    if not all(may(by, right, subject, facility) for right, subject in rights):
        raise SheetRefused(NO_RIGHT)


def plan_of(sheet: SheetImport) -> Plan:
    """What a draft would change now."""
    return plan_of_table(sheet.facility, sheet.kind, Table.from_json(sheet.content)).plan


def plan_of_table(facility: Facility, kind: str, table: Table) -> Planned | PlannedCounts:
    """The plan with what it would write."""
    plan = plan_counts if kind == Kind.STOCK else plan_products
    return plan(facility, table)


def write(*, sheet: SheetImport, mark: str, by, at: datetime, words_checked: bool = False) -> Plan:
    """Do what the officer looked at, in one transaction.

    mark: the `Plan.mark` that was on the page; words_checked: the officer has read again what could
    point at a person (docs/rules/personal-words.md). Raises SheetRefused when a row is wrong or the
    sheet is done, PlanChanged when the goods changed since; then nothing is written.
    """
    check_right(by, sheet.kind, sheet.facility)
    try:
        with transaction.atomic():
            return _write(sheet, mark, by, at, words_checked)
    except IntegrityError as error:
        raise SheetRefused(CLASH) from error
    except stock.StockError as error:
        raise PlanChanged(f"{MOVED_ON} ({error})") from error


def _write(sheet: SheetImport, mark: str, by, at: datetime, words_checked: bool) -> Plan:
    locked = SheetImport.objects.select_for_update(of=("self",)).filter(pk=sheet.pk).first()
    if locked is None or not locked.is_draft:
        raise SheetRefused(WRITTEN_ALREADY)
    if locked.kind == Kind.PRODUCTS:
        # In key order, as two sheets of one facility would meet here.
        products = Product.objects.filter(facility=sheet.facility).order_by("pk")
        list(products.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    table = Table.from_json(locked.content)
    planned = plan_of_table(sheet.facility, locked.kind, table)
    if locked.kind == Kind.STOCK:
        # Once they are locked, nobody moves them any more: look again at what is there by now.
        _lock_counted(planned)
        planned = plan_of_table(sheet.facility, locked.kind, table)
    plan = planned.plan
    if not plan.is_clean:
        raise SheetRefused(HAS_PROBLEMS)
    if plan.mark != mark:
        raise PlanChanged(MOVED_ON)
    if plan.warned and not words_checked:
        raise SheetRefused(ASK_ABOUT_WORDS)
    if locked.kind == Kind.PRODUCTS:
        _write_products(planned)
    else:
        _write_counts(planned, locked, by, at)
    locked.state, locked.content = SheetImport.State.WRITTEN, {}
    locked.written_by, locked.written_at = by, at
    locked.new_rows, locked.changed_rows = len(plan.new), len(plan.changed)
    locked.same_rows = len(plan.same)
    locked.save()
    return plan


def _write_products(planned: Planned) -> None:
    """Bulk writes: five thousand rows must not hold the shop. What signals do is done by hand."""
    product_fields = planned.fields[Product]
    for product in (*planned.changed_products, *planned.new_products):
        product.name_address()
    if planned.changed_products and product_fields:
        now = timezone.now()
        for product in planned.changed_products:
            product.updated_at = now
        names = {*product_fields, "slug", "updated_at"}
        Product.objects.bulk_update(planned.changed_products, names, batch_size=CHUNK)
    Product.objects.bulk_create(planned.new_products, batch_size=CHUNK)
    for variant in planned.new_variants:
        variant.product = variant.product  # knows its key only now
    if planned.changed_variants:
        names = planned.fields[Variant]
        Variant.objects.bulk_update(planned.changed_variants, names, batch_size=CHUNK)
    Variant.objects.bulk_create(planned.new_variants, batch_size=CHUNK)
    _refresh_prices({v.product_id for v in (*planned.changed_variants, *planned.new_variants)})
    texts = product_fields & SEARCHED
    changed = planned.changed_products if texts else []
    for chunk in _chunks([product.pk for product in (*changed, *planned.new_products)]):
        search.index(Product.objects.filter(pk__in=chunk))
    bump_version()


def _refresh_prices(product_ids: set[int]) -> None:
    """Lowest and highest price of active variants, as Product.refresh_prices, for many at once."""
    for chunk in _chunks(sorted(product_ids)):
        products = Product.objects.in_bulk(chunk)
        prices: dict[int, list[int]] = {pk: [] for pk in products}
        rows = Variant.objects.filter(product__in=chunk, is_active=True)
        for pk, price in rows.values_list("product_id", "price"):
            prices[pk].append(price)
        for pk, product in products.items():
            found = prices[pk] or [0]
            product.price_from, product.price_to = min(found), max(found)
        Product.objects.bulk_update(products.values(), ["price_from", "price_to"])


def _chunks(keys: list):
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _lock_counted(planned: PlannedCounts) -> None:
    """Lock every level that would change, in their order."""
    ordered = sorted((count.variant.pk, count.location.pk) for count in planned.counts)
    for chunk in _chunks(ordered):
        locks.lock_levels(chunk, create=True)


def _write_counts(planned: PlannedCounts, sheet: SheetImport, by, at: datetime) -> None:
    """Through the ledger; all levels are locked by now, so they are booked in any order."""
    reason = f"Hasil hitung, lembar {sheet.file_name}"[:200]
    found, gone = [], []
    for number, count in enumerate(planned.counts, start=1):
        key = f"lembar-{sheet.pk}-{number}"
        if count.difference > 0:
            level = (count.variant.pk, count.location.pk)
            found.append(stock.Found(level, count.difference, key))
        else:
            gone.append((count, key))
    stock.add_found(found=found, reason=reason, at=at, by=by)
    for count, key in gone:
        stock.adjust(
            variant=count.variant, location=count.location, difference=count.difference,
            kind=StockMovement.Kind.CORRECT, reason=reason, at=at, by=by, key=key,
        )  # fmt: skip


def discard(*, sheet: SheetImport) -> bool:
    """Throw a draft away; False when it was written meanwhile."""
    drafts = SheetImport.objects.filter(state=SheetImport.State.DRAFT)
    return bool(drafts.filter(pk=sheet.pk).delete()[0])


def forget_drafts(*, at: datetime) -> int:
    """Throw away drafts nobody came back to for a day; returns how many."""
    drafts = SheetImport.objects.filter(state=SheetImport.State.DRAFT)
    return drafts.filter(sent_at__lt=at - DRAFTS_KEPT).delete()[0]

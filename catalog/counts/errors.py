"""What cannot be done with a count, and the row every act begins with."""

from catalog.models import StockCount


class CountError(Exception):
    """An act that does not fit the count. str() says why, in Indonesian, to the officer."""


def locked(count: StockCount) -> StockCount:
    """The count as it is now; the caller's transaction holds it."""
    rows = StockCount.objects.select_for_update(of=("self",))
    return rows.select_related("facility", "location").get(pk=count.pk)


def require_open(count: StockCount) -> None:
    if not count.is_open:
        raise CountError("Opname ini sudah diajukan atau selesai.")


def checked_note(note: str, missing: str) -> str:
    note = note.strip()
    if not note:
        raise CountError(missing)
    if len(note) > 160:
        raise CountError("Paling panjang 160 huruf.")
    return note

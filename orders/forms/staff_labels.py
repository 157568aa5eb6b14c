"""Which labels an officer wants: read from the address, so that a sheet can be opened again."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from catalog.models import Variant
from facilities.whole_numbers import WholeNumberField
from orders.shelf_labels import (
    KINDS,
    MOST_LABELS,
    MOST_OF_ONE,
    SHELF,
    Wanted,
    dated_batches,
)

NUMBER = WholeNumberField(
    min_value=0,
    max_value=MOST_OF_ONE,
    required=False,
    error_messages={
        "min_value": "Jumlah paling sedikit 0.",
        "max_value": f"Paling banyak {MOST_OF_ONE} label untuk satu barang.",
    },
)
NO_DAY = "0"


class LabelChoice:
    """`n-<variant>` labels with the day of batch `t-<variant>`, of the kind `jenis`."""

    def __init__(self, query, day: date):
        self.query, self.day = query, day
        asked = query.get("jenis", "")
        self.kind = asked if asked in KINDS else SHELF
        self.error = ""

    def keys(self) -> list[int]:
        """Variants with a number beside them, in the order of the page."""
        names = [name[2:] for name in self.query if name.startswith("n-")]
        keys = [int(name) for name in names if name.isdecimal() and len(name) < 19]
        return [key for key in keys if self.query[f"n-{key}"].strip() not in ("", "0")]

    def read(self, variants: Iterable[Variant]) -> list[Variant]:
        """The variants, each with `count`, `typed`, `error`, `dated` batches and its chosen `batch`."""
        rows = list(variants)
        batches = dated_batches(rows, self.day)
        for row in rows:
            row.typed, row.error = self.query.get(f"n-{row.pk}", ""), ""
            try:
                row.count = NUMBER.clean(row.typed.replace("\0", "")) or 0
            except ValidationError as error:
                row.count, row.error = 0, error.messages[0]
            row.dated = batches[row.pk]
            row.batch = self._batch(row)
        return rows

    def _batch(self, row):
        asked = self.query.get(f"t-{row.pk}", "")
        if asked == NO_DAY:
            return None
        chosen = [batch for batch in row.dated if str(batch.pk) == asked]
        return next(iter(chosen or row.dated), None)

    def wanted(self, rows: Iterable[Variant]) -> list[Wanted]:
        """What to print; empty with `error` set when nothing, too much or something wrong."""
        if any(row.error for row in rows):
            self.error = "Periksa jumlah yang diberi tanda."
            return []
        wanted = [Wanted(row, row.count, row.batch) for row in rows if row.count]
        total = sum(one.count for one in wanted)
        if not wanted:
            self.error = "Isi jumlah label pada barang yang ingin dicetak."
        elif total > MOST_LABELS:
            self.error = f"Paling banyak {MOST_LABELS} label sekali cetak; sekarang {total}."
        return [] if self.error else wanted

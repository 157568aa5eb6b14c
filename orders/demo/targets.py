"""The demo's yearly targets: what the year brings and somewhat more, in round sums. Invented."""

import random
from collections import Counter, defaultdict
from datetime import datetime

from facilities.models import Facility, WorkforceReport, YearlyTarget
from orders.models import MonthlyClosing

STEP, LEAST = 100_000, 300_000
WITHOUT = 0.07  # part of the facilities that never wrote theirs down


def load_targets(*, at: datetime) -> None:
    """Targets of this year and the last, from the months the orders have filled."""
    results: dict[tuple[int, int], Counter] = defaultdict(Counter)
    for row in MonthlyClosing.objects.values("facility", "month", "pnbp", "goods", "returned"):
        key = row["facility"], row["month"].year
        results[key].update(pnbp=row["pnbp"], revenue=row["goods"] - row["returned"])
    working = dict(
        WorkforceReport.objects.order_by("month").values_list("facility", "working")
    )  # the latest stands last
    rows = []
    for facility in Facility.objects.order_by("pk"):
        dice = random.Random(f"target-{facility.code}")
        if dice.random() < WITHOUT:
            continue
        for year in (at.year - 1, at.year):
            result = results[facility.pk, at.year] or Counter()
            factor = dice.randint(95, 170) - 12 * (at.year - year)
            rows.append(
                YearlyTarget(
                    facility=facility, year=year,
                    pnbp=_round(result["pnbp"] * factor // 100),
                    revenue=_round(result["revenue"] * factor // 100),
                    working=working.get(facility.pk, 20) * dice.randint(100, 125) // 100,
                    typed_at=at.replace(year=year, month=1, day=12), version=1,
                )
            )  # fmt: skip
    YearlyTarget.objects.bulk_create(rows, 500)


def _round(amount: int) -> int:
    return max(LEAST, -(-amount // STEP) * STEP)

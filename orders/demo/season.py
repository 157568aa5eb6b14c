"""When people buy: the weight of a day, and how many orders it gets."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

DAYS = 364
# First day of Idul Fitri. Source: the joint holiday decrees; from 2027 on as calculated.
LEBARAN = {
    2024: (4, 10), 2025: (3, 31), 2026: (3, 20), 2027: (3, 10), 2028: (2, 26), 2029: (2, 14),
    2030: (2, 4), 2031: (1, 24), 2032: (1, 14),
}  # fmt: skip
LEBARAN_CATEGORIES = frozenset(["roti-kue", "camilan", "pakaian", "rajut-sulam", "batik"])


def is_before_lebaran(day: date) -> bool:
    """The five weeks in which cookies, caps and clothes sell."""
    feast = LEBARAN.get(day.year)
    return feast is not None and 0 <= (date(day.year, *feast) - day).days <= 35


def is_fair(day: date) -> bool:
    """Days of exhibitions: around Hari Bakti Pemasyarakatan (27 April) and in mid-August."""
    return ((day.month, day.day) >= (4, 20) and (day.month, day.day) <= (4, 29)) or (
        day.month == 8 and 8 <= day.day <= 19
    )


def weight_of(day: date) -> float:
    """How busy a day is compared with an ordinary one."""
    weight = 0.8 if day.weekday() == 6 else 1.0
    if is_before_lebaran(day):
        weight *= 1.8
    if is_fair(day):
        weight *= 2.2
    if day.month == 12:
        weight *= 1.2
    return weight


def moments_of_a_year(*, at: datetime, count: int, dice: random.Random) -> Iterator[datetime]:
    """About `count` moments of the year before `at`, in order, in waking hours (WIB)."""
    today = timezone.localdate(at)
    days = [today - timedelta(days=offset) for offset in range(DAYS, -1, -1)]
    # The shop grows: the last month sells half again as much as the first.
    weights = [weight_of(day) * (1 + 0.5 * place / DAYS) for place, day in enumerate(days)]
    chosen = sorted(dice.choices(range(len(days)), weights, k=count))
    for place in chosen:
        minutes = int(dice.triangular(7 * 60, 21 * 60, 11 * 60))
        local = datetime.combine(days[place], datetime.min.time(), timezone.get_default_timezone())
        moment = local + timedelta(minutes=minutes, seconds=dice.randrange(60))
        if moment < at:
            yield moment

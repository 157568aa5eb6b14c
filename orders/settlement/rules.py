"""Which rule a line is shared by."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from catalog.models import Category

from ..models import SplitRule
from ..models.splits import Terms
from .errors import RuleOverlaps
from .months import hold

# A facility without a rule. Source: docs/rules/settlement.md.
DEFAULT = SplitRule(premi_share=5000, pnbp_share=1500, capital_share=3500)


def rules_on(facility_id: int, day: date) -> list[SplitRule]:
    """The rules of a facility that hold on this day. One query."""
    return list(SplitRule.objects.filter(facility=facility_id).on(day))


def terms_for(category: Category, rules: Iterable[SplitRule]) -> Terms:
    """The rule for goods of this category: its own, its group's, the facility's, the default.

    category: with parent_id. Asks the database nothing.
    """
    by_category = {rule.category_id: rule for rule in rules}
    for key in (category.pk, category.parent_id, None):
        if key in by_category:
            return by_category[key]
    return DEFAULT


def check(rule: SplitRule) -> None:
    """Refuse a rule that would hold beside another one for the same goods.

    Holds the facility until the transaction ends, so that what was checked can be saved.
    Raises RuleOverlaps.
    """
    hold(rule.facility_id)
    others = SplitRule.objects.of_scope(rule).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=rule.valid_from)
    )
    if rule.valid_to is not None:
        others = others.filter(valid_from__lte=rule.valid_to)
    other = others.order_by("valid_from").first()
    if other:
        until = f" sampai {other.valid_to:%d-%m-%Y}" if other.valid_to else ""
        raise RuleOverlaps(
            f"Bertumpuk dengan aturan yang berlaku {other.valid_from:%d-%m-%Y}{until}. "
            "Akhiri aturan itu dahulu."
        )

"""How the demo's facilities share what goods bring in, as facilities have reported it."""

from datetime import date

from catalog.models import Category
from facilities.models import Facility
from orders.models import SplitRule
from orders.models.splits import PARTS, Basis

NET, GROSS = Basis.NET_OF_MATERIALS, Basis.GROSS
BEGIN = date(2020, 1, 1)

# Facility, category, basis, per cent of premi, PNBP, capital, operations, partner, note.
# Source: docs/rules/settlement.md; each practice was in the news of the year named.
RULES = (
    ("LPS-PBN", "", NET, (50, 15, 35, 0, 0), "Praktik yang diberitakan 2023"),
    ("LPS-SRG", "", NET, (50, 15, 35, 0, 0), "Praktik yang diberitakan 2019"),
    ("LPS-TGR", "", NET, (50, 15, 35, 0, 0), "Praktik yang diberitakan 2025"),
    ("LPS-JMB", "", GROSS, (50, 0, 15, 35, 0), "Praktik 2025: 35 persen dana penunjang"),
    ("LNK-BGL", "", GROSS, (35, 50, 0, 15, 0), "Praktik 2023: 15 persen program pembinaan"),
    ("LPS-PTI", "bahan-bangunan", GROSS, (50, 10, 40, 0, 0), "Praktik paving 2024"),
    ("LPS-NML", "", GROSS, (30, 20, 50, 0, 0), "Praktik 2025: 70 persen PNBP dan modal"),
    ("LPS-KDR", "", GROSS, (5, 10, 0, 5, 80), "Praktik 2021, bersama mitra"),
    ("LPS-SPT", "", NET, (25, 15, 60, 0, 0), "Praktik 2025: premi 25 persen"),
)
# Premi a piece instead of a share.
COIR = ("LPS-CMS", "rumah-tangga-lain", 5_000, (0, 15, 85, 0, 0), "Praktik sabut kelapa 2025")
# A facility that changed its shares on the first of July, and its category that did not.
CHANGED = "LPS-AMB"


def load_rules(*, at) -> None:
    """Add the rules of the year before `at`; facilities without one share by the default."""
    facilities = {facility.code: facility for facility in Facility.objects.all()}
    categories = {category.slug: category for category in Category.objects.all()}

    def rule(code, category, basis, shares, note, **dates):
        points = zip(PARTS, shares, strict=True)
        return SplitRule(
            facility=facilities[code],
            category=categories[category] if category else None,
            basis=basis,
            note=note,
            **{f"{part}_share": percent * 100 for part, percent in points},
            **{"valid_from": BEGIN} | dates,
        )

    code, category, premi_per_unit, shares, note = COIR
    coir = rule(code, category, NET, shares, note, premi_per_unit=premi_per_unit)
    # The first of July that is some months back.
    changed_on = date(at.year if at.month > 8 else at.year - 1, 7, 1)
    before = rule(
        CHANGED, "", NET, (50, 15, 35, 0, 0), "Contoh, aturan lama",
        valid_to=date(changed_on.year, 6, 30),
    )  # fmt: skip
    after = rule(CHANGED, "", NET, (45, 20, 35, 0, 0), "Contoh, aturan baru", valid_from=changed_on)
    furniture = rule(CHANGED, "mebel-logam", NET, (40, 15, 30, 15, 0), "Contoh, dengan operasional")
    SplitRule.objects.bulk_create(
        [*(rule(*facts) for facts in RULES), coir, before, after, furniture]
    )

"""How the money of goods is shared: the rules, and the split of every line sold.

Source: docs/rules/settlement.md.
"""

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from catalog.models import Category
from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet
from facilities.models import Facility

from .money import RefundLine
from .orders import OrderLine

# Who gets a part, in the order in which left-over rupiah are given at equal remainders.
PARTS = ("premi", "pnbp", "capital", "operations", "partner")
WHOLE = 10_000  # basis points


class Basis(models.TextChoices):
    NET_OF_MATERIALS = "net_of_materials", "Hasil bersih (harga dikurangi biaya bahan)"
    GROSS = "gross", "Hasil kotor (harga jual)"


def total_of(fields) -> F:
    """Columns added up, for a condition."""
    first, *rest = (F(name) for name in fields)
    for other in rest:
        first = first + other
    return first


SHARES_ADD_UP = Q(
    premi_share=WHOLE
    - F("pnbp_share") - F("capital_share") - F("operations_share") - F("partner_share")
)  # fmt: skip
PER_UNIT_REPLACES_SHARE = Q(premi_per_unit__isnull=True) | Q(premi_share=0)


def share_field(label: str) -> models.PositiveIntegerField:
    """A share in basis points: 5000 is half."""
    return models.PositiveIntegerField(
        f"bagian {label}", default=0, validators=[MaxValueValidator(WHOLE)]
    )


class Terms(models.Model):
    """What a split is made by; a rule states it, every split line keeps its copy."""

    basis = models.CharField(
        "dasar", max_length=20, choices=Basis.choices, default=Basis.NET_OF_MATERIALS
    )
    premi_share = share_field("premi")
    pnbp_share = share_field("PNBP")
    capital_share = share_field("modal")
    operations_share = share_field("operasional")
    partner_share = share_field("mitra")
    premi_per_unit = models.PositiveBigIntegerField(
        "premi per satuan (Rp)", null=True, blank=True,
        help_text="Menggantikan bagian premi: isi bagian premi 0, sisanya dibagi menurut bagian lain.",
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def shares(self) -> dict[str, int]:
        """Basis points by part, in the order of PARTS."""
        return {part: getattr(self, f"{part}_share") for part in PARTS}


class SplitRuleQuerySet(ScopedQuerySet):
    officials_read = True

    def on(self, day: date):
        """Rules that hold on this day."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def of_scope(self, rule: "SplitRule"):
        """Rules for the same goods of the same facility, this one left out."""
        return self.filter(facility=rule.facility_id, category=rule.category_id).exclude(pk=rule.pk)


class SplitRule(AuditedModel, Terms):
    """How a facility shares what goods bring in, for all its goods or for one category."""

    watch = Watch("split")

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="split_rules", verbose_name="UPT"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kategori", help_text="Kosong: semua barang tanpa aturan kategori sendiri.",
    )  # fmt: skip
    valid_from = models.DateField("berlaku mulai")
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    note = models.CharField("dasar aturan", max_length=200, blank=True)

    objects = SplitRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "aturan bagi hasil"
        verbose_name_plural = "aturan bagi hasil"
        ordering = ["facility", "category", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=SHARES_ADD_UP,
                name="split_rule_shares_add_up",
                violation_error_message="Jumlah semua bagian harus tepat 100 persen.",
            ),
            models.CheckConstraint(
                condition=PER_UNIT_REPLACES_SHARE,
                name="split_rule_premi_once",
                violation_error_message="Pilih salah satu: bagian premi atau premi per satuan.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="split_rule_ends_after_it_begins",
                violation_error_message="Hari berakhir tidak boleh sebelum hari mulai.",
            ),
            models.UniqueConstraint(
                fields=["facility", "category", "valid_from"],
                name="split_rule_begins_once",
                violation_error_message="Sudah ada aturan yang mulai pada hari ini.",
            ),
            models.UniqueConstraint(
                fields=["facility", "valid_from"],
                condition=Q(category=None),
                name="split_rule_for_all_begins_once",
                violation_error_message="Sudah ada aturan yang mulai pada hari ini.",
            ),
        ]

    def __str__(self):
        return f"{self.facility}, {self.category or 'semua barang'}"


class LineSplitQuerySet(AppendOnlyQuerySet, ScopedQuerySet):
    pass


class LineSplit(AppendOnlyModel, Terms):
    """How the money of one order line was shared when it was paid; a refund adds a negative row.

    The terms are copied, so a rule that changes later rewrites nothing. Append-only.
    """

    class Flag(models.TextChoices):
        NONE = "", "–"
        NO_MATERIAL_COST = "no_material_cost", "Biaya bahan belum diisi, dihitung nol"
        BELOW_COST = "below_cost", "Biaya bahan lebih besar dari harga, tidak ada yang dibagi"
        PREMI_CUT = "premi_cut", "Premi per satuan melebihi dasar, dipotong"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="line_splits", verbose_name="UPT"
    )
    line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="splits", verbose_name="barang"
    )
    refund_line = models.OneToOneField(
        RefundLine, on_delete=models.PROTECT, null=True, blank=True, related_name="split",
        verbose_name="pengembalian",
    )  # fmt: skip
    day = models.DateField("hari", help_text="Hari setempat UPT saat dibayar atau dikembalikan.")
    quantity = models.IntegerField("jumlah")
    rule = models.ForeignKey(
        SplitRule, on_delete=models.PROTECT, null=True, blank=True, related_name="splits",
        verbose_name="aturan",
    )  # fmt: skip
    material_cost = models.PositiveBigIntegerField("biaya bahan per satuan (Rp)", null=True)
    flag = models.CharField(
        "perhatian", max_length=20, choices=Flag.choices, default=Flag.NONE, blank=True
    )
    # Rupiah; negative in the row of a refund.
    goods = models.BigIntegerField("harga barang (Rp)")
    fee = models.BigIntegerField("biaya kanal (Rp)", default=0)
    materials = models.BigIntegerField("biaya bahan (Rp)")
    base = models.BigIntegerField("dasar bagi (Rp)")
    premi = models.BigIntegerField("premi (Rp)")
    pnbp = models.BigIntegerField("PNBP (Rp)")
    capital = models.BigIntegerField("modal (Rp)")
    operations = models.BigIntegerField("operasional (Rp)")
    partner = models.BigIntegerField("mitra (Rp)")

    objects = LineSplitQuerySet.as_manager()

    class Meta:
        verbose_name = "bagi hasil per barang"
        verbose_name_plural = "bagi hasil per barang"
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["facility", "day"], name="line_split_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(refund_line=None), name="line_split_once_when_sold"
            ),
            models.CheckConstraint(
                condition=Q(goods=F("fee") + F("materials") + F("base")),
                name="line_split_base_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(base=total_of(PARTS)), name="line_split_parts_add_up"
            ),
            models.CheckConstraint(condition=SHARES_ADD_UP, name="line_split_shares_add_up"),
            models.CheckConstraint(
                condition=Q(refund_line__isnull=True, quantity__gt=0, goods__gte=0)
                | Q(refund_line__isnull=False, quantity__lt=0, goods__lte=0),
                name="line_split_sign_fits",
            ),
        ]

    def __str__(self):
        return f"{self.line} ({self.day})"

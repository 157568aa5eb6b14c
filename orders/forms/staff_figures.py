"""What an officer types once a month or a year, with the figures before beside each field.

Written by facilities/handing_in.py, not here.
"""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from django.utils.html import format_html
from django.utils.text import capfirst

from catalog.money import ribuan
from facilities import handing_in
from facilities.models.workforce import MOST_HARVEST, MOST_PEOPLE
from facilities.whole_numbers import WholeNumberField

# Where a rule of the table is said that speaks of several figures.
PLACE_OF_RULE = {
    "workforce_within_residents": "working",
    "workforce_productive_within_assimilating": "assimilating_working",
    "workforce_within_bounds": "residents",
}
# Where no rule of the table bounds the figure: a slip of the finger, too large for its column.
MOST = {
    "programmes": MOST_PEOPLE, "certificates": MOST_PEOPLE, "harvest_kg": MOST_HARVEST,
    "harvest_pieces": MOST_HARVEST,
}  # fmt: skip


class FiguresForm(forms.Form):
    """One field for each figure; a figure far from the one before asks for a tick.

    row: the stored row or an empty one; earlier: the row before, or None; beside: what to say of a
    figure besides that, by name.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args, names, row, earlier, said_before: str, beside=None, **kwargs):
        initial = {name: getattr(row, name) for name in names if row.pk}
        super().__init__(*args, initial=initial | {"version": row.version}, **kwargs)
        self.names, self.row, self.said_before = names, row, said_before
        self.earlier = {name: getattr(earlier, name) for name in names} if earlier else {}
        for name in names:
            self.fields[name] = self._field(name, (beside or {}).get(name, ""))

    def _field(self, name: str, beside: str) -> WholeNumberField:
        column = self.row._meta.get_field(name)
        before = self.earlier.get(name)
        known = f"{self.said_before} {ribuan(before)}." if before is not None else ""
        return WholeNumberField(
            label=capfirst(column.verbose_name),
            help_text=" ".join(part for part in (known, beside, column.help_text) if part),
            min_value=0,
            max_value=MOST.get(name, 1_000_000_000_000),
            required=not column.null,
            error_messages={"invalid": "Tulis angka bulat saja, misalnya 60."},
        )

    def clean(self):
        given = super().clean()
        if not self.errors:
            self._hold_the_rules(given)
        if not self.errors:
            for jump in handing_in.jumps(self.figures(), self.earlier):
                self._ask_about(jump)
        return given

    def figures(self) -> dict[str, int | None]:
        """What was typed, by name."""
        return {name: self.cleaned_data[name] for name in self.names}

    def set_beside(self, row, text: str) -> None:
        """Keep what was typed, with what another officer wrote beside it; saving again replaces it.

        row: as it stands now; text: said above the form.
        """
        typed = self.figures()
        self.data = self.data.copy()
        self.data["version"] = str(row.version)
        self.add_error(None, text)
        for name, figure in typed.items():
            theirs = getattr(row, name)
            if theirs != figure:
                written = "mengosongkannya" if theirs is None else f"menulis {ribuan(theirs)}"
                self.add_error(name, f"Petugas lain {written}.")

    def _hold_the_rules(self, given) -> None:
        model = type(self.row)
        key = {"facility": self.row.facility, "month": None, "year": None}
        names = [field.name for field in model._meta.concrete_fields]
        key = {name: getattr(self.row, name) for name in key if name in names}
        typed = model(**key, **{name: given[name] for name in self.names})
        for rule in model._meta.constraints:
            if isinstance(rule, UniqueConstraint):
                continue
            try:
                rule.validate(model, typed)
            except ValidationError as error:
                self.add_error(self._place_of(rule.name, given), error)

    def _place_of(self, rule: str, given) -> str | None:
        if rule == "workforce_within_residents" and given["working"] <= given["residents"]:
            return "assimilating"
        return PLACE_OF_RULE.get(rule) or next((n for n in self.names if f"_{n}_" in rule), None)

    def _ask_about(self, jump) -> None:
        mark = hashlib.sha256(f"{jump.field}:{jump.before}:{jump.now}".encode()).hexdigest()[:16]
        tick = f"{jump.field}-benar"
        if self.data.get(tick) == mark:
            return
        self.add_error(
            jump.field,
            ValidationError(
                format_html(
                    "{} {}, sekarang {}. Ubah angkanya, atau "
                    '<label class="confirm"><input type="checkbox" name="{}" value="{}"> '
                    "angka ini benar</label>",
                    self.said_before, ribuan(jump.before), ribuan(jump.now), tick, mark,
                ),
                code="jump",
            ),
        )  # fmt: skip

"""Small forms behind the stock buttons. They write nothing: catalog/stock does."""

from secrets import token_hex

from django import forms

from catalog.models import StockLevel, StockLocation, StockMovement
from facilities.models import ProducerGroup
from facilities.whole_numbers import WholeNumberField


class VariantChoice(forms.ModelChoiceField):
    def label_from_instance(self, variant):
        return f"{variant.sku} {variant.name}".strip()


class LocationChoice(forms.ModelChoiceField):
    def label_from_instance(self, location):
        return f"{location.name} ({location.get_kind_display()})"


class LevelChoice(forms.ModelChoiceField):
    def label_from_instance(self, level):
        name = level.variant.name or level.variant.sku
        return f"{name} di {level.location.name}: tercatat {level.on_hand}"


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self):
        super().__init__({"type": "date"}, format="%Y-%m-%d")


def new_key() -> str:
    return token_hex(16)


class KeyForm(forms.Form):
    """Carries a key, so that the same form sent twice writes one movement."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=32, initial=new_key)


class ReceiveForm(KeyForm):
    """Goods finished in the workshop."""

    variant = VariantChoice(None, label="Varian", empty_label=None)
    location = LocationChoice(None, label="Tempat", empty_label=None)
    quantity = WholeNumberField(label="Jumlah baik", min_value=1, max_value=100_000)
    rejected = WholeNumberField(
        label="Jumlah gagal", min_value=0, max_value=100_000, initial=0, required=False
    )
    code = forms.CharField(
        label="Kode produksi", max_length=30, required=False,
        help_text="Yang tertulis pada kemasan. Kosongkan bila tidak ada.",
    )  # fmt: skip
    produced_on = forms.DateField(
        label="Tanggal produksi", required=False, widget=DayInput,
        help_text="Kosong berarti hari ini.",
    )  # fmt: skip
    expires_on = forms.DateField(label="Baik sebelum", required=False, widget=DayInput)
    producer_group = forms.ModelChoiceField(None, label="Kelompok kerja", required=False)

    def __init__(self, *args, product, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["variant"].queryset = product.variants.all()
        locations = StockLocation.objects.visible_to(user).filter(
            facility=product.facility, is_active=True
        )
        self.fields["location"].queryset = locations
        self.fields["location"].initial = locations.order_by("-is_online").first()
        self.fields["producer_group"].queryset = ProducerGroup.objects.visible_to(user).filter(
            facility=product.facility, is_active=True
        )
        self.fields["producer_group"].initial = product.producer_group_id
        label = getattr(product, "food_label", None)
        self.shelf_life_days = label.shelf_life_days if label else None
        self.is_food = product.is_food
        if self.shelf_life_days:
            self.fields[
                "expires_on"
            ].help_text = f"Kosong berarti {self.shelf_life_days} hari setelah produksi."

    def clean(self):
        cleaned = super().clean()
        made, best = cleaned.get("produced_on"), cleaned.get("expires_on")
        is_left_open = not best and "expires_on" not in self.errors
        if self.is_food and not self.shelf_life_days and is_left_open:
            self.add_error("expires_on", "Wajib diisi untuk pangan.")
        if made and best and best < made:
            self.add_error("expires_on", "Tidak boleh mendahului tanggal produksi.")
        return cleaned


class LevelForm(KeyForm):
    """Base of what happens to goods that already lie somewhere."""

    level = LevelChoice(None, label="Stok", empty_label=None)
    reason = forms.CharField(label="Alasan", max_length=200)

    def __init__(self, *args, product, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = (
            StockLevel.objects.visible_to(user)
            .filter(variant__product=product)
            .select_related("variant", "location")
        )


class CorrectForm(LevelForm):
    """The shelf was counted: the difference becomes a movement."""

    kind = StockMovement.Kind.CORRECT
    counted = WholeNumberField(
        label="Jumlah yang dihitung", min_value=0, max_value=100_000,
        help_text="Semua yang ada di tempat itu, termasuk yang sedang dipesan.",
    )  # fmt: skip
    recorded = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("level", "counted", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.state = ",".join(
            f"{level.pk}:{level.on_hand}" for level in self.fields["level"].queryset
        )
        self.fields["recorded"].initial = self.state

    def clean(self):
        cleaned = super().clean()
        level, counted = cleaned.get("level"), cleaned.get("counted")
        if level is None or counted is None:
            return cleaned
        if first := self._already_written():
            cleaned["difference"] = first.quantity
            return cleaned
        if f"{level.pk}:{level.on_hand}" not in cleaned.get("recorded", "").split(","):
            self.data = {**self.data.dict(), "recorded": self.state}
            self.add_error(
                "counted",
                f"Stok berubah selagi Anda menghitung: sekarang tercatat {level.on_hand}. "
                "Hitung sekali lagi.",
            )
        elif counted == level.on_hand:
            self.add_error("counted", "Sama dengan yang tercatat: tidak ada yang perlu dikoreksi.")
        else:
            cleaned["difference"] = counted - level.on_hand
        return cleaned

    def _already_written(self):
        key = self.cleaned_data.get("key")
        return StockMovement.objects.filter(kind=self.kind, source_id=key).first()


class DamageForm(LevelForm):
    """Pieces that cannot be sold any more."""

    kind = StockMovement.Kind.DAMAGE
    quantity = WholeNumberField(label="Jumlah rusak atau hilang", min_value=1, max_value=100_000)
    field_order = ("level", "quantity", "reason")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("quantity"):
            cleaned["difference"] = -cleaned["quantity"]
        return cleaned

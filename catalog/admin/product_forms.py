"""Forms of the product page."""

from django import forms

from catalog import billing, goods
from catalog.models import Category, FoodLabel, Product, Variant
from catalog.sku import save_numbered
from facilities.checked_words import CheckedWords


def category_choices():
    """Categories under their groups: on a phone the list is read, not searched."""
    groups, choices = {}, [("", "Pilih kategori")]
    for category in Category.objects.exclude(slug__in=billing.SLUGS):
        groups.setdefault(category.parent_id, []).append(category)
    for group in groups.get(None, []):
        itself = (group.pk, group.name)
        below = [(category.pk, category.name) for category in groups.get(group.pk, [])]
        choices.append((group.name, [*below, itself]) if below else itself)
    return choices


class ProductForm(CheckedWords, forms.ModelForm):
    public_texts = ("name", "summary", "description", "material", "technique", "care")
    sizes = forms.MultipleChoiceField(
        label="Tambah ukuran", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(size, size) for size in goods.CLOTHING_SIZES],
        help_text="Setiap ukuran menjadi varian dengan harga dan berat varian pertama.",
    )  # fmt: skip

    class Meta:
        model = Product
        fields = "__all__"  # noqa: DJ007  (the admin page names the fields)
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            self.fields["category"].choices = category_choices
        if "sizes" in self.fields and self.instance.pk:
            have = set(self.instance.variants.values_list("name", flat=True))
            rest = [size for size in goods.CLOTHING_SIZES if size not in have]
            self.fields["sizes"].choices = [(size, size) for size in rest]

    def clean(self):
        cleaned = super().clean()
        category = cleaned.get("category")
        if category and "is_food" in cleaned:
            cleaned["is_food"] = goods.is_food(category.goods, ticked=cleaned["is_food"])
        if category and category.goods != category.Goods.CLOTHES:
            cleaned["sizes"] = []
        group, facility = cleaned.get("producer_group"), cleaned.get("facility")
        facility = facility or getattr(self.instance, "facility", None)
        if group and facility and group.facility_id != facility.pk:
            self.add_error("producer_group", "Kelompok kerja ini milik UPT lain.")
        return cleaned


class VariantForm(CheckedWords, forms.ModelForm):
    """A new variant may leave its SKU to the site."""

    public_texts = ("name",)

    class Meta:
        model = Variant
        fields = "__all__"  # noqa: DJ007  (the admin page names the fields)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sku = self.fields.get("sku")
        if sku and not self.instance.pk:
            sku.required = False
            sku.help_text = "Kosongkan untuk kode UPT dan nomor berikutnya, misalnya LPS-AMB-018."

    def save(self, commit=True):
        if commit and not self.instance.sku:
            save_numbered(self.instance)
        return super().save(commit=commit)


class FoodLabelForm(CheckedWords, forms.ModelForm):
    public_texts = ("ingredients", "storage")

    class Meta:
        model = FoodLabel
        fields = "__all__"  # noqa: DJ007  (the admin page names the fields)
        widgets = {"ingredients": forms.Textarea(attrs={"rows": 3})}

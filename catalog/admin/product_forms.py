"""Forms of the product page."""

from django import forms

from catalog.models import FoodLabel, Product, ProductPhoto


class ProductForm(forms.ModelForm):
    class Meta:
        model = Product
        fields = "__all__"  # noqa: DJ007  (the admin page names the fields)
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}

    def clean(self):
        cleaned = super().clean()
        group, facility = cleaned.get("producer_group"), cleaned.get("facility")
        facility = facility or getattr(self.instance, "facility", None)
        if group and facility and group.facility_id != facility.pk:
            self.add_error("producer_group", "Kelompok kerja ini milik UPT lain.")
        return cleaned


class PhotoForm(forms.ModelForm):
    class Meta:
        model = ProductPhoto
        fields = ("image", "alt", "position")
        # The preview stands beside it; the stored name tells nobody anything.
        widgets = {"image": forms.FileInput}


class FoodLabelForm(forms.ModelForm):
    class Meta:
        model = FoodLabel
        fields = "__all__"  # noqa: DJ007  (the admin page names the fields)
        widgets = {"ingredients": forms.Textarea(attrs={"rows": 3})}

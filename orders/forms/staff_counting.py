"""What an officer types around a count. Written by catalog/counts, not here."""

from secrets import token_hex

from django import forms

from catalog.models import Category


class PlaceByName(forms.ModelChoiceField):
    def label_from_instance(self, place):
        return place.name


class CountStartForm(forms.Form):
    """Which place, and whether all of it. key: so that pressing twice begins one count."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=32)
    location = PlaceByName(None, label="Tempat yang dihitung", empty_label=None)
    category = forms.ModelChoiceField(
        None, label="Yang dihitung", required=False, empty_label="Semua barang di tempat itu",
        help_text="Tempat yang penuh lebih ringan dihitung sekelompok demi sekelompok.",
    )  # fmt: skip

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = token_hex(16)
        self.fields["location"].queryset = places
        self.fields["category"].queryset = Category.objects.filter(parent=None).order_by("name")

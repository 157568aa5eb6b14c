"""One Day One Prison's Product: officials choose the product of the day."""

from django import forms
from django.contrib import admin

from catalog.models import Feature, Product
from facilities.admin_scope import ScopedAdmin
from facilities.checked_words import CheckedWords


class FeatureForm(CheckedWords, forms.ModelForm):
    public_texts = ("headline",)

    def clean_product(self):
        product = self.cleaned_data["product"]
        if not product.is_live:
            raise forms.ValidationError("Pilih produk yang sudah tayang.")
        return product


@admin.register(Feature)
class FeatureAdmin(ScopedAdmin):
    subject = "feature"
    form = FeatureForm
    list_display = ("day", "product", "facility", "headline")
    list_select_related = ("product__facility",)
    date_hierarchy = "day"
    search_fields = ("product__name", "headline", "product__facility__short_name")
    autocomplete_fields = ("product",)
    fields = ("day", "product", "headline")

    @admin.display(description="UPT", ordering="product__facility__short_name")
    def facility(self, feature):
        return feature.product.facility

    def has_view_permission(self, request, obj=None):
        """The calendar of days is one for all officials, whoever chose the product."""
        return self.may(request, "view")

    def scoped_choices(self, db_field, request):
        """Officials choose among what they read; they write no product."""
        return Product.objects.visible_to(request.user)

"""Products: text, photos, variants and label on one page; publishing and stock as buttons."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse

from catalog import goods
from catalog.cards import cover_of, with_cover_row
from catalog.completeness import report, with_completeness
from catalog.models import FoodLabel, Product, ProductPhoto, StockLevel, Variant
from catalog.money import ribuan, rupiah
from facilities.access import may
from facilities.admin_filters import FacilityFilter, VisibleRelationFilter
from facilities.admin_scope import ScopedAdmin, ScopedInline

from .copies import copy_urls
from .photos import photo_panel, photo_urls
from .preview import preview_urls
from .product_filters import CompletenessFilter, PausedFilter, ProductTaskFilter
from .product_forms import FoodLabelForm, ProductForm, VariantForm
from .product_parts import asks_for_category, choose_category, chosen_category, form_parts
from .publication import publication_panel, publication_urls
from .stock_views import stock_act


class VariantInline(ScopedInline, admin.StackedInline):
    subject = "product"
    model = Variant
    form = VariantForm
    min_num = 1
    # Sold goods need their variant for ever: it is taken off sale instead.
    can_delete = False
    fieldsets = (
        (None, {
            "fields": (
                ("name", "price", "weight_grams"),
                ("length_cm", "width_cm", "height_cm"),
                ("material_cost", "min_quantity", "is_active"),
                ("made_to_order", "lead_time_days", "work_units"),
            ),
        }),
        ("Kode, foto, dan urutan", {
            "classes": ("collapse",),
            "fields": (("sku", "barcode"), ("photo", "position")),
        }),
    )  # fmt: skip

    def get_formset(self, request, obj=None, **kwargs):
        request._product = obj
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    def scoped_choices(self, db_field, request):
        """A variant shows one of its own product's photos."""
        return ProductPhoto.objects.filter(product=request._product)


class FoodLabelInline(ScopedInline, admin.StackedInline):
    subject = "product"
    model = FoodLabel
    form = FoodLabelForm
    # An empty form stands ready: food needs a label, also where no script adds one.
    extra = max_num = 1
    can_delete = False


@admin.register(Product)
class ProductAdmin(ScopedAdmin):
    subject = "product"
    form = ProductForm
    change_list_template = "admin/catalog/product/change_list.html"
    change_form_template = "admin/catalog/product/change_form.html"
    inlines = (VariantInline, FoodLabelInline)
    list_display = ("cover", "name", "facility", "category", "harga", "stok", "keadaan",
                    "kelengkapan")  # fmt: skip
    list_display_links = ("name",)
    list_select_related = ("facility", "category")
    list_filter = (
        ProductTaskFilter,
        FacilityFilter,
        "status",
        CompletenessFilter,
        PausedFilter,
        ("category", VisibleRelationFilter),
        "fulfilment",
    )
    search_fields = ("name", "variants__sku", "variants__barcode", "facility__short_name")
    search_help_text = "Cari nama produk, SKU, kode batang, atau UPT."
    fieldsets = (
        (None, {"fields": ("facility", "name", "category", "producer_group", "summary")}),
        ("Etalase", {"fields": ("description", "material", "technique", "care")}),
        ("Penjualan", {"fields": (("unit", "fulfilment"), "is_food", "ekatalog_url", "sizes")}),
    )

    def visible_rows(self, request):
        """The products this person sees, without what only the list shows."""
        return super().get_queryset(request).goods()

    def get_queryset(self, request):
        pieces = (
            StockLevel.objects.filter(variant__product=OuterRef("pk"))
            .order_by()
            .values("variant__product")
            .annotate(pieces=Sum("on_hand") - Sum("reserved"))
            .values("pieces")
        )
        rows = self.visible_rows(request).annotate(pieces=Coalesce(Subquery(pieces), 0))
        return with_completeness(with_cover_row(rows, ProductPhoto.objects.all()))

    @admin.display(description="Foto")
    def cover(self, product):
        """The first photo, else the facility's cloth as in the gallery."""
        context = {"photo": cover_of(product), "motif": product.facility.motif}
        return render_to_string("admin/catalog/product/_cover.html", context)

    @admin.display(description="Harga", ordering="price_from")
    def harga(self, product):
        return (
            f"Mulai {rupiah(product.price_from)}"
            if product.has_price_range
            else rupiah(product.price_from)
        )

    @admin.display(description="Stok", ordering="pieces")
    def stok(self, product):
        return ribuan(product.pieces)

    @admin.display(description="Keadaan", ordering="status")
    def keadaan(self, product):
        return render_to_string("admin/catalog/product/_state.html", {"product": product})

    @admin.display(description="Kelengkapan")
    def kelengkapan(self, product):
        missing = [check.label for check in report(product).missing]
        return f"Kurang {', '.join(missing)}" if missing else "Lengkap"

    def response_add(self, request, obj, post_url_continue=None):
        """On to the product's page: a new product waits for stock and for its publication."""
        if "_addanother" in request.POST or "_continue" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(
            request, f"{obj} tersimpan sebagai draf. Kirim fotonya di bawah ini, lalu ajukan."
        )
        return HttpResponseRedirect(reverse("admin:catalog_product_change", args=[obj.pk]))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if sizes := form.cleaned_data.get("sizes"):
            goods.add_sizes(product=form.instance, sizes=sizes)
        form.instance.refresh_prices()

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            *photo_urls(self),
            *preview_urls(self),
            *copy_urls(self),
            *publication_urls(self),
            path("<int:pk>/stok/<slug:act>/", view(self.stock), name="catalog_product_stock"),
        ]  # fmt: skip
        return [*own, *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        """Sizes are ticked, not kept: who only reads sees the variants they became."""
        fieldsets = super().get_fieldsets(request, obj)
        may_write = self.has_change_permission(request, obj) or obj is None
        for _, options in () if may_write else fieldsets:
            options["fields"] = [name for name in options["fields"] if name != "sizes"]
        return fieldsets

    def get_changeform_initial_data(self, request):
        category = chosen_category(request)
        if category is None:
            return {}
        return {
            "category": category.pk,
            "fulfilment": goods.usual_fulfilment(category.goods),
        }

    def add_view(self, request, form_url="", extra_context=None):
        if self.has_add_permission(request) and asks_for_category(request):
            return choose_category(self, request)
        return super().add_view(request, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        context |= form_parts(context["adminform"].form)
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        product = self.get_object(request, object_id)
        context = {} if product is None else self._panel(request, product)
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def _panel(self, request, product):
        """What stands above the form: publication, stock, and their buttons."""
        levels = StockLevel.objects.visible_to(request.user).filter(variant__product=product)
        return {
            "product": product,
            **photo_panel(self, request, product),
            **publication_panel(request.user, product),
            "levels": levels.select_related("variant", "location__facility").order_by(
                "variant__position", "variant", "location"
            ),
            "may_see_stock": self._may_stock(request, "view", product),
            "may_receive": self._may_stock(request, "receive", product),
            "may_correct": self._may_stock(request, "correct", product),
        }

    def _may_stock(self, request, right, product):
        return may(request.user, right, "stock", product.facility)

    def _visible(self, request, pk):
        product = self.get_object(request, str(pk))
        if product is None:
            raise Http404
        return product

    def stock(self, request, pk, act):
        """Receive, correct or write off: a small form that writes one movement."""
        product = self._visible(request, pk)
        right = "receive" if act == "terima" else "correct"
        if not self._may_stock(request, right, product):
            raise PermissionDenied
        return stock_act(self, request, product, act)

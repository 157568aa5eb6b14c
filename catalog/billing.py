"""What a priced job of a service is booked as, so that money, split and summaries know it.

A service has no stock and stands in no list of goods. The books know goods only: so each service
has one product of the category Jasa that is archived from its first moment, made when the first job
is priced. Source: docs/decisions/0100-services-become-orders.md.
"""

from django.db import transaction

from catalog.models import Category, Product, Publication, Service, Variant

GROUP, CATEGORY = SLUGS = "jasa", "jasa-keterampilan"
# No product of a facility begins so: catalog/sku.py numbers under the facility's own code.
SKU_START = "JASA-"


@transaction.atomic
def billed_variant(service: Service) -> Variant:
    """The variant that stands on an order line for a job of this service; made once.

    Its price is only what a variant must have: the line carries the price that was agreed on.
    """
    row = (
        Service.objects.select_for_update(of=("self",))
        .select_related("facility")
        .get(pk=service.pk)
    )
    if row.goods_id is None:
        row.goods = _product(row)
        row.save(update_fields=["goods"])
    return _with_all(row)


def is_service_line(line) -> bool:
    """Whether an order line is work, not goods: nothing to stock, pack or send back."""
    return line.sku.startswith(SKU_START)


def _product(service: Service) -> Product:
    product = Product(
        facility=service.facility, category=_category(), name=_free_name(service),
        unit=service.price_unit, fulfilment=Product.Fulfilment.LOCAL,
        status=Publication.ARCHIVED,
    )  # fmt: skip
    product.save()
    Variant.objects.create(
        product=product, sku=f"{SKU_START}{service.code}", price=service.price_min, weight_grams=1,
        is_active=False,
    )  # fmt: skip
    return product


def _free_name(service: Service) -> str:
    """The service's name; with its code where goods of the facility are called the same."""
    taken = Product.objects.filter(facility=service.facility, name=service.name).exists()
    return f"{service.name[:62]} {service.code}" if taken else service.name


def _category() -> Category:
    group, _ = Category.objects.get_or_create(
        slug=GROUP, defaults={"name": "Jasa", "position": 900}
    )
    category, _ = Category.objects.get_or_create(
        slug=CATEGORY,
        defaults={"name": "Jasa keterampilan", "parent": group, "position": 901},
    )
    return category


def _with_all(service: Service) -> Variant:
    rows = Variant.objects.select_related("product__category", "product__facility")
    return rows.get(product=service.goods_id)

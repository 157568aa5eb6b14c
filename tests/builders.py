"""One small make_<model>(**fields) per model: saves a valid object and surprises nobody."""

from itertools import count

from django.utils import timezone

from catalog.models import Category, Product, Publication, StockLocation, Variant
from facilities.models import Facility, Province, Regency, RegionalOffice, User
from facilities.models.places import Zone

_numbers = count(1)


def _next() -> int:
    return next(_numbers)


def make_regional_office(**fields) -> RegionalOffice:
    n = _next()
    return RegionalOffice.objects.create(**{"name": f"Kanwil {n}", "slug": f"kanwil-{n}"} | fields)


def make_province(**fields) -> Province:
    n = _next()
    defaults = {
        "code": f"{n % 256:02X}",
        "bps_code": f"{n % 256:02X}",
        "name": f"Provinsi {n}",
        "short_name": f"Provinsi {n}",
        "slug": f"provinsi-{n}",
        "island_group": "Jawa",
        "timezone": Zone.WIB,
    }
    if "regional_office" not in fields:
        fields["regional_office"] = make_regional_office()
    return Province.objects.create(**defaults | fields)


def make_regency(**fields) -> Regency:
    n = _next()
    if "province" not in fields:
        fields["province"] = make_province()
    defaults = {"code": f"{n:05}"[-5:], "kind": Regency.Kind.KOTA, "name": f"Kota {n}"}
    return Regency.objects.create(**defaults | fields)


def make_facility(**fields) -> Facility:
    n = _next()
    if "regency" not in fields:
        fields["regency"] = make_regency()
    defaults = {
        "code": f"U{n}",
        "slug": f"lapas-{n}",
        "name": f"Lapas Kelas IIA Kota {n}",
        "short_name": f"Lapas {n}",
        "kind": Facility.Kind.LAPAS,
        "city": fields["regency"].name,
        "regional_office": fields["regency"].province.regional_office,
        "timezone": fields["regency"].province.timezone,
    }
    return Facility.objects.create(**defaults | fields)


def make_user(**fields) -> User:
    return User.objects.create_user(**{"username": f"petugas{_next()}"} | fields)


def make_category(**fields) -> Category:
    n = _next()
    return Category.objects.create(**{"name": f"Kategori {n}", "slug": f"kategori-{n}"} | fields)


def make_product(**fields) -> Product:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    if "category" not in fields:
        fields["category"] = make_category()
    defaults = {
        "name": f"Produk {_next()}",
        "status": Publication.LIVE,
        "published_at": timezone.now(),
    }
    return Product.objects.create(**defaults | fields)


def make_variant(**fields) -> Variant:
    if "product" not in fields:
        fields["product"] = make_product()
    n = _next()
    defaults = {"sku": f"SKU-{n}", "name": f"Pilihan {n}", "price": 75_000, "weight_grams": 500}
    return Variant.objects.create(**defaults | fields)


def make_stock_location(**fields) -> StockLocation:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    defaults = {"kind": StockLocation.Kind.GALLERY, "name": f"Galeri {_next()}"}
    return StockLocation.objects.create(**defaults | fields)

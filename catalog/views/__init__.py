from .facilities import facility_detail, facility_list, province_detail
from .home import home
from .listing import category_detail, product_list
from .machines import new_products_feed, robots, sitemap
from .products import product_detail
from .services import service_detail, service_list
from .texts import about, how_to_shop, privacy, returns, terms

__all__ = [
    "about",
    "category_detail",
    "facility_detail",
    "facility_list",
    "home",
    "how_to_shop",
    "new_products_feed",
    "privacy",
    "product_detail",
    "product_list",
    "province_detail",
    "returns",
    "robots",
    "service_detail",
    "service_list",
    "sitemap",
    "terms",
]

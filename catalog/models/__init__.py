from .capacity import CapacityMonth, CapacityUse
from .food import FoodLabel
from .products import Category, Feature, Product, ProductPhoto, Publication, Variant
from .search import SearchDocument, SearchWord
from .services import Service
from .stock import ProductionBatch, Reservation, StockLevel, StockLocation, StockMovement
from .version import CatalogueVersion

__all__ = [
    "CapacityMonth",
    "CapacityUse",
    "CatalogueVersion",
    "Category",
    "Feature",
    "FoodLabel",
    "Product",
    "ProductPhoto",
    "ProductionBatch",
    "Publication",
    "Reservation",
    "SearchDocument",
    "SearchWord",
    "Service",
    "StockLevel",
    "StockLocation",
    "StockMovement",
    "Variant",
]

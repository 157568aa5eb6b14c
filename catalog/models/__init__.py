from .capacity import CapacityMonth, CapacityUse
from .categories import Category
from .counts import CountEvent, CountLine, StockCount
from .features import Feature
from .food import FoodLabel
from .products import Product, ProductPhoto, Publication
from .search import SearchDocument, SearchWord
from .services import Service, ServiceClosedDay, ServiceDay
from .sheets import SheetImport
from .stock import ProductionBatch, Reservation, StockLevel, StockLocation, StockMovement
from .transfers import Transfer, TransferEvent, TransferLine
from .variants import Variant
from .version import CatalogueVersion

__all__ = [
    "CapacityMonth",
    "CapacityUse",
    "CatalogueVersion",
    "Category",
    "CountEvent",
    "CountLine",
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
    "ServiceClosedDay",
    "ServiceDay",
    "SheetImport",
    "StockCount",
    "StockLevel",
    "StockLocation",
    "StockMovement",
    "Transfer",
    "TransferEvent",
    "TransferLine",
    "Variant",
]

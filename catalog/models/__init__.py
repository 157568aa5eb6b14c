from .capacity import CapacityMonth, CapacityUse
from .counts import CountEvent, CountLine, StockCount
from .food import FoodLabel
from .products import Category, Feature, Product, ProductPhoto, Publication, Variant
from .search import SearchDocument, SearchWord
from .services import Service
from .sheets import SheetImport
from .stock import ProductionBatch, Reservation, StockLevel, StockLocation, StockMovement
from .transfers import Transfer, TransferEvent, TransferLine
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

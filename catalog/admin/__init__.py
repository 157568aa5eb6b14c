"""Back office of the catalogue, one module per subject."""

from . import features, makers, moving, products, services, sheets, stock

__all__ = ["features", "makers", "moving", "products", "services", "sheets", "stock"]

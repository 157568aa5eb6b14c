"""Back office of the catalogue, one module per subject."""

from . import features, makers, products, services, stock

__all__ = ["features", "makers", "products", "services", "stock"]

"""Back office of the catalogue, one module per subject."""

from . import features, products, services, stock

__all__ = ["features", "products", "services", "stock"]

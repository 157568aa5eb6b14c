"""The three ways a report cuts sales."""

from orders.models.orders import BuyerKind, Channel

from ..filters import Filters
from ..sales_figures import Figures, Slice
from .parts import Cut, Part


def by_channel() -> Cut:
    """Situs, galeri, pameran and the others."""
    parts = tuple(Part(value, label, value) for value, label in Channel.choices)
    return Cut("jalur", "jalur", "Jalur", parts, lambda one: one.channel)


def by_buyer_kind() -> Cut:
    """Perorangan, instansi, mitra."""
    parts = tuple(Part(value, label, value) for value, label in BuyerKind.choices)
    return Cut("pembeli", "pembeli", "Pembeli", parts, lambda one: one.buyer_kind)


def by_category(filters: Filters) -> Cut:
    """Groups of categories; within a chosen group its categories."""
    known = filters.categories
    is_inside = filters.category is not None
    shown = {
        key: key if is_inside or one.parent_id is None else one.parent_id
        for key, one in known.items()
    }

    def figures(one: Slice) -> dict[int, Figures]:
        sums: dict[int, Figures] = {}
        for key, part in one.category.items():
            sums[shown[key]] = sums.get(shown[key], Figures()) + part
        return sums

    parts = tuple(Part(key, one.name, one.slug) for key, one in known.items())
    return Cut("kategori", "kategori", "Kategori", parts, figures)

"""Search that forgives, the same on both databases. Source: docs/rules/search.md."""

from .documents import index, rebuild
from .matching import matching
from .query import Query, understand
from .ranking import best, by_match, score
from .vocabulary import Vocabulary

__all__ = [
    "Query",
    "Vocabulary",
    "best",
    "by_match",
    "index",
    "matching",
    "rebuild",
    "score",
    "understand",
]

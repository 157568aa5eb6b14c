"""Finding products by terms, with each database's own index.

Terms hold only a-z and 0-9 (catalog/search/words.py), so no text of a visitor reaches the query
languages of the indexes.
"""

from django.db import connection
from django.db.models import Exists, Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import Product
from catalog.search.query import Query, Word


def matching(products: QuerySet[Product], query: Query) -> QuerySet[Product]:
    """Products that answer every word; when there is none, those that answer some.

    One statement either way. Words that most goods have (lapas, rutan) alone answer nothing.
    """
    all_words = _found(query.words, together=True)
    telling = [word for word in query.words if not word.is_common]
    if len(query.words) < 2 or not telling:
        return products.filter(all_words)
    nothing_has_all = ~Exists(products.order_by().filter(all_words))
    return products.filter(all_words | (_found(telling, together=False) & nothing_has_all))


def _found(words, *, together: bool) -> Q:
    sql, write = _LANGUAGES[connection.vendor]
    return Q(pk__in=RawSQL(sql, [write(words, together)]))  # noqa: S611 (terms are a-z, 0-9)


def _fts5(words: list[Word], together: bool) -> str:
    def one(word: Word) -> str:
        forms = [f'"{term}"' for term in sorted(word.alternatives)]
        if word.start:
            forms.append(f'"{word.start}"*')
        return "(" + " OR ".join(forms) + ")"

    return (" AND " if together else " OR ").join(one(word) for word in words)


def _tsquery(words: list[Word], together: bool) -> str:
    def one(word: Word) -> str:
        forms = [f"'{term}'" for term in sorted(word.alternatives)]
        if word.start:
            forms.append(f"'{word.start}':*")
        return "(" + " | ".join(forms) + ")"

    return (" & " if together else " | ").join(one(word) for word in words)


_LANGUAGES = {
    "sqlite": ("SELECT rowid FROM catalog_search WHERE catalog_search MATCH %s", _fts5),
    "postgresql": (
        "SELECT product_id FROM catalog_searchdocument WHERE vector @@ %s::tsquery",
        _tsquery,
    ),
}

"""What the search looks through: one document per product, and the catalogue's own words.

Each database adds its index by a migration of its own (a tsvector column with GIN, an FTS5 table
with triggers), so these rows are all that is ever written. On SQLite a migration that alters
SearchDocument must make the triggers again: Django rebuilds the table and drops them.
"""

from django.db import models

from .products import Product


class SearchDocument(models.Model):
    """The terms of one product (catalog/search/words.py), space between, by where they stand."""

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="search_document"
    )
    name_terms = models.TextField()
    kind_terms = models.TextField()
    place_terms = models.TextField()
    # All of them and those of the summary; what the indexes hold.
    terms = models.TextField()

    class Meta:
        verbose_name = "dokumen pencarian"
        verbose_name_plural = "dokumen pencarian"

    def __str__(self):
        return f"Dokumen {self.product_id}"


class SearchWord(models.Model):
    """A word of the catalogue: its key, and the word as it is written."""

    key = models.CharField(max_length=80, unique=True)
    word = models.CharField(max_length=80)

    class Meta:
        verbose_name = "kata pencarian"
        verbose_name_plural = "kata pencarian"

    def __str__(self):
        return self.word

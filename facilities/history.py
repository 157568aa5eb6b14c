"""Rows that are only ever added: the stock ledger, the history of an order.

The first wall. The second is the database: its role for the site may not update or delete them
(docs/operations.md).
"""

from django.db import models


class AppendOnlyError(TypeError):
    """A row of a history was to be changed or removed. A mistake is answered by a further row."""

    def __init__(self):
        super().__init__("Histories are only ever added to: write another row.")


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise AppendOnlyError
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnlyModel(models.Model):
    """Base of a history; its manager comes from a subclass of AppendOnlyQuerySet."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError

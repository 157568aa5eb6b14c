"""Rows whose changes are written into the audit trail where they are saved.

Whoever saves, whichever way: the admin, an import, a function, a command; `save`, `update`,
`bulk_create`, `bulk_update`, `delete`. The entry is written in the same transaction, so a change
without its entry does not exist. Source: docs/rules/audit.md, docs/decisions/0071-audit-trail.md.
"""

from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist
from django.db import models, router, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete


@dataclass(frozen=True)
class Watch:
    """What of a model goes into the trail.

    topic: a Topic of the entries; topics: fields that belong to another one. without: fields that
    functions keep (counters, moments of reading). hidden: said to have changed, never what they
    hold. part_of: the relation to the row whose page shows them as well.
    """

    topic: str
    topics: dict[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    part_of: str = ""


def watched_fields(model) -> dict[str, models.Field]:
    """The recorded fields of a model, by their attribute."""
    fields = {}
    for each in model._meta.concrete_fields:
        is_kept = getattr(each, "auto_now", False) or getattr(each, "auto_now_add", False)
        if not (each.primary_key or is_kept or each.name in model.watch.without):
            fields[each.attname] = each
    return fields


class AuditedQuerySet(QuerySet):
    """Changes of many rows at once leave an entry for each; of no use to other models."""

    def update(self, **kwargs):
        names = self._recorded(kwargs)
        if not names:
            return super().update(**kwargs)
        from facilities import audit

        with transaction.atomic(using=self.db):
            rows = self.model._base_manager.using(self.db)
            before = read(rows.filter(pk__in=self.order_by().values("pk")), names)
            count = super().update(**kwargs)
            after = read(rows.filter(pk__in=before), names)
            audit.changed_rows(self.model, before, after, using=self.db)
        return count

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        if not issubclass(self.model, AuditedModel):
            return super().bulk_create(objs, *args, **kwargs)
        from facilities import audit

        with transaction.atomic(using=self.db):
            rows = super().bulk_create(objs, *args, **kwargs)
            audit.created_rows([row for row in rows if row.pk], using=self.db)
        return rows

    def _recorded(self, names) -> list[str]:
        """Attributes among these names that go into the trail."""
        if not issubclass(self.model, AuditedModel):
            return []
        return [
            attname
            for attname, each in watched_fields(self.model).items()
            if attname in names or each.name in names
        ]


class AuditedModel(models.Model):
    """Base of what is recorded; each class says how in `watch`."""

    watch: Watch

    objects = AuditedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save_base(self, *args, raw=False, using=None, update_fields=None, **kwargs):
        using = using or router.db_for_write(type(self), instance=self)
        inner = {"raw": raw, "using": using, "update_fields": update_fields, **kwargs}
        names = [] if raw else self._names_to_save(update_fields)
        if not names:
            return super().save_base(*args, **inner)
        from facilities import audit

        with transaction.atomic(using=using):
            rows = type(self)._base_manager.using(using).filter(pk=self.pk)
            before = None if self._state.adding else read(rows, names).get(self.pk)
            super().save_base(*args, **inner)
            if before is None:
                audit.created_rows([self], using=using)
            else:
                audit.changed_row(self, before, using=using)
        return None

    def _names_to_save(self, update_fields) -> list[str]:
        return [
            attname
            for attname, each in watched_fields(type(self)).items()
            if (update_fields is None or {each.name, attname} & set(update_fields))
            # A field that was not read is not written either.
            and attname in self.__dict__
        ]

    def audit_facility_id(self) -> int | None:
        """The facility whose head may read the entry; None leaves it to the operator."""
        path = getattr(type(self)._default_manager.all(), "facility_path", None)
        if path is None:
            return None
        *steps, last = path.split("__") if path else [""]
        row = self
        for name in steps:
            row = getattr(row, name, None)
            if row is None:
                return None
        if not last:
            return row.pk
        try:
            row._meta.get_field(last)
        except FieldDoesNotExist:
            return None
        return getattr(row, f"{last}_id")


def read(rows: QuerySet, names) -> dict:
    """{key: {attribute: stored value}}; on PostgreSQL the rows stay locked until the change."""
    # In key order, and without the relations a model is sorted by: those rows are not locked.
    locked = rows.order_by("pk").select_for_update(no_key=True)
    return {row.pop("pk"): row for row in locked.values("pk", *names)}


def connect() -> None:
    """Called once, when the app is ready: removal reaches rows that no method is called for."""
    post_delete.connect(_removed, dispatch_uid="audit-removed")


def _removed(*, sender, instance, using, **kwargs) -> None:
    if issubclass(sender, AuditedModel):
        from facilities import audit

        audit.removed_row(instance, using=using)

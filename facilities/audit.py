"""Writing the audit trail. Source: docs/rules/audit.md."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from facilities.acting import SITE, officer_at_work
from facilities.audited import AuditedModel, watched_fields
from facilities.encrypted import HIDDEN, Secret
from facilities.models import AuditEntry

Act = AuditEntry.Act
LONGEST_TEXT = 2000
AT_ONCE = 500
KEEP_YEARS = 5


def key_of(row: models.Model) -> str:
    """How the trail names a row: `catalog.product:12`."""
    return f"{row._meta.label_lower}:{row.pk}"


def note(row: AuditedModel, text: str) -> None:
    """Write down something that happened to a row and changed no field of it."""
    _write([_entry(row, Act.HAPPENED, [[text, "", ""]], ())], using=row._state.db or "default")


def forget_old(*, at: datetime) -> int:
    """Remove entries older than five years; returns how many.

    The database lets only its owner do this, so it is a command and no job of the worker.
    """
    before = at.replace(year=at.year - KEEP_YEARS, day=min(at.day, 28))
    # Not through the wall of the model: that one has no door.
    return AuditEntry._base_manager.filter(at__lt=before).delete()[0]


def created_rows(rows: Iterable[AuditedModel], *, using: str) -> None:
    """New rows: what they hold from the start."""
    entries = []
    for row in rows:
        fields = watched_fields(type(row))
        after = {name: _stored(row, name, each) for name, each in fields.items()}
        filled = [
            name
            for name, value in after.items()
            if _is_said(fields[name], value) and value != fields[name].get_default()
        ]
        changes = [_change(row, fields[name], None, after[name]) for name in filled]
        entries.append(_entry(row, Act.CREATED, changes, ()))
    _write(entries, using=using)


def changed_row(row: AuditedModel, before: dict, *, using: str) -> None:
    """A row that was saved; before: what was stored, by attribute."""
    fields = watched_fields(type(row))
    after = {name: _stored(row, name, fields[name]) for name in before}
    if any(hasattr(value, "resolve_expression") for value in after.values()):
        stored = type(row)._base_manager.using(using).filter(pk=row.pk)
        after = stored.values(*before).get()
    _write(_entries_of(row, before, after), using=using)


def changed_rows(model, before: dict, after: dict, *, using: str) -> None:
    """Rows changed by one statement; both: {key: {attribute: value}}."""
    keys = [pk for pk in before if pk in after and before[pk] != after[pk]]
    rows = model._base_manager.using(using).in_bulk(keys)
    entries = [e for pk in keys for e in _entries_of(rows[pk], before[pk], after[pk])]
    _write(entries, using=using)


def removed_row(row: AuditedModel, *, using: str) -> None:
    """A row that is gone, with what it last held."""
    fields = watched_fields(type(row))
    held = {n: _stored(row, n, f) for n, f in fields.items() if n in row.__dict__}
    changes = [_change(row, fields[n], v, None) for n, v in held.items() if _is_said(fields[n], v)]
    _write([_entry(row, Act.REMOVED, changes, ())], using=using)


def _entries_of(row, before: dict, after: dict) -> list[AuditEntry]:
    fields = watched_fields(type(row))
    names = [
        name for name in before if _plain(fields[name], before[name]) != _plain(fields[name], after[name])
    ]  # fmt: skip
    if not names:
        return []
    changes = [_change(row, fields[name], before[name], after[name]) for name in names]
    return [_entry(row, Act.CHANGED, changes, [fields[name].name for name in names])]


def _entry(row, act: str, changes: list, names: Iterable[str]) -> AuditEntry:
    watch = row.watch
    by = officer_at_work()
    # What was changed decides: a price among other things is a matter of price.
    topic = next((watch.topics[name] for name in names if name in watch.topics), watch.topic)
    kind, name = str(row._meta.verbose_name), str(row)[:200]
    actor = by.get_username() if by else SITE
    said = " ".join(str(part) for change in changes for part in change if part is not None)
    return AuditEntry(
        facility_id=row.audit_facility_id(), by=by, actor=actor, at=timezone.now(), act=act,
        topic=topic, object_key=key_of(row), page_key=_page_key(row), kind=kind, name=name,
        changes=changes, words=f"{kind} {name} {actor} {said}".casefold()[:4000],
    )  # fmt: skip


def _page_key(row) -> str:
    part_of = row.watch.part_of
    if not part_of:
        return key_of(row)
    relation = row._meta.get_field(part_of)
    key = getattr(row, relation.attname)
    return f"{relation.related_model._meta.label_lower}:{key}" if key else key_of(row)


def _write(entries: list[AuditEntry], *, using: str) -> None:
    AuditEntry.objects.using(using).bulk_create(entries, batch_size=AT_ONCE)


def _stored(row, attname: str, each):
    """The value as the database would give it back: a form may have left a number as text."""
    value = getattr(row, attname)
    is_ready = isinstance(value, Secret) or hasattr(value, "resolve_expression")
    return value if is_ready else each.to_python(value)


def _plain(each, value):
    """What two values are compared by."""
    if isinstance(each, models.FileField):
        return str(value or "")
    return value


def _is_said(each, value) -> bool:
    """Whether a new row says anything there worth a line; the name of a file does not."""
    if isinstance(each, models.FileField):
        return False
    return value is not None and _plain(each, value) != "" and bool(str(value))


def _change(row, each, before, after) -> list:
    label = capfirst(str(each.verbose_name))
    if isinstance(each, models.FileField):
        return [label, "", "diganti"]
    if each.name in row.watch.hidden:
        was, new = bool(before), bool(after)
        return [label, HIDDEN if was else "", "diganti" if was and new else HIDDEN if new else ""]
    return [label, _shown(row, each, before), _shown(row, each, after)]


def _shown(row, each, value):
    """The value as text or number for the entry; names stand for the rows they point at."""
    if value is None or value == "":
        return ""
    if each.is_relation:
        return _name_of(row, each, value)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if each.flatchoices:
        return str(dict(each.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, int):
        return value
    return str(value)[:LONGEST_TEXT]


def _name_of(row, each, key) -> str:
    known = row._state.fields_cache.get(each.name)
    if known is None or known.pk != key:
        known = each.related_model._base_manager.filter(pk=key).first()
    return str(known or key)[:200]

"""The trail as it is read: every history of the site in one list, newest first.

Each app adds the history it owns (`register` in its AppConfig); none is copied into another. A page
takes a few rows of each source and merges them, so it costs the same whatever lies before it.
Source: docs/rules/audit.md, docs/decisions/0072-one-list-of-histories.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst

from facilities.audited import AuditedModel
from facilities.models import AuditEntry, Topic

PAGE = 50


@dataclass(frozen=True)
class Change:
    """One field: what stood there and what stands there now, as text; "" is nothing."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list. page_key: whose page to open; note: a reason that was written."""

    at: datetime
    pk: int
    topic: str
    act: str
    title: str
    actor: str
    changes: tuple[Change, ...] = ()
    note: str = ""
    page_key: str = ""
    facility: str = ""
    rank: int = 0

    @property
    def order(self) -> tuple:
        """Newest first; rows of one moment stay apart by source and key."""
        return (-self.at.timestamp(), self.rank, -self.pk)

    @property
    def mark(self) -> str:
        """Where the next page begins."""
        return f"{self.at.isoformat()}_{self.rank}_{self.pk}"


@dataclass(frozen=True)
class Search:
    """What is looked for. about: the page of one thing, `catalog.product:7`; days are inclusive."""

    words: tuple[str, ...] = ()
    topic: str = ""
    first: date | None = None
    last: date | None = None
    facility_ids: tuple[int, ...] | None = None
    about: str = ""


class Source:
    """A history: subclasses say which rows match and how one reads.

    topics: what its rows are about, by key; facility_path: lookup to the facility; pages: things
    on whose page the rows stand; is_for_pages: whether they stand nowhere else.
    """

    topics: dict[str, str] = {}
    facility_path = "facility"
    pages: frozenset[str] = frozenset()
    is_for_pages = False

    def rows(self, user) -> QuerySet:
        """Rows this person may read, with what `row` needs."""
        raise NotImplementedError

    def about(self, rows: QuerySet, key: str) -> QuerySet:
        """Rows that belong on the page of this thing."""
        return rows.none()

    def matching(self, word: str) -> Q:
        raise NotImplementedError

    def of_topic(self, rows: QuerySet, topic: str) -> QuerySet:
        return rows

    def complete(self, page: list) -> None:
        """Give the rows of one page what no join gives; at most one query."""

    def row(self, found) -> Row:
        raise NotImplementedError


SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Called once per source, when its app is ready."""
    if not any(type(known) is type(source) for known in SOURCES):
        SOURCES.append(source)


def topics() -> list[tuple[str, str]]:
    """Everything a row can be about, for a choice."""
    return [pair for source in SOURCES for pair in source.topics.items()]


def newest(user, search: Search, *, before: str = "", limit: int = PAGE) -> tuple[list[Row], str]:
    """The newest rows that match, and where the next page begins ("" when there is none).

    before: the mark of the last row already shown; an altered one is read as none.
    """
    mark = _mark_from(before)
    found = [
        list(_rows_of(source, rank, user, search, mark, limit + 1))
        for rank, source in enumerate(SOURCES)
        if (not search.topic or search.topic in source.topics)
        and (search.about or not source.is_for_pages)
    ]
    rows = list(islice(merge(*found, key=lambda row: row.order), limit + 1))
    return rows[:limit], rows[limit - 1].mark if len(rows) > limit else ""


def _rows_of(source, rank, user, search, mark, limit) -> Iterator[Row]:
    rows = source.rows(user)
    if search.about:
        rows = source.about(rows, search.about)
    if search.topic:
        rows = source.of_topic(rows, search.topic)
    if search.facility_ids is not None:
        rows = rows.filter(**{f"{source.facility_path}__in": search.facility_ids})
    for word in search.words:
        rows = rows.filter(source.matching(as_written(word)))
    if search.first:
        rows = rows.filter(at__gte=_begin_of(search.first))
    if search.last:
        rows = rows.filter(at__lt=_begin_of(search.last + timedelta(days=1)))
    if mark:
        at, of_rank, pk = mark
        rows = rows.filter(at__lte=at)
        if rank == of_rank:
            rows = rows.filter(Q(at__lt=at) | Q(pk__lt=pk))
        elif rank < of_rank:  # these stood before the mark within the same moment
            rows = rows.filter(at__lt=at)
    page = list(rows.order_by("-at", "-pk")[:limit])
    source.complete(page)
    for found in page:
        yield replace(source.row(found), rank=rank)


def as_written(word: str) -> str:
    """A number or day as the officer reads it, in the way the histories keep it.

    `175.000`, `Rp175.000` and `Rp175.000,00` are kept as 175000, `22.11.2026` as 2026-11-22.
    """
    if number := re.fullmatch(
        r"(?:Rp\.?)?(\d{1,3}(?:\.\d{3})+)(?:,(?:00|-))?", word, re.IGNORECASE
    ):
        return number[1].replace(".", "")
    if number := re.fullmatch(r"Rp\.?(\d+)", word, re.IGNORECASE):
        return number[1]
    if day := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", word):
        return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"
    return word


def keys_said(choices, word: str) -> list[str]:
    """Keys of the choices whose words hold this word."""
    return [key for key, label in choices if word.casefold() in str(label).casefold()]


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _mark_from(text: str) -> tuple[datetime, int, int] | None:
    parts = text.split("_")
    try:
        at, rank, pk = datetime.fromisoformat(parts[0]), int(parts[1]), int(parts[2])
    except (ValueError, IndexError):
        return None
    is_sound = timezone.is_aware(at) and 2000 < at.year < 9000 and 0 <= pk < 2**63
    return (at, rank, pk) if is_sound and len(parts) == 3 else None


class AuditSource(Source):
    """Changes of rows: prices, settings, accounts."""

    topics = dict(Topic.choices)

    def rows(self, user):
        return AuditEntry.objects.visible_to(user, subject="audit").select_related("facility")

    def about(self, rows, key):
        return rows.filter(page_key=key)

    def of_topic(self, rows, topic):
        return rows.filter(topic=topic)

    def matching(self, word):
        return (
            Q(words__contains=word.casefold())
            | Q(act__in=keys_said(AuditEntry.Act.choices, word))
            | Q(topic__in=keys_said(Topic.choices, word))
            | Q(facility__short_name__icontains=word)
        )

    def row(self, found):
        # What merely happened has its text where others name a field.
        happened = found.act == AuditEntry.Act.HAPPENED
        return Row(
            at=found.at, pk=found.pk, topic=found.get_topic_display(),
            act=found.get_act_display(), title=f"{capfirst(found.kind)} {found.name}",
            actor=found.actor, page_key="" if found.act == "removed" else found.page_key,
            note=found.changes[0][0] if happened else "",
            changes=() if happened else changes_of(found),
            facility=str(found.facility or ""),
        )  # fmt: skip


class DeskSource(Source):
    """Django's own log of buttons, for things that no other history speaks of."""

    is_for_pages = True

    def rows(self, user):
        return LogEntry.objects.annotate(at=F("action_time")).select_related("user")

    def about(self, rows, key):
        kind, _, pk = key.partition(":")
        model = apps.get_model(kind)
        spoken_of = any(kind in source.pages for source in SOURCES)
        if spoken_of or issubclass(model, AuditedModel):
            return rows.none()
        return rows.filter(content_type=ContentType.objects.get_for_model(model), object_id=pk)

    def row(self, found):
        return Row(
            at=found.at, pk=found.pk, topic="Meja kerja", act=found.get_action_flag_display(),
            title=found.object_repr, actor=found.user.get_username(),
            note=found.get_change_message(),
        )  # fmt: skip


def changes_of(entry: AuditEntry) -> tuple[Change, ...]:
    """The entry's changes as text; moments in the zone of the reader."""
    return tuple(
        Change(label, value_text(before), value_text(after))
        for label, before, after in entry.changes
    )


def value_text(value) -> str:
    """A value as it was stored in an entry: text, a number, a day or a moment."""
    match value:
        case {"at": str(moment)}:
            local = timezone.localtime(datetime.fromisoformat(moment))
            return f"{local:%d.%m.%Y} pukul {local:%H.%M}"
        case {"on": str(day)}:
            return f"{date.fromisoformat(day):%d.%m.%Y}"
        case int():
            return number_format(value, use_l10n=True, force_grouping=True)
    return str(value)

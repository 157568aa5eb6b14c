"""Nobody changes the trail."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from facilities.history import AppendOnlyError
from facilities.models import AuditEntry
from tests.builders import make_facility

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    make_facility()
    return AuditEntry.objects.latest("pk")


def test_entry_is_neither_changed_nor_removed(entry):
    entry.actor = "orang lain"
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.filter(pk=entry.pk).update(actor="x")
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(AppendOnlyError), transaction.atomic():
        AuditEntry.objects.bulk_update([entry], ["actor"])
    entry.refresh_from_db()
    assert entry.actor == "Sistem"


def test_entry_outlives_what_it_speaks_of(entry):
    facility = entry.facility
    facility.delete()
    kept = AuditEntry.objects.select_related("facility").filter(object_key=entry.object_key)
    assert [row.act for row in kept.order_by("pk")] == ["created", "removed"]
    assert kept.first().at > timezone.now() - timedelta(minutes=1)


def test_entries_are_kept_for_five_years_and_then_go_by_command(entry, capsys):
    """The row is dated back through the base manager: the wall has no door of its own."""
    year = timezone.now().year
    rows = AuditEntry._base_manager
    kept = rows.exclude(pk=entry.pk).count()
    rows.filter(pk=entry.pk).update(at=entry.at.replace(year=year - 5, day=1) + timedelta(days=40))
    call_command("forget_old_changes")
    assert rows.filter(pk=entry.pk).exists()

    rows.filter(pk=entry.pk).update(at=entry.at.replace(year=year - 6, day=1))
    call_command("forget_old_changes")
    assert not rows.filter(pk=entry.pk).exists()
    assert rows.count() == kept
    assert "1 entries removed" in capsys.readouterr().out

"""Rows a person sees, at one facility or at all of theirs."""

from django.db.models import QuerySet


def rows_at(model, user, facility, subject: str = "") -> QuerySet:
    """Visible rows of the model, of one facility when it is named. subject: a key of RIGHTS."""
    rows = model.objects.visible_to(user, subject=subject)
    return rows.filter(**{rows.facility_path: facility}) if facility else rows

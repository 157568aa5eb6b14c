"""List filters of the back office: they offer visible rows only."""

from django.contrib import admin

from facilities.admin_scope import facility_path_of, is_scoped, with_facility
from facilities.models import Facility

# A longer filter would be a page of its own; the search box finds by name.
LONGEST_FILTER = 60


class FacilityFilter(admin.SimpleListFilter):
    """List filter by facility, with the own ones only; hidden when there is one, or too many."""

    title = "UPT"
    parameter_name = "upt"

    def lookups(self, request, model_admin):
        rows = list(
            Facility.objects.visible_to(request.user).values_list("pk", "short_name")[
                : LONGEST_FILTER + 1
            ]
        )
        return rows if 1 < len(rows) <= LONGEST_FILTER else []

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        path = facility_path_of(queryset.model) or "pk"
        return (
            queryset.filter(**{path: self.value()}) if self.value().isdecimal() else queryset.none()
        )


class VisibleRelationFilter(admin.RelatedFieldListFilter):
    """List filter by a relation, with the visible rows only: ("gallery", VisibleRelationFilter).

    Of a shared table (categories) it offers what the visible rows of the list use.
    """

    def field_choices(self, field, request, model_admin):
        model = field.remote_field.model
        if is_scoped(model):
            rows = with_facility(model._default_manager.visible_to(request.user))
        else:
            used = model_admin.get_queryset(request).order_by().values(self.field_path)
            rows = model._default_manager.filter(pk__in=used)
        found = [(row.pk, str(row)) for row in rows[: LONGEST_FILTER + 1]]
        return found if len(found) <= LONGEST_FILTER else []

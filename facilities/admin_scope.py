"""The one base of every admin page: rows from `visible_to`, acts from the table of rights.

Django's per-model permission rows are not used. A row of another facility answers 404, as if
it did not exist. Source: docs/rules/access.md, docs/decisions/0035-scoped-admin.md.
"""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import NestedObjects, unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models, router
from django.http import Http404
from django.utils.text import capfirst
from phonenumber_field.modelfields import PhoneNumberField

from facilities.access import ScopedQuerySet, scope_of
from facilities.admin_links import OpenableForm
from facilities.models import Facility
from facilities.phones import PhoneField, PhoneInput
from facilities.whole_numbers import WholeNumberField, WholeNumberInput


def is_scoped(model) -> bool:
    """Whether the model's rows belong to facilities."""
    return hasattr(model._default_manager, "visible_to")


def facility_path_of(model) -> str | None:
    """Lookup from the row to its facility; "" when the row is one, None when it has none."""
    queryset = model._default_manager.get_queryset()
    if not isinstance(queryset, ScopedQuerySet):
        return None
    path = queryset.facility_path
    if path == "":
        return path if model is Facility else None
    try:
        model._meta.get_field(path.split("__")[0])
    except FieldDoesNotExist:
        return None
    return path


def facility_of(obj):
    """The facility a row belongs to, or None."""
    path = facility_path_of(type(obj))
    if path is None:
        return None
    for name in path.split("__") if path else []:
        obj = getattr(obj, name, None)
        if obj is None:
            return None
    return obj


def with_facility(rows):
    """The rows with their facility fetched along: many names and every right ask for it."""
    path = facility_path_of(rows.model)
    return rows.select_related(path) if path else rows


class ScopedMixin:
    """Rights and choices, shared by pages and inlines.

    subject: key of access.RIGHTS; "" leaves the page to the operator of the site.
    read_by_staff: shared tables (places, categories) every officer may look at.
    """

    subject = ""
    read_by_staff = False

    def may(self, request, right, obj=None) -> bool:
        scope = scope_of(request.user)
        if scope.everything:
            return True
        if not self.subject:
            is_officer = bool(scope.roles)
            return right == "view" and self.read_by_staff and is_officer
        return scope.may(right, self.subject, facility_of(obj) if obj is not None else None)

    def has_view_permission(self, request, obj=None):
        return self.may(request, "view", obj)

    def has_add_permission(self, request, obj=None):
        return self.may(request, "add")

    def has_change_permission(self, request, obj=None):
        return self.may(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "delete", obj)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if is_scoped(self.model):
            # Whoever holds no right on the subject at all is told so (403) and not led astray.
            subject = self.subject if self.may(request, "view") else ""
            queryset = queryset.visible_to(request.user, subject=subject)
        return queryset

    def writable_facilities(self, request):
        """Facilities whose rows this person may write here, as primary keys; read once a request."""
        known = request.__dict__.setdefault("_writable_facilities", {})
        if self.subject not in known:
            known[self.subject] = [
                facility.pk
                for facility in Facility.objects.visible_to(request.user).order_by("pk")
                if self.may(request, "add", facility) or self.may(request, "change", facility)
            ]
        return known[self.subject]

    def scoped_choices(self, db_field, request):
        """Rows a relation may point at: visible, and of facilities the person writes for."""
        model = db_field.remote_field.model
        everything = scope_of(request.user).everything
        if not is_scoped(model):
            # Places and categories are everyone's to choose; accounts are not.
            rows = model._default_manager.all()
            return rows if everything or model is not get_user_model() else rows.none()
        rows = with_facility(model._default_manager.visible_to(request.user))
        path = facility_path_of(model)
        if path is None or everything:
            return rows
        key = f"{path}__in" if path else "pk__in"
        return rows.filter(**{key: self.writable_facilities(request)})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = self.scoped_choices(db_field, request)
        if self._is_searched(db_field, request):
            kwargs.setdefault("widget", AutocompleteSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _is_searched(self, db_field, request) -> bool:
        """Who works everywhere searches for a row of a facility; a list of all would be endless."""
        model = db_field.remote_field.model
        page = self.admin_site._registry.get(model)
        is_long = is_scoped(model) and page is not None and page.search_fields
        return bool(is_long) and scope_of(request.user).everything

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["queryset"] = self.scoped_choices(db_field, request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """No plus, pencil and eye beside a choice: their pages ask for rights of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for name in ("add", "change", "delete", "view"):
            if field and hasattr(field.widget, f"can_{name}_related"):
                setattr(field.widget, f"can_{name}_related", False)
        return field


WHOLE_NUMBER = {"form_class": WholeNumberField, "widget": WholeNumberInput}


class ScopedAdmin(ScopedMixin, admin.ModelAdmin):
    """Base of every registered admin page; facilities/admin_checks.py insists on it.

    lookups: query names a list link may use besides its filters.
    """

    lookups = ()
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    formfield_overrides = {
        # The browser's own calendar: it fits a phone and knows no server clock.
        models.DateField: {"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")},
        models.IntegerField: WHOLE_NUMBER,
        models.BigIntegerField: WHOLE_NUMBER,
        PhoneNumberField: {"form_class": PhoneField, "widget": PhoneInput},
    }
    empty_value_display = "–"

    def has_module_permission(self, request):
        return self.may(request, "view")

    def changelist_view(self, request, extra_context=None):
        """The list is called what it is, not "select one to change"."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_queryset(self, request):
        related = self.list_select_related
        rows = with_facility(super().get_queryset(request))
        return rows.select_related(*related) if isinstance(related, tuple) and related else rows

    def history_view(self, request, object_id, extra_context=None):
        """All histories of the row together; Django's own log knows only its forms."""
        from facilities.admin_trail import history_page  # its page is one of these

        return history_page(self, request, unquote(object_id))

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def lookup_allowed(self, lookup, value, request):
        """Only declared filters: a free lookup would let one guess at hidden fields."""
        names = {"id", "id__exact", "pk", *self.lookups}
        for item in (*self.get_list_filter(request), self.date_hierarchy):
            name = item[0] if isinstance(item, tuple | list) else item
            if isinstance(name, str):
                endings = ["exact", "id__exact", "isnull", "isempty", "gte", "lt"]
                endings += ["year", "month", "day"]
                names |= {name, *(f"{name}__{ending}" for ending in endings)}
            elif name is not None:
                names.add(name.parameter_name)
        return lookup in names

    def get_list_display(self, request):
        """Whoever sees one facility needs no column that repeats it."""
        columns = super().get_list_display(request)
        scope = scope_of(request.user)
        if scope.is_official or len(scope.facility_ids) > 1:
            return columns
        return tuple(name for name in columns if name != "facility")

    # The facility of a row: named by the server when there is only one to choose from.
    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return [name for name in fields if not self._is_hidden(name, request, obj)]

    def get_fieldsets(self, request, obj=None):
        shown = []
        for title, options in super().get_fieldsets(request, obj):
            fields = [f for f in options["fields"] if not self._is_hidden(f, request, obj)]
            shown.append((title, {**options, "fields": fields}))
        return shown

    def _is_hidden(self, name, request, obj) -> bool:
        is_new = name == "facility" and obj is None
        return is_new and len(self.writable_facilities(request)) == 1

    def only_facility(self, request):
        """The single facility this person writes for, or None."""
        keys = self.writable_facilities(request)
        return Facility.objects.get(pk=keys[0]) if len(keys) == 1 else None

    def get_readonly_fields(self, request, obj=None):
        """A row never moves to another facility: its orders and stock would stay behind."""
        names = tuple(super().get_readonly_fields(request, obj))
        has_facility = facility_path_of(self.model) == "facility"
        return (*names, "facility") if obj is not None and has_facility else names

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if facility_path_of(self.model) != "facility" or "facility" in form.base_fields:
            return form
        only = None if change else self.only_facility(request)

        class OwnFacilityForm(form):
            """Knows its facility before validation, so that unique names are checked with it."""

            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                if only is not None:
                    self.instance.facility = only

            def _get_validation_exclusions(self):
                return super()._get_validation_exclusions() - {"facility"}

            def _update_errors(self, errors):
                """A second row where a facility has one is said above: the field is not there."""
                found = getattr(errors, "error_dict", {}).pop("facility", None)
                if found:
                    self.add_error(None, found)
                super()._update_errors(errors)

        return OwnFacilityForm

    def render_change_form(self, request, context, *args, **kwargs):
        context["adminform"] = OpenableForm(context["adminform"], request)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if not self.may(request, "change" if change else "add", obj):
            raise Http404
        super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs, request):
        """The list of what goes along, without naming rows of other facilities."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        strangers = self._strangers(objs, request)
        if strangers:
            own = [str(obj) for obj in objs]
            return own, {}, set(), [f"{strangers} baris milik UPT lain"]
        return to_delete, counts, perms_needed, protected

    def _strangers(self, objs, request) -> int:
        objs = list(objs)
        if not objs:
            return 0
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        found = {**collector.data}
        for obj in collector.protected:
            found.setdefault(type(obj), set()).add(obj)
        strangers = 0
        for model, rows in found.items():
            if is_scoped(model):
                keys = [row.pk for row in rows]
                seen = model._default_manager.visible_to(request.user).filter(pk__in=keys).count()
                strangers += len(keys) - seen
        return strangers


class HistoryAdmin(ScopedAdmin):
    """Ledgers, orders, roll-ups: read here, changed only by the functions that keep them true."""

    actions = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ScopedInline(ScopedMixin):
    """Mixin for inlines: the rights are those of the page's subject at the page's facility.

    Put it before admin.TabularInline or admin.StackedInline.
    """

    extra = 0
    formfield_overrides = ScopedAdmin.formfield_overrides

    def has_view_permission(self, request, obj=None):
        return self.may(request, "view", obj)

    def has_add_permission(self, request, obj=None):
        return self.may(request, "change" if obj is not None else "add", obj)

    def has_change_permission(self, request, obj=None):
        return self.may(request, "change" if obj is not None else "add", obj)

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "change" if obj is not None else "add", obj)

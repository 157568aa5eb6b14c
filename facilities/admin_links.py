"""Read-only fields of a form: links only where the person may open the row, phones as at home.

Django links to every registered page, so an officer would press a name and meet a closed door.
"""

from functools import partial

from django.contrib.admin.helpers import AdminForm, AdminReadonlyField, Fieldline, Fieldset
from phonenumber_field.phonenumber import PhoneNumber


class OpenableForm(AdminForm):
    """Django's wrapper of the form, with its links checked for this request."""

    def __init__(self, shown: AdminForm, request):
        self.__dict__.update(shown.__dict__)
        self.request = request

    def __iter__(self):
        for fieldset in super().__iter__():
            yield _Fieldset(fieldset, self.request)


class _Fieldset(Fieldset):
    def __init__(self, shown, request):
        self.__dict__.update(shown.__dict__)
        self.request = request

    def __iter__(self):
        for line in super().__iter__():
            yield _Line(line, self.request)


class _Line(Fieldline):
    def __init__(self, shown, request):
        self.__dict__.update(shown.__dict__)
        self.request = request

    def __iter__(self):
        for field in super().__iter__():
            if field.is_readonly:
                field.get_admin_url = partial(_link_or_name, field, self.request)
                field.contents = partial(_contents, field)
            yield field


def _link_or_name(field, request, remote_field, row):
    page = field.model_admin.admin_site._registry.get(remote_field.model)
    may_open = (
        page is not None
        and page.has_view_permission(request, row)
        and page.get_queryset(request).filter(pk=row.pk).exists()
    )
    if not may_open:
        return str(row)
    return AdminReadonlyField.get_admin_url(field, remote_field, row)


def _contents(field):
    value = vars(field.form.instance).get(field.field["name"])
    if isinstance(value, PhoneNumber) and value.is_valid():
        return value.as_national
    return AdminReadonlyField.contents(field)

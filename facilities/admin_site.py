"""The back office: Django's admin with our way in and our scope."""

import re
from functools import update_wrapper

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone

from facilities import admin_menu
from facilities.access import scope_of
from facilities.login import OfficerLogin, home_of


def is_answerable(query: QueryDict) -> bool:
    """Whether a database can compare it: no zero bytes, and years a calendar holds."""
    years = [value for name in query if name.endswith("__year") for value in query.getlist(name)]
    return "\0" not in "".join(value for _, values in query.lists() for value in values) and all(
        re.fullmatch(r"[0-9]{1,4}", year) and 1 <= int(year) < 9999 for year in years
    )


class BackOffice(admin.AdminSite):
    site_title = "Galeri UMKM Pemasyarakatan"
    site_header = "Galeri UMKM Pemasyarakatan"
    index_title = "Meja kerja"
    empty_value_display = "–"

    def has_permission(self, request):
        """Officers with an account of their own and a role; the operator needs no role."""
        user = request.user
        scope = scope_of(user)
        return user.is_active and user.is_staff and (scope.everything or bool(scope.roles))

    def admin_view(self, view, cacheable=False):
        """Every page of the back office, in the time of the officer's own facility.

        An address no database can answer leads to the page itself.
        """

        def answered(request, *args, **kwargs):
            if not is_answerable(request.GET):
                return HttpResponseRedirect(request.path)
            with timezone.override(scope_of(request.user).zone):
                answer = view(request, *args, **kwargs)
                if hasattr(answer, "render"):  # templates of the admin write the times
                    answer.render()
            return answer

        return super().admin_view(update_wrapper(answered, view), cacheable)

    def login(self, request, extra_context=None):
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(home_of(request.user))
        context = {
            **self.each_context(request),
            "title": "Masuk",
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return OfficerLogin.as_view(
            extra_context=context,
            authentication_form=AdminAuthenticationForm,
            template_name="admin/login.html",
        )(request)

    def get_urls(self):
        """Before Django's own "view on site", which would open any row of any facility."""
        shown = path("r/<int:content_type_id>/<path:object_id>/", self.admin_view(self.on_site))
        return [shown, *super().get_urls()]

    def on_site(self, request, content_type_id, object_id):
        kind = ContentType.objects.filter(pk=content_type_id).first()
        page = self._registry.get(kind.model_class()) if kind else None
        if page is None or page.get_object(request, object_id) is None:
            raise Http404
        if not page.has_view_permission(request):
            raise PermissionDenied
        return shortcut(request, content_type_id, object_id)

    def get_app_list(self, request, app_label=None):
        """The models by work, not by app: in the menu beside every page and on the first page."""
        entries = [
            entry
            for app in self._build_app_dict(request, app_label).values()
            for entry in app["models"]
        ]
        index = reverse("admin:index", current_app=self.name)
        return [
            {
                "name": group.name,
                "app_label": group.key,
                "app_url": f"{index}#menu-{group.key}",
                "has_module_perms": True,
                "models": found,
            }
            for group, found in admin_menu.grouped(entries)
        ]

    def help_for(self, request) -> str:
        """The one sentence that stands over the page of this request."""
        match = request.resolver_match
        return admin_menu.help_for(match.view_name, self._registry) if match else ""

    def app_index(self, request, app_label, extra_context=None):
        """One list is enough: the index groups by work already."""
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))

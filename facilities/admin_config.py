"""The app entry of Django's admin, with our site in it."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """Django's admin with our site; takes the place of django.contrib.admin in the settings."""

    default_site = "facilities.admin_site.BackOffice"

    def ready(self):
        super().ready()
        from django.contrib import admin
        from django.contrib.auth.models import Group
        from django_tasks_db.models import DBTaskResult

        # Pages of packages know nothing of facilities; roles take the place of groups.
        admin.site.unregister([Group, DBTaskResult])
        admin.site.disable_action("delete_selected")

"""List filters of products."""

from django.contrib import admin

from catalog.shelf import PRODUCT_TASKS


class ProductTaskFilter(admin.SimpleListFilter):
    """What waits for an officer; the work list of the first page links here."""

    title = "yang perlu dikerjakan"
    parameter_name = "tugas"

    def lookups(self, request, model_admin):
        return [(task.name, task.label) for task in PRODUCT_TASKS]

    def queryset(self, request, queryset):
        for task in PRODUCT_TASKS:
            if task.name == self.value():
                return queryset.filter(task.condition)
        return queryset

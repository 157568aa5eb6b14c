"""List filters of products."""

from django.contrib import admin

from catalog import completeness
from catalog.shelf import PRODUCT_TASKS
from facilities.access import scope_of


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


class CompletenessFilter(admin.SimpleListFilter):
    """What products lack, thing by thing; of the own facility only what is lacking, counted."""

    title = "kelengkapan"
    parameter_name = "kurang"

    def lookups(self, request, model_admin):
        if scope_of(request.user).is_official:  # thousands of rows: counting them all is slow
            return [(check.key, f"Kurang {check.label}") for check in completeness.CHECKS]
        counts = completeness.counted(model_admin.visible_rows(request))
        return [
            (check.key, f"Kurang {check.label} ({counts[check.key]})")
            for check in completeness.CHECKS
            if counts[check.key] or check.key == self.value()
        ]

    def queryset(self, request, queryset):
        if self.value() in completeness.BY_KEY:
            return completeness.lacking(queryset, self.value())
        return queryset


class PausedFilter(admin.SimpleListFilter):
    title = "penjualan"
    parameter_name = "jeda"

    def lookups(self, request, model_admin):
        return [("ya", "Dijeda")]

    def queryset(self, request, queryset):
        return queryset.filter(resumes_on__isnull=False) if self.value() == "ya" else queryset

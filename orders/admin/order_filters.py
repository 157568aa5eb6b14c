"""List filters of the order desk."""

from django.contrib import admin

from orders.desk import TASKS


class TaskFilter(admin.SimpleListFilter):
    """What waits for an officer; the work list of the first page links here."""

    title = "yang perlu dikerjakan"
    parameter_name = "tugas"
    tasks = TASKS

    def lookups(self, request, model_admin):
        return [(task.name, task.label) for task in self.tasks]

    def queryset(self, request, queryset):
        for task in self.tasks:
            if task.name == self.value():
                return queryset.filter(task.condition)
        return queryset


class _TitledFilter(admin.ChoicesFieldListFilter):
    """Choices of a related row; "keadaan" alone would not say whose."""

    title_ = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = self.title_


class PaymentStateFilter(_TitledFilter):
    title_ = "keadaan bayar"


class PaymentMethodFilter(_TitledFilter):
    title_ = "cara bayar"


class DeliveryFilter(_TitledFilter):
    title_ = "cara kirim"

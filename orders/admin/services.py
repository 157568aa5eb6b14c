"""Enquiries about services in the back office: the list with its search; worked on by phone page."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince

from catalog.dates import hari_tanggal, tanggal_waktu
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders import phones
from orders.models import Enquiry
from orders.services.desk import TASKS
from orders.templatetags.orders import enquiry_tag

from .order_filters import TaskFilter


class EnquiryTaskFilter(TaskFilter):
    tasks = TASKS


@admin.register(Enquiry)
class EnquiryAdmin(HistoryAdmin):
    subject = "enquiry"
    list_display = ("number", "service", "facility", "status", "day", "name", "age")
    list_select_related = ("service", "facility", "booking__day")
    list_filter = (EnquiryTaskFilter, FacilityFilter, "state", "source")
    search_fields = ("number", "name", "phone", "service__name")
    search_help_text = "Cari nomor permintaan, nama, telepon, atau jasa."
    date_hierarchy = "asked_at"
    fields = (
        "work", "number", "service", "facility", "status", "day", "name", "phone", "email",
        "quantity", "wanted_on", "message", "answer", "source", "asked_at", "order", "history",
    )  # fmt: skip
    readonly_fields = ("work", "status", "day", "history")

    @admin.display(description="Keadaan", ordering="state")
    def status(self, enquiry):
        return format_html(
            '<span class="tag {}">{}</span>',
            enquiry_tag(enquiry.state), enquiry.get_state_display(),
        )  # fmt: skip

    @admin.display(description="Tanggal janji", ordering="booking__day__day")
    def day(self, enquiry):
        return hari_tanggal(enquiry.place.day.day) if enquiry.place else None

    @admin.display(description="Umur", ordering="asked_at")
    def age(self, enquiry):
        return timesince(enquiry.asked_at, timezone.now(), depth=1)

    @admin.display(description="Kerjakan")
    def work(self, enquiry):
        address = reverse("orders:staff_enquiry", args=[enquiry.number])
        return format_html(
            '<a class="button" href="{}">Jawab, pastikan, atau beri harga</a>', address
        )

    @admin.display(description="Riwayat")
    def history(self, enquiry):
        zone = enquiry.facility.zone
        lines = [
            f"{tanggal_waktu(event.at, zone)}: {event.text} {event.note}".strip()
            for event in enquiry.events.all()
        ]
        return "\n".join(lines)

    def get_search_results(self, request, queryset, search_term):
        """A phone number is found however it is typed, as among orders."""
        return super().get_search_results(
            request, queryset, phones.searched(search_term) or search_term
        )

    def get_ordering(self, request):
        """Whoever looks at one task takes the longest waiting first."""
        if request.GET.get(EnquiryTaskFilter.parameter_name):
            return ["asked_at", "pk"]
        return super().get_ordering(request)

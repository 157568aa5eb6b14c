"""The trail of changes in the back office: one list of all histories, and that of each thing."""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join

from facilities import trail
from facilities.access import scope_of
from facilities.admin_scope import HistoryAdmin
from facilities.models import AuditEntry, Facility
from facilities.models.places import Zone

LONGEST_WORDS = 80
DATE = {"type": "date"}


class TrailForm(forms.Form):
    """What is looked for; all of it may be empty."""

    q = forms.CharField(
        label="Cari", required=False, max_length=LONGEST_WORDS,
        help_text="Nama barang, nomor pesanan, akun, alasan, atau isi yang berubah.",
        widget=forms.TextInput({"type": "search"}),
    )  # fmt: skip
    perihal = forms.ChoiceField(label="Perihal", required=False)
    dari = forms.DateField(label="Dari tanggal", required=False, widget=forms.DateInput(DATE))
    sampai = forms.DateField(label="Sampai tanggal", required=False, widget=forms.DateInput(DATE))
    upt = forms.CharField(label="UPT", required=False, max_length=60)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["perihal"].choices = [("", "Semua"), *trail.topics()]
        scope = scope_of(user)
        if not scope.everything and len(scope.facility_ids) < 2:
            del self.fields["upt"]

    def search(self) -> trail.Search:
        """What the valid fields ask for."""
        data = self.cleaned_data
        places = None
        if data.get("upt"):
            visible = Facility.objects.visible_to(self.user)
            named = visible.filter(short_name__icontains=data["upt"])
            places = tuple(named.values_list("pk", flat=True))
        return trail.Search(
            words=tuple(data.get("q", "").split()[:6]), topic=data.get("perihal", ""),
            first=data.get("dari"), last=data.get("sampai"), facility_ids=places,
        )  # fmt: skip


@admin.register(AuditEntry)
class AuditEntryAdmin(HistoryAdmin):
    """Its list is that of every history; an entry alone is read in full."""

    subject = "audit"
    fields = ("at", "actor", "act", "topic", "kind", "name", "what", "facility")
    readonly_fields = fields

    @admin.display(description="perubahan")
    def what(self, entry):
        lines = ((c.label, c.before or "–", c.after or "–") for c in trail.changes_of(entry))
        return format_html_join("", "<p>{}: {} → {}</p>", lines)

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TrailForm(request.GET, user=request.user)
        search = form.search() if form.is_valid() else None
        rows, older = [], ""
        if search is not None:
            rows, older = trail.newest(
                request.user, search, before=request.GET.get("sebelum", "")[:80]
            )
        context = {
            **self.admin_site.each_context(request), "title": "Jejak perubahan", "opts": self.opts,
            "form": form, **shown(self.admin_site, request, rows, older),
        }  # fmt: skip
        return TemplateResponse(request, "admin/trail/list.html", context)


def shown(site, request, rows: list[trail.Row], older: str) -> dict:
    """What the list template needs: rows with the pages that may be opened, and the way on."""
    opens: dict[str, bool] = {}
    query = request.GET.copy()
    query.pop("sebelum", None)
    to_newest = f"?{query.urlencode()}"
    query["sebelum"] = older
    return {
        "rows": [(row, _page_of(site, request, row.page_key, opens)) for row in rows],
        "older": f"?{query.urlencode()}" if older else "",
        "newest": to_newest if request.GET.get("sebelum") else "",
        "names_facility": scope_of(request.user).everything
        or len(scope_of(request.user).facility_ids) > 1,
        "clock": Zone(timezone.get_current_timezone().key).label,
    }


def _page_of(site, request, key: str, opens: dict[str, bool]) -> str:
    """Address of the page of a thing, "" where the person may not look at such things."""
    name, _, pk = key.partition(":")
    if not pk:
        return ""
    model = apps.get_model(name)
    if name not in opens:
        page = site._registry.get(model)
        opens[name] = page is not None and page.has_view_permission(request)
    app, model_name = name.split(".")
    return reverse(f"admin:{app}_{model_name}_change", args=[pk]) if opens[name] else ""


def history_page(page, request, object_id: str):
    """Everything that happened to one thing, whichever history wrote it down."""
    row = page.get_object(request, object_id)
    if row is None:
        raise Http404
    if not page.has_view_or_change_permission(request, row):
        raise PermissionDenied
    search = trail.Search(about=f"{row._meta.label_lower}:{row.pk}")
    rows, older = trail.newest(request.user, search, before=request.GET.get("sebelum", "")[:80])
    context = {
        **page.admin_site.each_context(request), "title": f"Riwayat {row}", "opts": page.opts,
        "object": row, **shown(page.admin_site, request, rows, older),
    }  # fmt: skip
    return TemplateResponse(request, "admin/trail/object.html", context)

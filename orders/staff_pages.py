"""Phone pages of officers: signed in, with the right, at one facility and on its clock."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from facilities.access import scope_of
from facilities.models import Facility
from facilities.sessions import was_device

from .private_pages import private_page

CHOSEN = "petugas_upt"


def staff_page(right: str, subject: str):
    """A view for officers who hold this right at a facility; `request.facility` is that one.

    Who works at several chooses with `?upt=<slug>`, kept in the session. Answers 403 without the
    right anywhere, 404 for a facility where the person does not hold it. Times are local there.
    """

    def decorated(view):
        @wraps(view)
        def page(request, *args, **kwargs):
            if was_device(request):  # there it reads why it was signed out
                return HttpResponseRedirect(reverse("orders:device_sign_in"))
            return signed_in(request, *args, **kwargs)

        @login_required
        def signed_in(request, *args, **kwargs):
            request.facility = _chosen(request, places_for(request.user, right, subject))
            with timezone.override(request.facility.zone):
                return view(request, *args, **kwargs)

        return private_page(page)

    return decorated


def places_for(user, right: str, subject: str) -> QuerySet[Facility]:
    """Facilities where a role of the person carries the right, by name."""
    places = scope_of(user).places(right, subject)
    rows = Facility.objects.order_by("short_name", "pk")
    return rows if places is None else rows.filter(pk__in=places)


def typed(request, name: str) -> str:
    """What was sent in this field, without the null characters a database refuses."""
    return request.POST.get(name, "").replace("\0", "")


def _chosen(request, places: QuerySet[Facility]) -> Facility:
    if asked := request.GET.get("upt", ""):
        facility = places.filter(slug=asked).first() if "\0" not in asked else None
        if facility is None:
            raise Http404
        if request.session.get(CHOSEN) != facility.pk:
            request.session[CHOSEN] = facility.pk
        return facility
    kept = request.session.get(CHOSEN)
    facility = (places.filter(pk=kept).first() if kept else None) or places.first()
    if facility is None:
        raise PermissionDenied
    return facility

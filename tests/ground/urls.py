"""The site's addresses and a few views that fail in chosen ways."""

from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from gallery_site.urls import handler500 as handler500

FAILURES = {"busy": OperationalError, "gone": InterfaceError, "bug": ZeroDivisionError}


@csrf_exempt
def fail(request, kind):
    raise FAILURES[kind]("DETAIL: Key (name)=(Pembeli Rahasia) is taken")


@csrf_exempt
def read_posted(request):
    return HttpResponse(",".join(sorted(request.POST)))


@csrf_exempt
def write_slowly(request):
    with transaction.atomic():
        Group.objects.create(name="x")
    return HttpResponse("written")


def busy_at_first(request):
    """A form with a token; the database fails the first time it is sent."""
    if request.method == "GET":
        return HttpResponse(get_token(request))
    if not cache.add("busy_at_first", 1):
        return HttpResponse(request.POST["name"])
    raise OperationalError("database is locked")


def remember(request):
    request.session["seen"] = True
    return HttpResponse("remembered")


read_picture = read_posted

urlpatterns = [
    path("gagal/<str:kind>/", fail),
    path("baca/", read_posted),
    path("tulis/", write_slowly),
    path("sibuk/", busy_at_first),
    path("ingat/", remember),
    path(
        "unggah/",
        include(([path("", read_picture, name="proof_upload")], "uji"), namespace="uji"),
    ),
    path("", include("gallery_site.urls")),
]

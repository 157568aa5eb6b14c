from django.contrib import admin
from django.urls import include, path

from gallery_site import health
from orders.views import sign_in

urlpatterns = [
    path("sehat/", health.alive, name="alive"),
    path("siap/", health.ready, name="ready"),
    path("admin/login/", sign_in),
    path("admin/", admin.site.urls),
    path("", include("orders.urls")),
    path("", include("catalog.urls")),
]

handler500 = "gallery_site.errors.answer_failure"

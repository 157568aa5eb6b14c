from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from gallery_site import health
from orders.views import forgot_password, roles_and_rights, sign_in

urlpatterns = [
    path("sehat/", health.alive, name="alive"),
    path("siap/", health.ready, name="ready"),
    path("admin/login/", sign_in),
    path("admin/", include("facilities.urls")),
    path("admin/peran/", roles_and_rights, name="roles_and_rights"),
    path("admin/sandi/", forgot_password, name="admin_password_reset"),
    path(
        "admin/sandi/terkirim/",
        auth_views.PasswordResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "admin/sandi/baru/<uidb64>/<token>/",
        auth_views.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "admin/sandi/selesai/",
        auth_views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("admin/", admin.site.urls),
    path("", include("orders.urls")),
    path("", include("catalog.urls")),
]

handler500 = "gallery_site.errors.answer_failure"

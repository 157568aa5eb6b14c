from django.urls import path

from facilities import views

app_name = "facilities"

urlpatterns = [
    path("kode/", views.code, name="code"),
    path("kode/pasang/", views.code_setup, name="code_setup"),
    path("kode/pemulihan/", views.recovery_codes, name="recovery_codes"),
]

from django.urls import path

from facilities import views

app_name = "facilities"

urlpatterns = [
    path("kode/", views.code, name="code"),
    path("kode/pasang/", views.code_setup, name="code_setup"),
    path("kode/pemulihan/", views.recovery_codes, name="recovery_codes"),
    path("petugas/", views.accounts, name="accounts"),
    path("petugas/<int:pk>/akhiri/", views.account_close, name="account_close"),
    path("undangan/<int:pk>/tarik/", views.invitation_withdraw, name="invitation_withdraw"),
    path("undangan/<str:token>/", views.invitation, name="invitation"),
]

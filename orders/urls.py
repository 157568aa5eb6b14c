from django.urls import path

from . import views

app_name = "orders"

urlpatterns = [
    path("keranjang/", views.cart, name="cart"),
    path("keranjang/tambah/", views.cart_add, name="cart_add"),
    path("keranjang/ubah/", views.cart_update, name="cart_update"),
    path("laporan/", views.report_summary, name="report_summary"),
]

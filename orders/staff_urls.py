"""Phone pages of officers, under /petugas/; the names belong to `orders`."""

from django.urls import path

from .views.staff import home, stock

urlpatterns = [
    path("", home.staff_home, name="staff_home"),
    path("stok/", stock.staff_stock, name="staff_stock"),
    path("lainnya/", home.staff_more, name="staff_more"),
]

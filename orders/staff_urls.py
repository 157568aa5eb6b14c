"""Phone pages of officers, under /petugas/; the names belong to `orders`."""

from django.urls import path

from .views.staff import home

urlpatterns = [
    path("", home.staff_home, name="staff_home"),
    path("lainnya/", home.staff_more, name="staff_more"),
]

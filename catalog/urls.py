from django.urls import path, re_path

from . import media, views

app_name = "catalog"

urlpatterns = [
    path("", views.home, name="home"),
    path("produk/", views.product_list, name="product_list"),
    path("produk/<slug:slug>-<int:pk>/", views.product_detail, name="product_detail"),
    path("kategori/<slug:slug>/", views.category_detail, name="category_detail"),
    path("jasa/", views.service_list, name="service_list"),
    path("jasa/<slug:slug>-<int:pk>/", views.service_detail, name="service_detail"),
    path("upt/", views.facility_list, name="facility_list"),
    path("upt/<slug:slug>/", views.facility_detail, name="facility_detail"),
    path("wilayah/<slug:slug>/", views.province_detail, name="province_detail"),
    path("tentang/", views.about, name="about"),
    path("cara-belanja/", views.how_to_shop, name="how_to_shop"),
    path("syarat/", views.terms, name="terms"),
    path("privasi/", views.privacy, name="privacy"),
    path("pengembalian/", views.returns, name="returns"),
    re_path(rf"^media/{media.PHOTO_PATTERN}$", media.media, name="media"),
    path("feed/produk-baru.atom", views.new_products_feed, name="feed"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]

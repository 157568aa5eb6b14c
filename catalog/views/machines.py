"""What machines read: robots.txt, the sitemap with pictures, the feed of new products."""

from collections import defaultdict

from django.contrib.syndication.views import Feed
from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure

from catalog import billing
from catalog.models import Category, Product, ProductPhoto, Service
from catalog.public import public_page
from catalog.structured import absolute, share_picture
from facilities.models import Facility

TEXT_PAGES = [
    "catalog:home", "catalog:product_list", "catalog:service_list", "catalog:facility_list",
    "catalog:about", "orders:impact", "catalog:how_to_shop", "catalog:terms", "catalog:privacy",
    "catalog:returns",
]  # fmt: skip
PRIVATE_PATHS = ["/admin/", "/keranjang/", "/pesan/", "/belanja/", "/pesanan/", "/lacak/",
                 "/petugas/", "/laporan/", "/jasa/permintaan/"]  # fmt: skip
# One sitemap may hold 50,000 addresses.
MOST_PRODUCTS = 45_000
FEED_LENGTH = 30


@public_page
def robots(request):
    context = {"private": PRIVATE_PATHS, "sitemap": absolute(reverse("catalog:sitemap"))}
    return render(request, "catalog/robots.txt", context, content_type="text/plain; charset=utf-8")


@public_page
def sitemap(request):
    pages = [{"address": absolute(reverse(name))} for name in TEXT_PAGES]
    pages += _product_pages()
    places = list(Facility.objects.public().values_list("slug", "regency__province__slug"))
    rows = [
        ("service_detail", Service.objects.public().values_list("slug", "pk")),
        ("category_detail", Category.objects.exclude(slug__in=billing.SLUGS).values_list("slug")),
        ("facility_detail", [(slug,) for slug, _ in places]),
        ("province_detail", [(slug,) for slug in sorted({province for _, province in places})]),
    ]
    for name, keys in rows:
        pages += [{"address": absolute(reverse(f"catalog:{name}", args=key))} for key in keys]
    return render(request, "catalog/sitemap.xml", {"pages": pages}, content_type="application/xml")


def _product_pages():
    # Plain values: a photo row made without its width and height would ask for them one by one.
    pictures = defaultdict(list)
    photos = ProductPhoto.objects.shown().order_by("position", "pk")
    for product, name in photos.values_list("product", "image"):
        pictures[product].append(absolute(default_storage.url(name)))
    products = Product.objects.public().only("slug", "updated_at")
    return [
        {
            "address": absolute(product.get_absolute_url()),
            "changed": product.updated_at,
            "pictures": pictures[product.pk],
        }
        for product in products.order_by("-published_at", "-pk")[:MOST_PRODUCTS]
    ]


class NewProducts(Feed):
    feed_type = Atom1Feed
    title = "Karya baru, Galeri UMKM Pemasyarakatan"
    subtitle = "Karya warga binaan yang baru ditampilkan."
    language = "id"
    item_author_name = "Galeri UMKM Pemasyarakatan"
    description_template = "catalog/_feed_item.html"

    def link(self):
        return absolute(reverse("catalog:product_list"))

    def feed_url(self):
        return absolute(reverse("catalog:feed"))

    def items(self):
        products = Product.objects.public().select_related("facility", "category")
        photos = Prefetch("photos", ProductPhoto.objects.shown())
        products = products.prefetch_related(photos).order_by("-published_at", "-pk")
        return products[:FEED_LENGTH]

    def item_title(self, item):
        return f"{item.name}, {item.facility.short_name}"

    def item_link(self, item):
        return absolute(item.get_absolute_url())

    def item_guid(self, item):
        return self.item_link(item)

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.updated_at

    def item_categories(self, item):
        return [item.category.name]

    def item_enclosures(self, item):
        return [Enclosure(_picture_of(item), "0", "image/jpeg")] if item.photos.all() else []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        item = kwargs["item"]
        return context | {"picture": _picture_of(item) if item.photos.all() else ""}


def _picture_of(product):
    address, _, _ = share_picture(product.photos.all()[0])
    return address


@public_page
def new_products_feed(request):
    return NewProducts()(request)

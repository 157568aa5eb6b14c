"""Photos of a product in the back office: several at once, their words, order, crop.

Each view takes the product's admin page, which knows who may do what.
"""

from functools import partial, update_wrapper

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from catalog import photos, pictures
from catalog.models import Product

from .photo_forms import AnswerForm, CropForm, ReplaceForm, UploadForm


def photo_urls(page) -> list:
    """Addresses below the product's own. page: the product's model admin."""

    def bound(view):
        wrapped = update_wrapper(partial(view, page), view)
        return page.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(wrapped))

    return [
        path("<int:pk>/foto/", bound(photo_list), name="catalog_product_photos"),
        path("<int:pk>/foto/tambah/", bound(photo_add), name="catalog_product_photos_add"),
        path("<int:pk>/foto/<int:photo_pk>/", bound(photo_edit), name="catalog_product_photo"),
    ]


def photo_panel(page, request, product) -> dict:
    """What the product's page shows of its photos."""
    return {
        "photos": product.photos.all(),
        "upload": UploadForm(),
        "may_photos": page.has_change_permission(request, product),
        "may_copy": page.may(request, "add", product),
    }


def photo_list(page, request, pk):
    """All photos with their words and order: any button on the page writes all that is typed."""
    product = _writable(page, request, pk)
    if request.method != "POST":
        return _show_list(page, request, product)
    order = [int(key) for key in request.POST.getlist("urutan") if key.isdecimal()]
    forms = [AnswerForm(request.POST, photo=photo) for photo in photos.in_order(product, order)]
    wrong = [form for form in forms if not form.is_valid()]
    if wrong:
        if _by_script(request):
            return HttpResponse(status=422)
        return _show_list(page, request, product, forms=forms)
    answers = {form.photo.pk: form.answer() for form in forms if form.has_changed()}
    photos.describe(product=product, answers=answers, order=order)
    if answers:
        page.log_change(request, product, "Keterangan foto diubah.")
    if _by_script(request):
        return HttpResponse(status=204)
    key, _, by = request.POST.get("geser", "").partition(":")
    if key.isdecimal() and by in ("-1", "1"):
        photos.move(product=product, photo_id=int(key), by=int(by))
        return _to_list(product, f"#foto-{key}")
    _say_what_waits(request, product)
    return _to_list(product)


def photo_add(page, request, pk):
    """Several photos in one go. What was refused is named; the others are in."""
    product = _writable(page, request, pk)
    if request.method != "POST":
        return _to_list(product)
    form = UploadForm(request.POST, request.FILES)
    is_whole, added = form.is_valid(), None
    if form.jpegs:
        try:
            added = photos.add(product=product, jpegs=form.jpegs)
        except photos.PhotoRefusedError as error:
            form.add_error("files", str(error))
            is_whole = False
    if added and added.photos:
        page.log_change(request, product, f"{len(added.photos)} foto ditambahkan.")
        messages.success(request, f"{len(added.photos)} foto masuk. Lengkapi keterangannya.")
    if added and added.repeated:
        messages.info(request, f"{added.repeated} foto sudah ada, jadi tidak dimasukkan lagi.")
    if not is_whole:
        return _show_list(page, request, product, upload=form)
    return _to_list(product, f"#foto-{added.photos[0].pk}" if added.photos else "")


def photo_edit(page, request, pk, photo_pk):
    """One photo: cut a square, put another picture in its place, or delete it."""
    product = _writable(page, request, pk)
    photo = product.photos.filter(pk=photo_pk).first()
    if photo is None:
        raise Http404
    act = request.POST.get("langkah", "")
    crop = CropForm(request.POST if act in ("lihat", "potong") else None, photo=photo)
    other = ReplaceForm(request.POST, request.FILES) if act == "ganti" else ReplaceForm()
    try:
        if act == "potong" and crop.is_valid():
            photos.crop(photo=photo, square=crop.square())
            return _done(page, request, product, "Foto dipotong.", photo)
        if act == "ganti" and other.is_valid():
            photos.replace(photo=photo, jpeg=other.cleaned_data["image"].read())
            return _done(page, request, product, "Foto diganti.", photo)
        if act == "hapus":
            photos.remove(photo=photo)
            return _done(page, request, product, "Foto dihapus.")
    except photos.PhotoRefusedError as error:
        messages.error(request, str(error))
    left, top, side = crop.square().box(photo.width, photo.height)
    context = _frame(page, request, product, title="Potong, ganti, atau hapus") | {
        "photo": photo,
        "picture": pictures.jpeg_url(photo, 900),
        "crop": crop,
        "other": other,
        "box": {"left": left, "top": top, "side": side},
    }
    return render(request, "admin/catalog/product/photo.html", context)


def _writable(page, request, pk) -> Product:
    product = page.get_object(request, str(pk))
    if product is None:
        raise Http404
    if not page.has_change_permission(request, product):
        raise PermissionDenied
    return product


def _frame(page, request, product, *, title) -> dict:
    return {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": title,
        "subtitle": str(product),
        "product": product,
    }


def _show_list(page, request, product, *, forms=None, upload=None):
    forms = forms or [AnswerForm(photo=photo) for photo in product.photos.all()]
    context = _frame(page, request, product, title="Foto") | {
        "forms": forms,
        "upload": upload or UploadForm(),
        "room": photos.MOST - len(forms),
        "has_errors": any(form.errors for form in forms),
    }
    return render(request, "admin/catalog/product/photos.html", context)


def _say_what_waits(request, product) -> None:
    waiting = photos.problems(product)
    if waiting:
        messages.warning(request, "Tersimpan. Belum tampil di etalase: " + " ".join(waiting))
    else:
        messages.success(request, "Foto tersimpan dan siap tampil.")


def _done(page, request, product, text, photo=None):
    page.log_change(request, product, text)
    again = " Jawab lagi apakah ada wajah." if photo else ""
    messages.success(request, text + again)
    return _to_list(product, f"#foto-{photo.pk}" if photo else "")


def _to_list(product, anchor=""):
    address = reverse("admin:catalog_product_photos", args=[product.pk])
    return HttpResponseRedirect(address + anchor)


def _by_script(request) -> bool:
    """Sent behind the officer's back after a move: the page stays as it is."""
    return "diam" in request.POST

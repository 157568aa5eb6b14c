from contextlib import contextmanager

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from orders import limits, return_photos, returns
from orders.forms import ReturnForm
from orders.links import order_from_token
from orders.models import ReturnPhoto
from orders.order_pages import panel_of
from orders.private_pages import private_page

from .order import order_or_404, show_order


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def return_request(request, token):
    at = timezone.now()
    order = order_or_404(token)
    back = reverse("orders:order_detail", args=[token])
    panel = panel_of(order, at=at)
    if panel.returning.open and request.method == "POST":
        # A second press of the button: the first one stands.
        return HttpResponseRedirect(f"{back}#pengembalian")
    if not panel.returning.can_ask:
        return HttpResponseRedirect(back)
    if request.method != "POST":
        return _show(request, panel, ReturnForm(order=order))
    try:
        limits.count(limits.UPLOAD, who=order.number, at=at)
    except limits.TooMany as error:
        form = ReturnForm(order=order, draft=request.POST.dict())
        response = _show(request, panel, form, refusal=str(error), status=429)
        response["Retry-After"] = error.retry_after
        return response
    form = ReturnForm(request.POST, request.FILES, order=order)
    if not form.is_valid():
        return _show(request, panel, form, status=422)
    try:
        with _kept(form.jpegs) as paths:
            returns.ask(
                order=order,
                pieces=form.pieces,
                cause=form.cleaned_data["cause"],
                wish=form.cleaned_data["wish"],
                note=form.cleaned_data["note"],
                photos=paths,
                at=at,
            )
    except returns.ReturnNotAllowed as error:
        return show_order(request, order_or_404(token), refusal=str(error), status=409)
    return HttpResponseRedirect(f"{back}#pengembalian")


@require_POST
@private_page
def return_withdraw(request, token):
    order = order_or_404(token)
    found = order.returns.open().first()
    if found is not None:
        try:
            returns.withdraw(request=found, at=timezone.now())
        except returns.ReturnNotAllowed as error:
            return show_order(request, order_or_404(token), refusal=str(error), status=409)
    return HttpResponseRedirect(reverse("orders:order_detail", args=[token]) + "#pengembalian")


@require_http_methods(["GET", "HEAD"])
@private_page
def return_photo(request, name, token=None):
    """A picture for who holds the order's link, or (without token) for staff of its facility."""
    if not return_photos.NAME.fullmatch(name):
        raise Http404
    if token is None:
        photos = ReturnPhoto.objects.visible_to(request.user, subject="returned")
    else:
        photos = ReturnPhoto.objects.filter(
            request__order=order_from_token(token), request__order__isnull=False
        )
    photo = photos.filter(file_name=return_photos.path_of(name)).first()
    storage = storages["private"]
    if photo is None or not storage.exists(photo.file_name):
        raise Http404
    response = FileResponse(storage.open(photo.file_name), content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="barang.jpg"'
    # Nothing in it can ever run, even if it were opened as a page.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@contextmanager
def _kept(jpegs):
    """Paths of the stored pictures; removed again when no request takes them."""
    paths = []
    try:
        paths += [return_photos.keep(jpeg) for jpeg in jpegs]
        yield paths
    except BaseException:
        return_photos.discard(*paths)
        raise


def _show(request, panel, form, *, refusal="", status=200):
    context = {"panel": panel, "form": form, "refusal": refusal}
    return render(request, "orders/return_request.html", context, status=status)

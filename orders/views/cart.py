from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.cards import cards
from catalog.models import Product, Variant
from orders import cart as carts
from orders.forms import CartAddForm, CartUpdateForm
from orders.private_pages import private_page
from orders.same_origin import same_origin_only


@require_http_methods(["GET", "HEAD"])
@private_page
def cart(request):
    shown = carts.cart_for(request, at=timezone.now())
    return _render_cart(request, shown)


@same_origin_only
@require_POST
@private_page
def cart_add(request):
    at = timezone.now()
    form = CartAddForm(request.POST)
    if not form.is_valid():
        return _refuse(request, " ".join(form.messages()), status=422)
    variant = Variant.objects.orderable().filter(pk=form.cleaned_data["variant"]).first()
    if variant is None:
        return _refuse(request, str(carts.NotForSale()), status=409)
    try:
        return _back_to_cart(_put_in(request, variant, form.cleaned_data["jumlah"], at))
    except carts.CartError as error:
        return _refuse(request, str(error), status=409)


def _put_in(request, variant, quantity, at):
    shopper_cart = carts.cart_for(request, at=at, create=True)
    try:
        carts.add(cart=shopper_cart, variant=variant, quantity=quantity, at=at)
    except carts.CartUsed:
        # Ordered in another window a moment ago: this goes into a new one.
        shopper_cart = carts.cart_for(request, at=at, create=True)
        carts.add(cart=shopper_cart, variant=variant, quantity=quantity, at=at)
    return shopper_cart


@require_POST
@private_page
def cart_update(request):
    at = timezone.now()
    shopper_cart = carts.cart_for(request, at=at)
    if shopper_cart is None:
        return HttpResponseRedirect(reverse("orders:cart"))
    try:
        return _change(request, shopper_cart, at)
    except carts.CartUsed:
        return HttpResponseRedirect(reverse("orders:cart"))


def _change(request, shopper_cart, at):
    if request.POST.get("aksi") == "lanjut":
        carts.accept_changes(cart=shopper_cart, at=at)
        return HttpResponseRedirect(reverse("orders:checkout"))
    form = CartUpdateForm(request.POST)
    if not form.is_valid():
        return _render_cart(request, shopper_cart, form=form, status=422)
    variant_id = form.cleaned_data["barang"]
    if form.cleaned_data["aksi"] == "hapus":
        carts.remove(cart=shopper_cart, variant_id=variant_id, at=at)
    else:
        carts.set_quantity(
            cart=shopper_cart, variant_id=variant_id, quantity=form.quantity(), at=at
        )
    return _back_to_cart(shopper_cart)


def _back_to_cart(shopper_cart):
    response = HttpResponseRedirect(reverse("orders:cart"))
    carts.remember(response, shopper_cart)
    return response


def _render_cart(request, shopper_cart, *, form=None, status=200):
    contents = carts.contents(shopper_cart)
    context = {"contents": contents, "form": form, "neighbours": _neighbours(contents)}
    response = render(request, "orders/cart.html", context, status=status)
    if shopper_cart is not None:
        # Thirty days count from the last visit.
        carts.remember(response, shopper_cart)
    elif carts.COUNT_COOKIE in request.COOKIES:
        carts.forget_count(response)
    return response


def _neighbours(contents):
    """Up to four other things of the same facilities, which would travel in the same parcel.

    Nothing that is not sent by courier: it would keep the whole parcel from being sent.
    """
    if not contents.groups:
        return []
    others = (
        Product.objects.orderable()
        .filter(
            facility__in=[group.facility.pk for group in contents.groups],
            fulfilment=Product.Fulfilment.COURIER,
        )
        .exclude(pk__in=[line.variant.product_id for line in contents.lines])
        .order_by("-sold_count", "pk")
    )
    found = cards(others[:8])
    return [product for product in found if product.availability.can_order][:4]


def _refuse(request, reason, *, status):
    return render(request, "orders/cart_refused.html", {"reason": reason}, status=status)

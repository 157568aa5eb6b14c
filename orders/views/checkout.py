from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.stock import OutOfStock
from facilities.network import caller_of
from orders import cart as carts
from orders import limits
from orders.checkout import (
    CartChanged,
    ChoiceNotOffered,
    EmptyCart,
    KeyReused,
    place_checkout,
    placed_with,
)
from orders.forms import CheckoutForm
from orders.links import checkout_token
from orders.private_pages import private_page
from orders.shipping import ask_couriers

SAME_WHEN_PRESSED_AGAIN = ("recipient", "street", "village", "district", "postal_code", "email")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def checkout(request):
    at = timezone.now()
    shopper_cart = carts.cart_for(request, at=at)
    if request.method == "POST":
        try:
            return _answer(request, shopper_cart, at)
        except carts.CartUsed:
            return _finished(request) or HttpResponseRedirect(reverse("orders:cart"))
    contents = carts.contents(shopper_cart)
    if not contents.is_orderable or contents.has_changes:
        return HttpResponseRedirect(reverse("orders:cart"))
    return _show(request, _form(request, contents, at))


def _answer(request, shopper_cart, at):
    """Recalculate, take a thing out, or place; whatever was typed stays."""
    if shopper_cart is None:
        return _finished(request) or HttpResponseRedirect(reverse("orders:cart"))
    action = request.POST.get("aksi", "")
    contents = carts.contents(shopper_cart)
    for line in contents.lines:
        if action == f"hapus-{line.variant.pk}":
            carts.remove(cart=shopper_cart, variant_id=line.variant.pk, at=at)
            contents = carts.contents(shopper_cart)
    if not contents.groups:
        return HttpResponseRedirect(reverse("orders:cart"))
    if action:
        return _show(request, _form(request, contents, at, draft=request.POST.dict()))
    form = _form(request, contents, at, request.POST)
    try:
        limits.count(limits.CHECKOUT, who=caller_of(request), at=at)
    except limits.TooMany as error:
        form.add_error(None, str(error))
        response = _show(request, form, status=429)
        response["Retry-After"] = error.retry_after
        return response
    if contents.has_changes:
        _tell_changes(form, contents)
        carts.accept_changes(cart=shopper_cart, at=at)
        return _show(request, form, status=422)
    if not form.is_valid():
        return _show(request, form, status=422)
    return _place(request, shopper_cart, form, at)


def _form(request, contents, at, data=None, *, draft=None):
    """The form, after the couriers have been asked for what it will show: never while placing."""
    form = CheckoutForm(data, contents=contents, draft=draft, at=at)
    ask_couriers(form.wishes, who=caller_of(request), at=at)
    return form


def _place(request, shopper_cart, form, at):
    try:
        placed = place_checkout(
            cart=shopper_cart,
            form_key=form.cleaned_data["form_key"],
            contact=form.contact(),
            choices=form.choices(),
            at=at,
        )
    except EmptyCart:
        return _finished(request) or HttpResponseRedirect(reverse("orders:cart"))
    except KeyReused:
        return _already_placed(request, placed_with(form.cleaned_data["form_key"]))
    except (CartChanged, OutOfStock, ChoiceNotOffered) as error:
        # Read again: the page shows what is there now.
        form = _form(request, carts.contents(shopper_cart), at, request.POST)
        form.add_error(None, str(error))
        return _show(request, form, status=422)
    return _to_result(placed)


def _finished(request):
    """The second press of a form whose cart is used: the first result again, or None.

    The key is known only to the browser that was given it.
    """
    key = request.POST.get("form_key", "")
    placed = placed_with(key) if carts.TOKEN.fullmatch(key) else None
    if placed is None:
        return None
    typed_again = all(
        request.POST.get(name, "").strip() == getattr(placed, name)
        for name in SAME_WHEN_PRESSED_AGAIN
        if getattr(placed, name)
    )
    return _to_result(placed) if typed_again else _already_placed(request, placed)


def _already_placed(request, placed):
    """Other content under a used key is refused: what was ordered first stands."""
    context = {"address": reverse("orders:checkout_done", args=[checkout_token(placed)])}
    return render(request, "orders/already_placed.html", context, status=409)


def _to_result(placed):
    response = HttpResponseRedirect(reverse("orders:checkout_done", args=[checkout_token(placed)]))
    carts.forget_count(response)
    return response


def _tell_changes(form, contents):
    for line in contents.lines:
        for notice in line.notices:
            form.add_error(None, f"{line.variant}: {notice}")


def _show(request, form, *, status=200):
    return render(request, "orders/checkout.html", {"form": form}, status=status)

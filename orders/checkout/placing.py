"""One press of the button: one durable transaction."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from catalog.availability import resting
from catalog.models import Variant

from .. import mail, numbers
from ..models import Cart, CartLine, Checkout
from ..retrying import retried
from .baskets import FacilityChoice, baskets_of, reserve_all
from .errors import CartChanged, Change, EmptyCart, KeyReused
from .writing import write_order


def placed_with(form_key: str) -> Checkout | None:
    """The checkout this form has already made, if any."""
    return Checkout.objects.filter(form_key=form_key).first()


@retried
def place_checkout(
    *,
    cart: Cart | None,
    form_key: str,
    contact: Mapping,
    choices: Mapping[int, FacilityChoice],
    at: datetime,
) -> Checkout:
    """Turn the cart into one order per facility, with stock reserved: everything or nothing.

    form_key: random, from the form; pressing again with the same content returns the first
    checkout. contact: fields of Checkout. choices: by facility id. at: aware, when pressed.
    cart: also when it is used already (its lines tell whether the content is the same); None is
    only good for a key that has made a checkout. Prices, costs and stock are read live, never
    taken from the request. Writes no session, asks no outside service.
    Raises EmptyCart, CartChanged, ChoiceNotOffered (and its CostChanged), stock.OutOfStock
    (and its capacity.NoCapacity), KeyReused.
    """
    content = _content_hash(cart, contact, choices)
    first = placed_with(form_key)
    if first is None:
        try:
            with transaction.atomic(durable=True):
                return _place(cart, form_key, content, contact, choices, at)
        except IntegrityError:
            first = placed_with(form_key)
            if first is None:
                raise
    if cart is not None and first.content_hash != content:
        raise KeyReused
    return first


def _place(cart, form_key, content, contact, choices, at) -> Checkout:
    # The key row comes first: a second press waits here for the first one to commit.
    checkout = Checkout.objects.create(
        form_key=form_key,
        content_hash=content,
        number=numbers.new_number(numbers.CHECKOUT, is_taken=_checkout_exists),
        placed_at=at,
        **contact,
    )
    lines = _take_over(cart, at)
    baskets = baskets_of(lines, choices, checkout, at)
    ready = reserve_all(baskets, at)
    for basket in baskets:
        write_order(checkout, basket, ready, at)
    mail.tell_placed(checkout=checkout)
    return checkout


def _take_over(cart: Cart | None, at: datetime) -> list[CartLine]:
    """Mark the cart used and return its lines as they are; raises EmptyCart, CartChanged."""
    if cart is None or not Cart.objects.filter(pk=cart.pk, used_at=None).update(used_at=at):
        raise EmptyCart
    lines = list(
        cart.lines.select_related(
            "variant__product__facility__regency__province",
            "variant__product__facility__payment_setup",
            "variant__product__category",
            "variant__product__food_label",
        ).order_by("pk")
    )
    if not lines:
        raise EmptyCart
    ids = [line.variant_id for line in lines]
    orderable = set(Variant.objects.orderable().filter(pk__in=ids).values_list("pk", flat=True))
    changes = [change for line in lines if (change := _change_of(line, orderable))]
    if changes:
        raise CartChanged(changes)
    return lines


def _change_of(line: CartLine, orderable: set[int]) -> Change | None:
    variant = line.variant
    if line.variant_id not in orderable:
        rest = resting(variant.product)
        return Change(
            variant,
            "gone",
            f"{variant} tidak dijual lagi."
            if rest is None
            else f"{variant} belum dapat dipesan. {rest.note}",
        )
    if variant.price != line.price_seen:
        return Change(variant, "price", f"Harga {variant} berubah.")
    if line.quantity < variant.min_quantity:
        text = f"{variant} dipesan paling sedikit {variant.min_quantity} {variant.product.unit}."
        return Change(variant, "min_quantity", text)
    return None


def _content_hash(cart: Cart | None, contact: Mapping, choices: Mapping) -> str:
    lines = cart.lines.order_by("variant_id").values_list("variant_id", "quantity") if cart else []
    content = {
        "lines": [list(line) for line in lines],
        "contact": {name: str(getattr(contact[name], "pk", contact[name])) for name in contact},
        "choices": {
            str(key): [value.method, value.payment_method] for key, value in choices.items()
        },
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _checkout_exists(number: str) -> bool:
    return Checkout.objects.filter(number=number).exists()

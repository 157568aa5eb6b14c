"""Kode unik: the three digits that tell bank transfers apart. Source: docs/rules/payment.md."""

import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from .models import Order, OrderLine, Payment
from .seals import seal_of

CODES = range(1, 1000)
REST = timedelta(hours=24)
NO_CODE = 0
_chance = random.SystemRandom()


def free_codes(*, account_number: str, base: int, at: datetime) -> list[int]:
    """Codes whose amount no open payment of the account asks for, nor any in the last 24 hours.

    base: rupiah without code. The order is random, so that two checkouts seldom meet.
    """
    near = Payment.objects.filter(
        account_number=account_number, amount__gt=base, amount__lte=base + CODES[-1]
    )
    busy = Q(state__in=Payment.OPEN_STATES) | Q(closed_at__gt=at - REST)
    taken = set(near.filter(busy).values_list("amount", flat=True))
    codes = [code for code in CODES if base + code not in taken]
    _chance.shuffle(codes)
    return codes


def give_code(*, account_number: str, base: int, at: datetime, save: Callable[[int], None]) -> int:
    """Call `save(code)` with a free code and return it; 0 when none of the 999 is free.

    save: writes order and payment. The database's constraint judges: when somebody else took
    the same amount first, what save wrote is undone and the next code is tried.
    """
    for code in free_codes(account_number=account_number, base=base, at=at):
        try:
            with transaction.atomic():
                save(code)
        except IntegrityError as error:
            if not _is_taken(error):
                raise
        else:
            return code
    save(NO_CODE)
    return NO_CODE


def set_amount(
    *,
    order: Order,
    payment: Payment,
    lines: Iterable[OrderLine],
    with_code: bool,
    at: datetime,
) -> None:
    """Work out total, kode unik and seal, and save both rows with them.

    lines: the order's, saved or not. with_code: False while the total is not final. Only bank
    transfers carry a code.
    """
    base = order.goods_total + (order.shipping_cost or 0)
    is_new = order.pk is None

    def save(code: int) -> None:
        if is_new:  # an attempt that was undone leaves its key behind
            order.pk, order._state.adding = None, True
        order.unique_code = payment.unique_code = code
        order.total = payment.amount = base + code
        order.seal = seal_of(order, lines)
        order.save()
        payment.order = order
        payment.save()

    if with_code and payment.carries_code:
        give_code(account_number=payment.account_number, base=base, at=at, save=save)
    else:
        save(NO_CODE)


def _is_taken(error: IntegrityError) -> bool:
    # PostgreSQL names the constraint, SQLite its columns.
    text = str(error)
    return "payment_open_amount_once_per_account" in text or "orders_payment.amount" in text

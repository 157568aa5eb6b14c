"""What the shopper has put aside: rows named by a cookie. Stock is held only when ordering.

Source: docs/decisions/0030-cart-in-rows-named-by-a-cookie.md
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch

from catalog import capacity
from catalog.availability import Availability, availability_of, resting
from catalog.capacity import Room
from catalog.models import ProductPhoto, Variant
from catalog.money import rupiah
from catalog.stock import online_available
from facilities.models import Facility
from orders.models import Cart, CartLine

AGE = timedelta(days=30)
MOST_LINES = 50
MOST_PIECES = 10_000
# Read by the site's script for the number on the cart icon; says nothing about the cart itself.
COUNT_COOKIE = "jumlah"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class CartError(Exception):
    """The change cannot be made; str() is Indonesian for the shopper."""


class NotForSale(CartError):
    def __init__(self):
        super().__init__("Barang ini sedang tidak dijual.")


class CartUsed(CartError):
    """Ordered in another window a moment ago: what is put in now would never be seen again."""

    def __init__(self):
        super().__init__("Keranjang ini baru saja dipesan.")


class CartFull(CartError):
    def __init__(self):
        super().__init__(
            f"Keranjang memuat paling banyak {MOST_LINES} macam barang. "
            "Selesaikan dulu yang ada, lalu lanjutkan."
        )


@dataclass(frozen=True)
class Line:
    """One row of the cart as it can be ordered now.

    quantity: pieces that can be ordered now, 0 if none; wanted: what the shopper asked for.
    room: what the group could still make when the lines before were counted; None: not made to
    order. ready_on: the day by which a line that is made is done.
    """

    variant: Variant
    wanted: int
    quantity: int
    price_seen: int
    available: int
    made_to_order: bool
    is_for_sale: bool
    room: Room | None = None
    ready_on: date | None = None

    @property
    def total(self) -> int:
        return self.quantity * self.variant.price

    @property
    def is_orderable(self) -> bool:
        return self.quantity > 0

    @property
    def photo(self) -> ProductPhoto | None:
        photos = self.variant.product.photos.all()
        own = [photo for photo in photos if photo.pk == self.variant.photo_id]
        return next(iter([*own, *photos]), None)

    @property
    def can_grow(self) -> bool:
        most = most_pieces(self.variant, self.available, self.room)
        return self.quantity < MOST_PIECES and (most is None or self.quantity < most)

    @property
    def can_shrink(self) -> bool:
        return self.quantity > self.variant.min_quantity

    @property
    def availability(self) -> Availability:
        return availability_of(self.variant, self.available, self.room)

    @property
    def notices(self) -> list[str]:
        """What changed since the shopper last agreed, in Indonesian."""
        if not self.is_for_sale:
            rest = resting(self.variant.product)
            why = rest.note if rest else "Sedang tidak dijual."
            return [f"{why} Hapus barang ini untuk melanjutkan."]
        if not self.is_orderable:
            return [f"{self.availability.text}. Hapus barang ini untuk melanjutkan."]
        notices = []
        unit = self.variant.product.unit
        if self.quantity < self.wanted:
            left = "Kelompok kerja masih sanggup" if self.made_to_order else "Stok tinggal"
            notices.append(f"{left} {self.quantity} {unit}, jumlah disesuaikan dari {self.wanted}.")
        if self.quantity > self.wanted:
            notices.append(f"Pesanan paling sedikit {self.quantity} {unit}, jumlah disesuaikan.")
        if self.price_seen != self.variant.price:
            notices.append(
                f"Harga berubah dari {rupiah(self.price_seen)} "
                f"menjadi {rupiah(self.variant.price)}."
            )
        return notices


@dataclass(frozen=True)
class Group:
    """The lines of one facility: they will be one order."""

    facility: Facility
    lines: Sequence[Line]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def weight_grams(self) -> int:
        return sum(line.quantity * line.variant.weight_grams for line in self.lines)


@dataclass(frozen=True)
class Contents:
    """The whole cart, grouped by facility in the order of adding."""

    groups: Sequence[Group]

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def has_changes(self) -> bool:
        """Whether something differs from what the shopper last agreed to."""
        return any(line.notices for line in self.lines)

    @property
    def is_orderable(self) -> bool:
        """Whether every line can be ordered, possibly in another quantity."""
        return bool(self.groups) and all(line.is_orderable for line in self.lines)


def cookie_name() -> str:
    """Browsers accept the __Host- prefix only on secure cookies."""
    return "__Host-keranjang" if settings.SITE_HTTPS else "keranjang"


def cart_for(request, *, at: datetime, create: bool = False) -> Cart | None:
    """The visitor's open cart, or None. A used or forgotten one counts as none; create replaces it."""
    token = request.COOKIES.get(cookie_name(), "")
    cart = None
    if TOKEN.fullmatch(token):
        cart = Cart.objects.filter(
            token=token, used_at__isnull=True, touched_at__gte=at - AGE
        ).first()
    if cart is None and create:
        cart = Cart.objects.create(token=secrets.token_urlsafe(32), created_at=at, touched_at=at)
    return cart


def remember(response, cart: Cart) -> None:
    """Name the cart in the visitor's browser, and its number of lines for the icon."""
    options = {"max_age": AGE, "secure": settings.SITE_HTTPS, "samesite": "Lax"}
    response.set_cookie(cookie_name(), cart.token, httponly=True, **options)
    response.set_cookie(COUNT_COOKIE, str(cart.lines.count()), **options)


def forget_count(response) -> None:
    """Clear the number on the icon once the cart is ordered."""
    response.delete_cookie(COUNT_COOKIE, samesite="Lax")


@transaction.atomic
def add(*, cart: Cart, variant: Variant, quantity: int, at: datetime) -> CartLine:
    """Put pieces in the cart; the same variant grows its line. More than the stock is kept as
    wanted and told when the cart is read. Raises NotForSale, CartFull, CartUsed."""
    _lock(cart, at)
    if not Variant.objects.orderable().filter(pk=variant.pk).exists():
        raise NotForSale
    line = CartLine.objects.filter(cart=cart, variant=variant).first()
    if line is None:
        if cart.lines.count() >= MOST_LINES:
            raise CartFull
        line = CartLine(cart=cart, variant=variant, quantity=0, added_at=at)
    line.quantity = _within_limits(variant, line.quantity + quantity)
    line.price_seen = variant.price
    line.save()
    return line


@transaction.atomic
def set_quantity(*, cart: Cart, variant_id: int, quantity: int, at: datetime) -> None:
    """Change a line's pieces, at least the variant's minimum. A line already gone stays gone.

    Raises CartUsed, like every change of a cart.
    """
    _lock(cart, at)
    line = cart.lines.select_related("variant").filter(variant=variant_id).first()
    if line is not None:
        line.quantity = _within_limits(line.variant, quantity)
        line.save(update_fields=["quantity"])


@transaction.atomic
def remove(*, cart: Cart, variant_id: int, at: datetime) -> None:
    """Take a line out; nothing happens when it is already out."""
    _lock(cart, at)
    cart.lines.filter(variant=variant_id).delete()


@transaction.atomic
def accept_changes(*, cart: Cart, at: datetime) -> None:
    """The shopper saw today's prices and quantities and goes on with them. Lines that cannot
    be ordered stay as they are."""
    _lock(cart, at)
    for line in contents(cart).lines:
        if line.is_orderable and line.notices:
            cart.lines.filter(variant=line.variant).update(
                quantity=line.quantity, price_seen=line.variant.price
            )


def contents(cart: Cart | None) -> Contents:
    """Read the cart live: price, stock and whether each thing is still for sale."""
    if cart is None:
        return Contents(groups=())
    photos = Prefetch(
        "variant__product__photos", ProductPhoto.objects.shown().order_by("position", "pk")
    )
    rows = list(
        cart.lines.select_related(
            "variant__product__facility__regency__province", "variant__product__producer_group"
        ).prefetch_related(photos)
    )
    pieces = online_available([row.variant_id for row in rows])
    rooms = capacity.rooms([row.variant for row in rows])
    by_facility: dict[int, list[Line]] = {}
    for row in rows:
        line = _read(row, pieces.get(row.variant_id, 0), rooms.get(row.variant_id))
        by_facility.setdefault(row.variant.product.facility_id, []).append(line)
    return Contents(
        groups=[
            Group(facility=lines[0].variant.product.facility, lines=lines)
            for lines in by_facility.values()
        ]
    )


def prune(*, at: datetime) -> int:
    """Delete carts nobody touched for 30 days, used or not; returns how many."""
    old = Cart.objects.filter(touched_at__lt=at - AGE)
    count = old.count()
    old.delete()
    return count


def _read(row: CartLine, available: int, room: Room | None) -> Line:
    variant, product = row.variant, row.variant.product
    facility = product.facility
    is_for_sale = (
        variant.is_active
        and product.is_live
        and not product.is_paused
        and facility.is_public
        and facility.is_selling
    )
    wanted = max(row.quantity, variant.min_quantity)
    most = most_pieces(variant, available, room)
    quantity = wanted if most is None else min(wanted, most)
    if not is_for_sale or quantity < variant.min_quantity:
        quantity = 0
    # Enough in stock: from stock. Otherwise the whole line is made.
    is_made = quantity > available
    before = replace(room) if room else None
    return Line(
        variant=variant,
        wanted=row.quantity,
        quantity=quantity,
        price_seen=row.price_seen,
        available=available,
        made_to_order=is_made,
        is_for_sale=is_for_sale,
        room=before,
        ready_on=room.take(variant, quantity) if is_made else None,
    )


def most_pieces(variant: Variant, available: int, room: Room | None) -> int | None:
    """Most pieces one line may hold: from stock, or all of them made; None without a limit."""
    if room is None:
        return available
    most = room.most(variant)
    return None if most is None else max(most, available)


def _within_limits(variant: Variant, quantity: int) -> int:
    return min(max(quantity, variant.min_quantity), max(MOST_PIECES, variant.min_quantity))


def _lock(cart: Cart, at: datetime) -> None:
    # One change of a cart at a time: two quick presses must not both read the old line.
    # An order placed meanwhile has marked the cart used, and is waited for here.
    if not Cart.objects.filter(pk=cart.pk, used_at=None).update(touched_at=at):
        raise CartUsed

"""The two choices one facility adds to the checkout: how the goods come, how they are paid."""

from collections.abc import Callable, Mapping

from django import forms
from django.utils.functional import cached_property

from catalog.models import Product
from catalog.money import rupiah
from catalog.stock import Item
from facilities.models import Regency
from orders.cart import Group
from orders.checkout import FacilityChoice
from orders.models import Payment, Shipment
from orders.payments import WAYS, Purchase, methods_for
from orders.shipping import (
    CourierService,
    DeliveryOption,
    Wish,
    asks_couriers,
    delivery_options,
    services_of,
    wishes_for,
)

COURIER = Shipment.Method.COURIER
CHOOSE_DELIVERY = "Pilih cara pengiriman."
SERVICE_CHANGED = (
    "Pilihan kurir berubah. Periksa layanan dan ongkosnya di bawah ini, lalu tekan lagi."
)
CHOOSE_PAYMENT = "Pilih cara bayar."
NOT_FOR_THIS = (
    "Cara bayar yang Anda pilih tidak berlaku untuk pengiriman, jumlah, atau pembeli ini. "
    "Pilih yang lain."
)


class FacilityStep:
    """The options of one facility and what the shopper chose among them.

    typed: what the form was sent with, not yet judged. answers: gives what the couriers have
    answered, read when the options are first looked at.
    """

    def __init__(
        self,
        *,
        group: Group,
        regency: Regency | None,
        typed,
        answers: Callable[[], Mapping[Wish, list[CourierService]]] = dict,
    ):
        self.group = group
        self.regency = regency
        self._answers = answers
        self._postal_code = typed.get("postal_code", "").strip()
        self.is_office = bool(typed.get("for_office"))
        slug = group.facility.slug
        self.delivery_name, self.payment_name = f"kirim-{slug}", f"bayar-{slug}"
        self.cost_name = f"ongkir-{slug}"
        self._cost_seen = typed.get(self.cost_name, "")
        self._delivery_typed = typed.get(self.delivery_name, "")
        self._payment_typed = typed.get(self.payment_name, "")

    @property
    def _items(self) -> list[Item]:
        return [Item(line.variant, line.quantity) for line in self.group.lines if line.is_orderable]

    @cached_property
    def wishes(self) -> list[Wish]:
        """What a courier service is to be asked for these goods and this address, if anything."""
        return wishes_for(
            facility=self.group.facility,
            items=self._items,
            regency=self.regency,
            postal_code=self._postal_code,
        )

    @cached_property
    def asks_couriers(self) -> bool:
        """Whether these goods go by the rates of couriers once the address is known."""
        return asks_couriers(self.group.facility, self._items)

    @property
    def wants_postal_code(self) -> bool:
        """Whether only the postal code is missing for the rates of couriers."""
        return self.regency is not None and not self.wishes and self.asks_couriers

    @cached_property
    def options(self) -> list[DeliveryOption]:
        return delivery_options(
            facility=self.group.facility,
            items=self._items,
            regency=self.regency,
            services=services_of(self.wishes, self._answers()) if self.wishes else (),
        )

    @cached_property
    def option(self) -> DeliveryOption | None:
        """The chosen way; once the address is known, the cheapest that brings the goods there.

        A courier that is no longer offered gives way to the cheapest one; errors() tells.
        """
        for option in self.options:
            if option.code == self._delivery_typed:
                return option
        if self.regency is None or (self._delivery_typed and not self._chose_courier):
            return None
        found = [o for o in self._brought if not self._chose_courier or o.method == COURIER]
        # A cost still to be named is never taken for the cheapest.
        return min(found, key=lambda o: (o.cost is None, o.cost or 0), default=None)

    @property
    def _chose_courier(self) -> bool:
        return self._delivery_typed.split(":")[0] == COURIER

    @property
    def _brought(self) -> list[DeliveryOption]:
        return [option for option in self.options if option.method != Shipment.Method.PICKUP]

    @cached_property
    def not_brought(self) -> list[Product]:
        """The goods that keep everything of this facility from being brought to the address."""
        if self.regency is None or self._brought:
            return []
        products = {line.variant.product for line in self.group.lines if line.is_orderable}
        local = [p for p in products if p.fulfilment == Product.Fulfilment.LOCAL]
        return sorted(local, key=lambda product: product.name)

    @property
    def others_could_be_brought(self) -> bool:
        """Whether the rest of the goods could travel if those were ordered apart."""
        fulfilments = {line.variant.product.fulfilment for line in self.group.lines}
        return bool(self.not_brought) and fulfilments != {Product.Fulfilment.LOCAL}

    @cached_property
    def payment_ways(self) -> dict[Payment.Method, str]:
        """Ways to pay that fit the chosen delivery, each with a line about it; all that fit any
        delivery while none is chosen."""
        options = [self.option] if self.option else self.options
        found = {}
        for option in options:
            purchase = Purchase(
                facility=self.group.facility,
                delivery_method=option.method,
                goods_total=self.group.total,
                delivery_cost=option.cost,
                is_office=self.is_office,
            )
            for method in methods_for(purchase):
                found.setdefault(method, WAYS[method].explain(purchase))
        return found

    @property
    def payment(self) -> str:
        """The chosen way to pay; the first one while none is chosen, "" if none fits."""
        if self._payment_typed in self.payment_ways:
            return self._payment_typed
        is_open = self.payment_ways and not self._payment_typed
        return next(iter(self.payment_ways)) if is_open else ""

    @property
    def is_delivered(self) -> bool:
        return self.option is not None and self.option.method != Shipment.Method.PICKUP

    @property
    def cost(self) -> int | None:
        return self.option.cost if self.option else None

    @property
    def total(self) -> int:
        return self.group.total + (self.cost or 0)

    @property
    def is_quoted(self) -> bool:
        """Whether the facility still has to name the cost of the chosen way."""
        return self.option is not None and self.option.cost is None

    @property
    def cost_shown(self) -> str:
        """What the page remembers of the cost it shows, and of which way: `courier:jne:reg=41000`."""
        if self.option is None:
            return ""
        return f"{self.option.code}={'' if self.cost is None else self.cost}"

    @property
    def cost_change(self) -> str:
        """How the cost of the chosen way differs from what the page showed for it; "" if it does
        not, or if another way was chosen since (then the new total says it all)."""
        code, _, seen = self._cost_seen.rpartition("=")
        if self.option is None or code != self.option.code or self._cost_seen == self.cost_shown:
            return ""
        before = f", tadi {rupiah(int(seen))}" if seen.isdecimal() and len(seen) < 10 else ""
        now = "menyusul dari petugas" if self.cost is None else rupiah(self.cost)
        return f"Ongkos kirim dari {self.group.facility} kini {now}{before}."

    def fields(self) -> dict[str, forms.Field]:
        """Free text fields: errors() judges them against what is offered."""
        labels = {
            self.delivery_name: f"pengiriman dari {self.group.facility}",
            self.payment_name: f"cara bayar ke {self.group.facility}",
        }
        return {
            name: forms.CharField(label=label, required=False, max_length=60)
            for name, label in labels.items()
        }

    def errors(self) -> dict[str, str]:
        """Field name -> message, for choices missing or not offered."""
        errors = {}
        if self.option is None or self._delivery_typed != self.option.code:
            changed = self._chose_courier and self.option is not None
            errors[self.delivery_name] = SERVICE_CHANGED if changed else CHOOSE_DELIVERY
        if not self.payment_ways:
            errors[self.payment_name] = "UPT ini belum dapat menerima pembayaran untuk pilihan ini."
        elif self._payment_typed != self.payment:
            errors[self.payment_name] = NOT_FOR_THIS if self._payment_typed else CHOOSE_PAYMENT
        return errors

    def choice(self) -> FacilityChoice:
        return FacilityChoice(
            method=self.option.code, payment_method=self.payment, cost=self.option.cost
        )

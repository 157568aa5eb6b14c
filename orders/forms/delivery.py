"""The two choices one facility adds to the checkout: how the goods come, how they are paid."""

from django import forms
from django.utils.functional import cached_property

from catalog.models import Product
from catalog.stock import Item
from facilities.models import Regency
from orders.cart import Group
from orders.checkout import FacilityChoice
from orders.models import Payment, Shipment
from orders.payments import WAYS, Purchase, methods_for
from orders.shipping import DeliveryOption, delivery_options

CHOOSE_DELIVERY = "Pilih cara pengiriman."
CHOOSE_PAYMENT = "Pilih cara bayar."
NOT_FOR_THIS = (
    "Cara bayar yang Anda pilih tidak berlaku untuk pengiriman, jumlah, atau pembeli ini. "
    "Pilih yang lain."
)


class FacilityStep:
    """The options of one facility and what the shopper chose among them.

    typed: what the form was sent with, not yet judged.
    """

    def __init__(self, *, group: Group, regency: Regency | None, typed):
        self.group = group
        self.regency = regency
        self.is_office = bool(typed.get("for_office"))
        slug = group.facility.slug
        self.delivery_name, self.payment_name = f"kirim-{slug}", f"bayar-{slug}"
        self._delivery_typed = typed.get(self.delivery_name, "")
        self._payment_typed = typed.get(self.payment_name, "")

    @cached_property
    def options(self) -> list[DeliveryOption]:
        items = [
            Item(line.variant, line.quantity) for line in self.group.lines if line.is_orderable
        ]
        return delivery_options(facility=self.group.facility, items=items, regency=self.regency)

    @cached_property
    def option(self) -> DeliveryOption | None:
        """The chosen way; once the address is known, the cheapest that brings the goods there."""
        for option in self.options:
            if option.method == self._delivery_typed:
                return option
        if self._delivery_typed or self.regency is None:
            return None
        # A cost still to be named is never taken for the cheapest.
        return min(self._brought, key=lambda o: (o.cost is None, o.cost or 0), default=None)

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

    def fields(self) -> dict[str, forms.Field]:
        """Free text fields: errors() judges them against what is offered."""
        labels = {
            self.delivery_name: f"pengiriman dari {self.group.facility}",
            self.payment_name: f"cara bayar ke {self.group.facility}",
        }
        return {
            name: forms.CharField(label=label, required=False, max_length=20)
            for name, label in labels.items()
        }

    def errors(self) -> dict[str, str]:
        """Field name -> message, for choices missing or not offered."""
        errors = {}
        if self.option is None or self._delivery_typed != self.option.method:
            errors[self.delivery_name] = CHOOSE_DELIVERY
        if not self.payment_ways:
            errors[self.payment_name] = "UPT ini belum dapat menerima pembayaran untuk pilihan ini."
        elif self._payment_typed != self.payment:
            errors[self.payment_name] = NOT_FOR_THIS if self._payment_typed else CHOOSE_PAYMENT
        return errors

    def choice(self) -> FacilityChoice:
        return FacilityChoice(method=self.option.method, payment_method=self.payment)

"""Who buys what: the orders of a year, made up with dice that fall the same way each time."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from catalog.models import Product, Publication, Variant
from facilities.models import Facility, Regency
from orders.deadlines import is_fresh
from orders.models import Payment, Shipment, ShippingRate
from orders.models.orders import BuyerKind, Channel
from orders.shipping import zone_between

from .plans import Contact, Line, Plan
from .season import LEBARAN_CATEGORIES, is_before_lebaran, is_fair, moments_of_a_year

ORDERS = 2_000
# Facilities with more to see on their desk and in the reports.
BUSY = {"LPS-AMB": 5.0, "LPP-AMB": 3.0, "LPP-PKY": 4.0, "LPP-TNG": 3.0, "RTN-AMB": 2.0}
CHANNELS = (
    (Channel.SITE, 52),
    (Channel.GALLERY, 26),
    (Channel.WHATSAPP, 10),
    (Channel.E_CATALOGUE, 4),
    (Channel.MARKETPLACE, 8),
)
ENDINGS = (("completed", 90), ("cancelled", 4), ("expired", 4), ("refunded", 2))
OFFICES = (
    "Dinas Pendidikan", "Dinas Sosial", "Dinas Koperasi dan UMKM", "Sekretariat Daerah",
    "Dinas Pariwisata", "Dinas Kesehatan",
)  # fmt: skip
FOR_OFFICES = frozenset(["mebel-kayu", "mebel-logam", "suvenir", "bahan-bangunan", "batik"])
LARGEST_BILL = 15_000_000


class Shoppers:
    """Makes up orders from the goods and places of the demo."""

    def __init__(self, *, at: datetime, seed: int = 2026):
        self.at, self.dice = at, random.Random(seed)
        self.goods = _goods()
        self.facilities = {
            facility.pk: facility
            for facility in Facility.objects.select_related("regency__province", "payment_setup")
        }
        regencies = list(Regency.objects.select_related("province").order_by("code"))
        self.near = defaultdict(list)
        for regency in regencies:
            self.near[regency.province_id].append(regency)
        self.regencies = regencies
        self.local_rates = set(
            ShippingRate.objects.filter(service="local").values_list("facility_id", flat=True)
        )
        self.popular = {
            variant.pk: self.dice.paretovariate(1.4)
            for variants in self.goods.values()
            for variant in variants
        }
        self.keys = sorted(self.goods)
        self.weights = [
            len(self.goods[key]) * BUSY.get(self.facilities[key].code, 1.0) for key in self.keys
        ]

    def plans(self) -> Iterator[Plan]:
        """All orders of the year, in the order they were placed."""
        moments = moments_of_a_year(at=self.at, count=ORDERS, dice=self.dice)
        for number, moment in enumerate(moments, start=1):
            key = f"contoh-{number:06d}"
            first = self._plan(self._facility(), moment, key)
            if first is None:
                continue
            yield first
            # Now and then somebody buys from two facilities at once.
            if first.channel == Channel.SITE and self.dice.random() < 0.06:
                other = self._facility()
                second = other != first.facility and self._plan(other, moment, key, first.contact)
                if second:
                    yield second

    def contact(self, facility: Facility, buyer_kind: str) -> Contact:
        """A made-up recipient, more often near the facility than far."""
        dice = self.dice
        roll = dice.random()
        if roll < 0.35:
            regency = facility.regency
        elif roll < 0.65:
            regency = dice.choice(self.near[facility.regency.province_id])
        else:
            regency = dice.choice(self.regencies)
        phone = f"+62812{dice.randrange(200, 9999):08d}"
        if buyer_kind == BuyerKind.OFFICE:
            office = f"{dice.choice(OFFICES)} {regency.name}"
            return Contact("Bagian Umum", phone, regency, buyer_kind, office[:100])
        if buyer_kind == BuyerKind.PARTNER:
            return Contact("Bagian Pembelian Mitra Contoh", phone, regency, buyer_kind, "")
        return Contact("Pembeli Contoh", phone, regency, buyer_kind, "")

    def _facility(self) -> Facility:
        return self.facilities[self.dice.choices(self.keys, self.weights)[0]]

    def _plan(self, facility, moment, key, contact=None) -> Plan | None:
        dice = self.dice
        channel = Channel.SITE if contact else self._channel(moment)
        counter = channel in (Channel.GALLERY, Channel.EXHIBITION)
        goods = [
            variant
            for variant in self.goods[facility.pk]
            if variant.product.published_at < moment and (not counter or _is_on_the_shelf(variant))
        ]
        if not goods:
            return None
        kind = contact.buyer_kind if contact else self._buyer_kind(channel, goods)
        lines = self._lines(goods, kind, moment, counter)
        contact = None if counter else contact or self.contact(facility, kind)
        plan = Plan(
            facility=facility,
            channel=channel,
            buyer_kind=kind,
            contact=contact,
            lines=lines,
            placed_at=moment,
            checkout_key="" if counter else key,
        )
        if counter:
            plan.payment_method = Payment.Method.CASH
            return plan
        plan.method = self.method_for(facility, lines, contact.regency)
        if plan.method == Shipment.Method.PICKUP and dice.random() < 0.5:
            plan.payment_method = Payment.Method.PAY_AT_PICKUP
        names, weights = zip(*ENDINGS, strict=True)
        plan.ending = dice.choices(names, weights)[0]
        if plan.payment_method == Payment.Method.PAY_AT_PICKUP and plan.ending == "refunded":
            plan.ending = "completed"
        return plan

    def method_for(self, facility, lines, regency) -> str:
        """How these goods get there, as orders/shipping/ would offer it."""
        kinds = {line.variant.product.fulfilment for line in lines}
        is_near = zone_between(facility, regency) == "same_regency"
        if Product.Fulfilment.LOCAL in kinds:
            has_rate = is_near and facility.pk in self.local_rates
            return Shipment.Method.LOCAL if has_rate and self.dice.random() < 0.5 else (
                Shipment.Method.PICKUP
            )  # fmt: skip
        if is_near and self.dice.random() < 0.6:
            return Shipment.Method.PICKUP
        return (
            Shipment.Method.CARGO if Product.Fulfilment.CARGO in kinds else Shipment.Method.COURIER
        )

    def _channel(self, moment):
        if is_fair(moment.date()) and self.dice.random() < 0.4:
            return Channel.EXHIBITION
        names, weights = zip(*CHANNELS, strict=True)
        return self.dice.choices(names, weights)[0]

    def _buyer_kind(self, channel, goods):
        if channel == Channel.E_CATALOGUE:
            return BuyerKind.OFFICE
        if channel in (Channel.MARKETPLACE, Channel.EXHIBITION):
            return BuyerKind.PERSON
        roll = self.dice.random()
        if roll < 0.03:
            return BuyerKind.PARTNER
        share = 0.2 if any(v.product.category.slug in FOR_OFFICES for v in goods) else 0.08
        return BuyerKind.OFFICE if roll < 0.03 + share else BuyerKind.PERSON

    def _lines(self, goods, kind, moment, counter):
        """One to three goods that travel alike, at a bill that a group can make."""
        dice = self.dice
        feast = is_before_lebaran(moment.date())
        weights = [
            self.popular[variant.pk]
            * (2.5 if feast and variant.product.category.slug in LEBARAN_CATEGORIES else 1)
            / (1 + variant.price / 600_000)
            for variant in goods
        ]
        first = dice.choices(goods, weights)[0]
        chosen = {first.pk: first}
        for _ in range(dice.choice((0, 0, 0, 1, 1, 2))):
            other = dice.choices(goods, weights)[0]
            if other.product.fulfilment == first.product.fulfilment:
                chosen[other.pk] = other
        return [
            Line(variant, self._quantity(variant, kind), variant.made_to_order and not counter)
            for variant in chosen.values()
        ]

    def _quantity(self, variant, kind):
        dice = self.dice
        many = variant.min_quantity >= 50
        steps = dice.choice((1, 1, 2, 3)) if many else dice.choice((1, 1, 1, 2, 2, 3))
        if kind != BuyerKind.PERSON and not many and variant.price < 400_000:
            steps = dice.randint(5, 25)
        quantity = variant.min_quantity * steps
        return max(variant.min_quantity, min(quantity, LARGEST_BILL // variant.price))


def _goods() -> dict[int, list[Variant]]:
    """What each facility sells, by facility id."""
    goods = defaultdict(list)
    variants = Variant.objects.filter(
        is_active=True, product__status=Publication.LIVE
    ).select_related(
        "product__category",
        "product__facility",
        "product__producer_group",
        "product__food_label",
    )
    for variant in variants.order_by("pk"):
        goods[variant.product.facility_id].append(variant)
    return dict(goods)


def _is_on_the_shelf(variant: Variant) -> bool:
    """What a gallery has lying there: no furniture, no bricks, nothing made only when ordered."""
    return (
        variant.product.fulfilment == Product.Fulfilment.COURIER
        and not variant.made_to_order
        and not is_fresh(variant.product)
    )

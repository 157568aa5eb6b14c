"""The copy of every fact a paper may print, taken at the moment of its issue."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from catalog.templatetags.links import phone
from facilities.models import Facility
from orders.models import Document, Order, OrderLine, Receipt
from orders.models.orders import BuyerKind

# An offer that nothing else limits. Source: docs/rules/documents.md.
OFFER_DAYS = timedelta(days=14)
LAYOUT = 1


def facts_of(
    order: Order,
    *,
    lines: Iterable[OrderLine],
    receipt: Receipt | None,
    reference: str,
    check_url: str,
    at: datetime,
) -> dict:
    """Everything but the buyer, as JSON. order: with facility, checkout, payment and shipment.

    Amounts are whole rupiah, moments ISO texts in UTC. reference: the number of the office's own
    letter. check_url: where the QR code leads.
    """
    facility, payment = order.facility, order.payment
    return {
        "layout": LAYOUT,
        "zone": facility.timezone,
        "issued_at": at.isoformat(),
        "place": facility.city,
        "check_url": check_url,
        "seller": _seller(facility),
        "order": {
            "number": order.number,
            "placed_at": order.placed_at.isoformat(),
            "is_office": order.buyer_kind != BuyerKind.PERSON,
            "goods": order.goods_total,
            "shipping": order.shipping_cost,
            "code": order.unique_code,
            "total": order.total,
        },
        "lines": [_line(line) for line in lines],
        "payment": {
            "way": payment.get_method_display(),
            "is_office_way": payment.is_office_way,
            "down_payment": payment.down_payment,
            "received": payment.received_amount,
            "pay_before": payment.pay_before and payment.pay_before.isoformat(),
            "bank": payment.bank_name,
            "account": payment.account_number,
            "holder": payment.account_holder,
        },
        "delivery": _delivery(order),
        "receipt": _receipt(receipt),
        "valid_until": (payment.pay_before or at + OFFER_DAYS).isoformat(),
        "reference": reference,
        "earlier": _earlier_papers(order),
    }


def buyer_of(order: Order) -> dict:
    """The personal part: who buys and where the goods go; empty for a sale over the counter."""
    checkout = order.checkout
    if checkout is None:
        return {}
    parts = (
        checkout.street, checkout.village, checkout.district,
        str(checkout.regency or ""),
        f"{checkout.province or ''} {checkout.postal_code}".strip(),
    )  # fmt: skip
    return {
        "name": checkout.recipient,
        "office": checkout.office_name,
        "phone": phone(checkout.phone),
        "address": ", ".join(part for part in parts if part),
    }


def _seller(facility: Facility) -> dict:
    return {
        "office": str(facility.regional_office),
        "name": facility.name,
        "address": facility.address,
        "city": facility.city,
        "postal_code": facility.postal_code,
        "phone": phone(facility.phone),
        "email": facility.email,
    }


def _line(line: OrderLine) -> dict:
    return {
        "sku": line.sku,
        "name": line.name,
        "choice": line.variant_name,
        "unit": line.unit,
        "price": line.unit_price,
        "quantity": line.quantity,
        "total": line.total,
        "grams": line.weight_grams,
        "lead_days": line.lead_time_days if line.made_to_order else 0,
    }


def _delivery(order: Order) -> dict:
    shipment = order.delivery
    if shipment is None:
        return {
            "way": "Diserahkan langsung", "is_pickup": True, "gallery": order.direct_sale.place if order.direct_sale else str(order.facility),
            "courier": "", "tracking": "",
        }  # fmt: skip
    return {
        "way": shipment.get_method_display(),
        "is_pickup": shipment.method == shipment.Method.PICKUP,
        "gallery": str(shipment.gallery or order.facility),
        "courier": shipment.courier,
        "tracking": shipment.tracking_number,
    }


def _receipt(receipt: Receipt | None) -> dict | None:
    if receipt is None:
        return None
    earlier = receipt.payment.receipts.filter(pk__lt=receipt.pk)
    return {
        "amount": receipt.amount,
        "before": sum(earlier.values_list("amount", flat=True)),
        "received_at": receipt.received_at.isoformat(),
    }


def _earlier_papers(order: Order) -> dict:
    """Number and moment of the valid papers a later one refers to."""
    kinds = (Document.Kind.PENAWARAN, Document.Kind.SURAT_PESANAN)
    papers = order.documents.valid().filter(kind__in=kinds)
    return {p.kind: {"number": p.number, "at": p.issued_at.isoformat()} for p in papers}

"""What the shopper's order pages show, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from catalog.models import ProductPhoto

from . import pickup_codes
from .forms import ProofForm
from .gateways.panel import GatewayPanel, gateway_panel_of
from .links import order_token
from .models import (
    Document,
    GatewayAttempt,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    PaymentProof,
    Refund,
)
from .payments.qris import QrisCode, code_of
from .progress import Mark, marks_of
from .proof_files import name_of
from .qr_pictures import svg
from .return_pages import DETAILS as RETURN_DETAILS
from .return_pages import ReturnPanel, return_panel_of
from .shipping import tracking_address
from .states import objection_to, steps_for

# After this the link shows the status only: an old mail must not open a name and address.
SHOWS_CONTACT_FOR = timedelta(days=90)


@dataclass
class OrderPanel:
    """One order as its shopper sees it now.

    proof_form: None when no proof is wanted; qris: the code to pay with, None for other ways;
    tracking: where the parcel can be followed, or "".
    """

    order: Order
    token: str
    marks: list[Mark]
    is_recent: bool
    can_cancel: bool
    proof_form: ProofForm | None
    proof: PaymentProof | None
    returning: ReturnPanel
    qris: QrisCode | None = None
    tracking: str = ""
    gateway: GatewayPanel | None = None

    @property
    def pays_now(self) -> bool:
        """Whether the money that is due is awaited now, and not only once the goods are there."""
        payment = self.order.payment
        is_later = payment.is_later or payment.state == Payment.State.PARTLY_PAID
        return not is_later or self.order.state == Order.State.COMPLETED

    @property
    def refunds(self) -> list[Refund]:
        """What goes back and what has gone, the oldest first."""
        return list(self.order.refunds.all())

    @property
    def is_pickup(self) -> bool:
        """Whether the goods wait to be fetched; never for what was sold on the spot."""
        return self.order.delivery is not None and self.order.delivery.is_pickup

    @property
    def pickup_place(self) -> str:
        """Gallery, address and city, each said once."""
        facility, gallery = self.order.facility, self.order.shipment.gallery
        address = (gallery.address if gallery else "") or facility.address
        parts = [str(gallery or facility), address]
        if facility.city not in address:
            parts.append(facility.city)
        return ", ".join(part for part in parts if part)

    @property
    def pickup_hours(self) -> str:
        place = self.order.shipment.gallery
        return (place.opening_hours if place else "") or self.order.facility.opening_hours

    @property
    def is_ready_to_fetch(self) -> bool:
        return self.is_pickup and self.order.state == Order.State.READY_FOR_PICKUP

    @property
    def pickup_code(self) -> str:
        """What the shopper shows at the counter; empty until the goods are ready."""
        return pickup_codes.pickup_code(self.order) if self.is_ready_to_fetch else ""

    @property
    def pickup_qr(self) -> str:
        """The same as an `<svg>`: it leads the officer to the page of this hand-over."""
        return svg(pickup_codes.pickup_address(self.order))

    @property
    def pays_at_pickup(self) -> bool:
        return self.order.payment.is_at_pickup

    @property
    def rejected(self) -> PaymentProof | None:
        """The last proof, if it was turned down and nothing came after it."""
        is_rejected = self.proof and self.proof.state == PaymentProof.State.REJECTED
        return self.proof if is_rejected else None

    @property
    def proof_name(self) -> str:
        """The random name of the proof in check, empty once removed."""
        return name_of(self.proof.file_name) if self.proof and self.proof.file_name else ""


def with_details(orders):
    """Everything a panel shows: the same few queries for one order or many."""
    photos = ProductPhoto.objects.shown().order_by("position", "pk")
    lines = OrderLine.objects.select_related("variant__product").prefetch_related(
        Prefetch("variant__product__photos", photos)
    )
    return orders.select_related(
        "facility__regency", "checkout", "checkout__regency", "checkout__province",
        "payment", "shipment__gallery",
    ).prefetch_related(
        Prefetch("lines", lines),
        Prefetch("events", OrderEvent.objects.order_by("at", "pk")),
        Prefetch("documents", Document.objects.defer("facts", "buyer").order_by("pk")),
        Prefetch("payment__attempts", GatewayAttempt.objects.select_related("account")),
        Prefetch("payment__proofs", PaymentProof.objects.order_by("-uploaded_at", "-pk")),
        Prefetch("refunds", _shown_refunds()),
        RETURN_DETAILS,
    )  # fmt: skip


def _shown_refunds():
    """What goes back and what has gone; a wish that was refused is no news for the shopper."""
    rows = Refund.objects.exclude(state=Refund.State.REFUSED).order_by("requested_at", "pk")
    return rows.prefetch_related("lines__line")


def panel_of(order: Order, *, at: datetime, proof_form: ProofForm | None = None) -> OrderPanel:
    """The order as a panel. order: read by with_details; proof_form: one that came back."""
    events = list(order.events.all())
    proofs = list(order.payment.proofs.all())
    last = max((event.at for event in events), default=order.placed_at)
    return OrderPanel(
        order=order,
        token=order_token(order),
        marks=marks_of(order, events=events, lines=list(order.lines.all())),
        is_recent=at - last < SHOWS_CONTACT_FOR,
        can_cancel=any(step.name == "cancel" for step in steps_for(order)),
        proof_form=_proof_form(order, proof_form, at),
        proof=proofs[0] if proofs else None,
        qris=qris_of(order),
        returning=return_panel_of(order, at=at),
        tracking=tracking_address(order.delivery),
        gateway=gateway_panel_of(order, at=at),
    )


def qris_of(order: Order) -> QrisCode | None:
    """The code while the order waits for its money; None before, after and for other ways."""
    is_awaited = order.payment.is_awaited and order.state == Order.State.RECEIVED
    return code_of(order.payment) if is_awaited else None


def shows_contact(order: Order, *, at: datetime) -> bool:
    """Whether the order's link still opens names: not long after its last event."""
    last = order.events.order_by("-at").values_list("at", flat=True).first()
    return at - (last or order.placed_at) < SHOWS_CONTACT_FOR


def first_deadline(panels: Iterable[OrderPanel]) -> OrderPanel | None:
    """The panel that has to be paid first, None when nothing is to be paid."""
    due = [p for p in panels if _is_asked_now(p) and p.order.payment.pay_before]
    return min(due, key=lambda p: p.order.payment.pay_before, default=None)


def _is_asked_now(panel: OrderPanel) -> bool:
    at_gateway = panel.gateway and panel.gateway.can_pay and panel.order.payment.is_awaited
    return bool(at_gateway or (panel.proof_form and panel.pays_now))


def _proof_form(order: Order, came_back: ProofForm | None, at: datetime) -> ProofForm | None:
    is_wanted = order.payment.is_by_transfer and objection_to("submit_proof", order) is None
    if not is_wanted:
        return None
    return came_back or ProofForm(order=order, today=order.facility.local_day(at))

"""What the shopper's page shows about goods given back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from .models import Order, ReturnLine, ReturnRequest
from .returns import deadline_of, refusal_of

DETAILS = Prefetch(
    "returns",
    ReturnRequest.objects.select_related("refund").prefetch_related(
        Prefetch("lines", ReturnLine.objects.select_related("line").order_by("line__position")),
        "photos",
    ),
)


@dataclass(frozen=True)
class ReturnPanel:
    """Returns of one order. requests: newest first; until: when asking ends, None if open-ended."""

    requests: list[ReturnRequest]
    can_ask: bool
    until: datetime | None

    @property
    def open(self) -> ReturnRequest | None:
        return next((request for request in self.requests if request.is_open), None)


def return_panel_of(order: Order, *, at: datetime) -> ReturnPanel:
    """order: read with DETAILS, its events, lines and payment; asks the database nothing."""
    events, requests = list(order.events.all()), list(order.returns.all())
    refusal = refusal_of(order, events=events, returns=requests, lines=order.lines.all(), at=at)
    until = deadline_of(order, events=events, returns=requests)
    return ReturnPanel(requests=requests, can_ask=not refusal, until=until)

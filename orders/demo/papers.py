"""Papers of one facility: the same ones that issue themselves on the site."""

from operator import itemgetter

from facilities.models import Membership
from orders.documents import issue
from orders.documents.paper import OFFICES
from orders.models import Document, Order, Receipt

Kind = Document.Kind
# One is enough to see them: each is issued like any other, which takes its time.
FACILITY = "LPS-AMB"


def load_papers() -> int:
    """Issue kuitansi, nota and BAST of the year in the order of their days; returns how many.

    Orders and their money must be there.
    """
    acts = sorted([*_kuitansi(), *_handed_over()], key=itemgetter(0))
    for at, order, kind, receipt, by in acts:
        issue(order=order, kind=kind, by=by, at=at, receipt=receipt)
    return len(acts)


def _kuitansi():
    receipts = Receipt.objects.filter(payment__facility__code=FACILITY)
    receipts = receipts.exclude(payment__order__direct_sale__voided_at__isnull=False)
    for receipt in receipts.select_related("payment__order").order_by("received_at", "pk"):
        yield receipt.received_at, receipt.payment.order, Kind.KUITANSI, receipt, None


def _handed_over():
    managers = {
        role.facility_id: role.user
        for role in Membership.objects.filter(role="facility_manager").select_related("user")
    }
    orders = Order.objects.filter(facility__code=FACILITY, state=Order.State.COMPLETED)
    for order in orders.order_by("updated_at", "pk"):
        yield order.updated_at, order, Kind.NOTA, None, None
        if order.buyer_kind in OFFICES:
            yield order.updated_at, order, Kind.BAST, None, managers.get(order.facility_id)

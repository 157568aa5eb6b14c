"""What waits for an officer: the tasks of the order desk, and how many of each there are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from facilities.access import scope_of
from orders.models import GatewayAttempt, Order, Payment, Refund, Shipment
from orders.states.table import DESK, MONEY

S, P = Order.State, Payment.State
PICKUP = Shipment.Method.PICKUP
# Goods to be paid in the gallery are packed before the money is there.
READY_TO_PACK = Q(payment__state__in=[P.PAID, P.PARTLY_PAID]) | Q(
    payment__state=P.AWAITING, payment__method__in=Payment.LATER_METHODS
)

# The rest is awaited before anything is packed; such an order never expires.
PART_CAME = Q(
    ~Q(payment__method__in=Payment.LATER_METHODS),
    state=S.RECEIVED,
    payment__state=P.AWAITING,
    payment__received_amount__gt=0,
)
WAITING_REFUNDS = Refund.objects.filter(order=OuterRef("pk"), state=Refund.State.REQUESTED)


@dataclass(frozen=True)
class Task:
    """One kind of waiting work. condition: on Order; label: as a filter says it; note: why.

    who: the roles that do it, on whose first page it stands; others find it in the list's filter.
    """

    name: str
    label: str
    note: str
    condition: Q
    who: frozenset[str]

    def is_for(self, user) -> bool:
        """Whether this is work of the person, somewhere."""
        scope = scope_of(user)
        return scope.everything or any(role in self.who for role, _ in scope.roles)


TASKS = (
    Task(
        "bukti",
        "Periksa bukti transfer",
        "Cocokkan dengan mutasi rekening",
        Q(PART_CAME | Q(payment__state=P.REVIEW), ~Q(payment__method__in=Payment.GATEWAY_METHODS)),
        MONEY,
    ),
    Task(
        "penyedia",
        "Putuskan uang dari penyedia",
        "Terlambat, kurang, lebih, atau ditarik kembali",
        Q(payment__state=P.REVIEW, payment__method__in=Payment.GATEWAY_METHODS)
        | Exists(
            GatewayAttempt.objects.to_decide()
            .exclude(attention__in=GatewayAttempt.DECIDED_WITH_ORDER)
            .filter(payment__order=OuterRef("pk"))
        ),
        MONEY,
    ),
    Task(
        "ongkir",
        "Pastikan ongkos kirim",
        "Pembeli menunggu angka kargo",
        Q(state=S.AWAITING_QUOTE),
        DESK,
    ),
    Task(
        "kemas",
        "Kerjakan dan kemas",
        "Sudah dibayar, atau dibayar belakangan",
        Q(state__in=[S.RECEIVED, S.IN_PRODUCTION]) & READY_TO_PACK,
        DESK,
    ),
    Task(
        "serahkan",
        "Serahkan kepada pembeli",
        "Siap diambil di galeri",
        Q(state=S.READY_FOR_PICKUP),
        DESK | MONEY,
    ),
    Task(
        "pengantar",
        "Terima uang dari pengantar",
        "Barang diantar, dibayar di tempat",
        Q(state=S.SHIPPED, payment__state=P.AWAITING, payment__method=Payment.Method.COD),
        MONEY,
    ),
    Task(
        "tagih",
        "Tagih instansi",
        "Barang sudah diserahkan, belum lunas",
        Q(state=S.COMPLETED, payment__state__in=[P.AWAITING, P.PARTLY_PAID]),
        DESK | MONEY,
    ),
    Task(
        "dana",
        "Kembalikan dana",
        "Diminta petugas, menunggu petugas kedua",
        Q(payment__state=P.REFUND_PENDING) | Q(Exists(WAITING_REFUNDS)),
        MONEY,
    ),
    Task(
        "lebih",
        "Kembalikan uang yang lebih",
        "Yang masuk lebih banyak daripada total pesanan",
        Q(
            payment__state=P.PAID,
            payment__received_amount__gt=F("payment__amount") + F("payment__refunded_amount"),
        ),
        DESK | MONEY,
    ),
)


def waiting(user) -> dict[str, int]:
    """How many visible orders wait for each task, by its name. One query."""
    counts = {task.name: Count("pk", filter=task.condition) for task in TASKS}
    return Order.objects.visible_to(user).aggregate(**counts)


def is_late(order: Order, at: datetime) -> bool:
    """Whether an order that is not paid in full has passed its deadline."""
    payment = order.payment
    is_owed = payment.state in (P.AWAITING, P.PARTLY_PAID)
    return is_owed and bool(payment.pay_before) and payment.pay_before < at

"""What waits for an officer: the tasks of the order desk, and how many of each there are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from orders.models import GatewayAttempt, Order, Payment, Refund, Shipment

S, P = Order.State, Payment.State
PICKUP = Shipment.Method.PICKUP
# Goods to be paid in the gallery are packed before the money is there.
READY_TO_PACK = Q(payment__state__in=[P.PAID, P.PARTLY_PAID]) | Q(
    payment__state=P.AWAITING, payment__method__in=Payment.LATER_METHODS
)

WAITING_REFUNDS = Refund.objects.filter(order=OuterRef("pk"), state=Refund.State.REQUESTED)


@dataclass(frozen=True)
class Task:
    """One kind of waiting work. condition: on Order; label: as a filter says it; note: why."""

    name: str
    label: str
    note: str
    condition: Q


TASKS = (
    Task(
        "bukti",
        "Periksa bukti transfer",
        "Cocokkan dengan mutasi rekening",
        Q(payment__state=P.REVIEW) & ~Q(payment__method__in=Payment.GATEWAY_METHODS),
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
    ),
    Task(
        "ongkir", "Pastikan ongkos kirim", "Pembeli menunggu angka kargo", Q(state=S.AWAITING_QUOTE)
    ),
    Task(
        "kemas",
        "Kerjakan dan kemas",
        "Sudah dibayar, atau dibayar belakangan",
        Q(state__in=[S.RECEIVED, S.IN_PRODUCTION]) & READY_TO_PACK,
    ),
    Task(
        "serahkan", "Serahkan kepada pembeli", "Siap diambil di galeri", Q(state=S.READY_FOR_PICKUP)
    ),
    Task(
        "pengantar",
        "Terima uang dari pengantar",
        "Barang diantar, dibayar di tempat",
        Q(state=S.SHIPPED, payment__state=P.AWAITING, payment__method=Payment.Method.COD),
    ),
    Task(
        "tagih",
        "Tagih instansi",
        "Barang sudah diserahkan, belum lunas",
        Q(state=S.COMPLETED, payment__state__in=[P.AWAITING, P.PARTLY_PAID]),
    ),
    Task(
        "dana",
        "Kembalikan dana",
        "Diminta petugas, menunggu petugas kedua",
        Q(payment__state=P.REFUND_PENDING) | Q(Exists(WAITING_REFUNDS)),
    ),
    Task(
        "lebih",
        "Kembalikan uang yang lebih",
        "Yang masuk lebih banyak daripada total pesanan",
        Q(
            payment__state=P.PAID,
            payment__received_amount__gt=F("payment__amount") + F("payment__refunded_amount"),
        ),
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

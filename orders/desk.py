"""The tasks of the order desk: what waits for an officer, since when, and from when it is late.

Source of the hours and days: docs/rules/desk.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.utils import timezone

from facilities.access import scope_of
from orders.models import (
    GatewayAttempt,
    Order,
    OrderLine,
    Payment,
    PaymentProof,
    Refund,
    Shipment,
)
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


# Since when it waits, where that is not simply when anything of the order last changed.
CHECKED = PaymentProof.objects.filter(
    payment__order=OuterRef("pk"), state=PaymentProof.State.CHECKING
)
PROOF_CAME = Coalesce(Subquery(CHECKED.values("uploaded_at")[:1]), F("updated_at"))
MAY_BE_PACKED = Coalesce(F("payment__paid_at"), F("placed_at"))
REFUND_ASKED = Coalesce(Subquery(WAITING_REFUNDS.values("requested_at")[:1]), F("updated_at"))
# Goods that are made when ordered have a day of their own.
MADE = OrderLine.objects.filter(order=OuterRef("pk"), made_to_order=True)
# What is due next, as Payment.amount_due says it of one row.
OWED = F("payment__amount") - F("payment__received_amount")
DUE = Case(
    When(
        payment__down_payment__gt=F("payment__received_amount"),
        then=F("payment__down_payment") - F("payment__received_amount"),
    ),
    When(payment__amount__gt=F("payment__received_amount"), then=OWED),
    default=Value(0),
    output_field=BigIntegerField(),
)


@dataclass(frozen=True)
class Task:
    """One kind of waiting work. condition: on its model; label: as a filter says it; note: why.

    who: the roles that do it, on whose first page it stands; others find it in the list's filter.
    since: expression of the moment it began to wait; within: how long it may wait, None for ever;
    late: condition instead of within, from a moment; amount: expression of the rupiah it is about.
    """

    name: str
    label: str
    note: str
    condition: Q
    who: frozenset[str]
    since: object = F("updated_at")
    within: timedelta | None = None
    late: Callable[[datetime], Q] | None = None
    amount: object = None

    def is_late(self, at: datetime) -> Q | None:
        """Condition of the rows that wait too long; None where nothing is ever late."""
        if self.late:
            return self.late(at)
        return Q(LessThan(self.since, at - self.within)) if self.within else None

    def is_for(self, user, facility=None) -> bool:
        """Whether this is work of the person, there or (without a facility) somewhere."""
        scope = scope_of(user)
        if facility is not None:
            return scope.has_role(facility.pk, *self.who)
        return scope.everything or any(role in self.who for role, _ in scope.roles)


PACK_WITHIN = timedelta(days=2)


def _packed_late(at: datetime) -> Q:
    """Two days after the money was there; goods made when ordered from the day they were named."""
    waits_long = Q(LessThan(MAY_BE_PACKED, at - PACK_WITHIN)) & ~Q(Exists(MADE))
    return waits_long | Q(Exists(MADE.filter(ready_on__lt=timezone.localdate(at))))


def _billed_late(at: datetime) -> Q:
    return Q(payment__pay_before__lt=at)


TASKS = (
    Task(
        "bukti",
        "Periksa bukti transfer",
        "Cocokkan dengan mutasi rekening",
        Q(PART_CAME | Q(payment__state=P.REVIEW), ~Q(payment__method__in=Payment.GATEWAY_METHODS)),
        MONEY,
        since=PROOF_CAME,
        within=timedelta(hours=6),
        amount=DUE,
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
        within=timedelta(days=1),
    ),
    Task(
        "ongkir",
        "Pastikan ongkos kirim",
        "Pembeli menunggu angka kargo",
        Q(state=S.AWAITING_QUOTE),
        DESK,
        since=F("placed_at"),
        within=timedelta(days=1),
    ),
    Task(
        "kemas",
        "Kerjakan dan kemas",
        "Sudah dibayar, atau dibayar belakangan",
        Q(state__in=[S.RECEIVED, S.IN_PRODUCTION]) & READY_TO_PACK,
        DESK,
        since=MAY_BE_PACKED,
        late=_packed_late,
    ),
    Task(
        "serahkan",
        "Serahkan kepada pembeli",
        "Siap diambil di galeri",
        Q(state=S.READY_FOR_PICKUP),
        DESK | MONEY,
        within=timedelta(days=7),
    ),
    Task(
        "pengantar",
        "Terima uang dari pengantar",
        "Barang diantar, dibayar di tempat",
        Q(state=S.SHIPPED, payment__state=P.AWAITING, payment__method=Payment.Method.COD),
        MONEY,
        since=Coalesce(F("shipment__shipped_at"), F("updated_at")),
        within=timedelta(days=3),
        amount=DUE,
    ),
    Task(
        "tagih",
        "Tagih instansi",
        "Barang sudah diserahkan, belum lunas",
        Q(state=S.COMPLETED, payment__state__in=[P.AWAITING, P.PARTLY_PAID]),
        DESK | MONEY,
        late=_billed_late,
        amount=DUE,
    ),
    Task(
        "dana",
        "Kembalikan dana",
        "Diminta petugas, menunggu petugas kedua",
        Q(payment__state=P.REFUND_PENDING) | Q(Exists(WAITING_REFUNDS)),
        MONEY,
        since=REFUND_ASKED,
        within=timedelta(days=3),
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
        within=timedelta(days=7),
    ),
)


WAITS_SINCE = Case(
    *[When(task.condition, then=task.since) for task in TASKS], output_field=DateTimeField()
)
LONGEST_WAITING = WAITS_SINCE.asc(nulls_last=True)


def with_waiting(orders: QuerySet, *, at: datetime) -> QuerySet:
    """The orders with what they wait for, for a list that says it of each row.

    task_name: a Task's, "" when nobody has to act; waits_since: since when; is_overdue: whether
    that is too long.
    """
    late = [When(task.condition & task.is_late(at), then=Value(True)) for task in TASKS]
    return orders.annotate(
        task_name=Case(
            *[When(task.condition, then=Value(task.name)) for task in TASKS],
            default=Value(""),
            output_field=CharField(),
        ),
        waits_since=WAITS_SINCE,
        is_overdue=Case(*late, default=Value(False), output_field=BooleanField()),
    )


def is_late(order: Order, at: datetime) -> bool:
    """Whether an order that is not paid in full has passed its deadline."""
    payment = order.payment
    is_owed = payment.state in (P.AWAITING, P.PARTLY_PAID)
    return is_owed and bool(payment.pay_before) and payment.pay_before < at

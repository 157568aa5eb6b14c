"""A bank statement for the desks one tries first: certain, doubtful and unknown rows to decide."""

from datetime import datetime

from facilities.models import Facility, Membership, User
from orders import statements
from orders.models import Payment

from .desk import DESKS

SENDERS = ("CONTOH PENGIRIM SATU", "CONTOH PENGIRIM DUA", "CONTOH PENGIRIM TIGA")
HEADER = "Tanggal;Keterangan;Debet;Kredit;Saldo"
BEFORE = 5_000_000  # rupiah on the account before the first row


def load_statements(*, at: datetime) -> int:
    """Take in one made-up file for each desk with a treasurer; returns how many rows came in."""
    found = 0
    for facility in Facility.objects.filter(code__in=DESKS).exclude(bank_account_number=""):
        treasurer = User.objects.filter(
            memberships__facility=facility, memberships__role=Membership.Role.TREASURER,
            memberships__is_active=True,
        ).first()  # fmt: skip
        if treasurer is not None:
            found += _take_in(facility, treasurer, at)
    return found


def _take_in(facility: Facility, treasurer: User, at: datetime) -> int:
    today = facility.local_day(at)
    statement = statements.take_in(
        facility=facility, bank_name=facility.bank_name,
        account_number=facility.bank_account_number, file_name="mutasi-contoh.csv",
        data=_file(facility, today), by=treasurer, at=at,
    )  # fmt: skip
    layout = statements.suggested(statement, today=today)[1]
    statements.confirm_layout(statement=statement, layout=layout, by=treasurer, at=at)
    return statement.lines.count()


def _file(facility: Facility, today) -> bytes:
    """What shoppers of open orders would have sent by now: two exactly, one without its code."""
    waiting = Payment.objects.filter(
        facility=facility, state__in=Payment.OPEN_STATES, unique_code__gt=0,
        account_number=facility.bank_account_number, order__state="received",
    ).order_by("pk")[:3]  # fmt: skip
    rows = [(payment.amount, SENDERS[place]) for place, payment in enumerate(waiting)]
    if len(rows) == len(SENDERS):
        rows[-1] = (waiting[2].amount - waiting[2].unique_code, SENDERS[-1])
    rows = [(amount, f"TRSF E-BANKING CR {sender}") for amount, sender in rows]
    balance, lines = BEFORE, [HEADER]
    for amount, text in [*rows, (12_750, "BUNGA JASA GIRO")]:
        balance += amount
        lines.append(f"{today:%d/%m/%Y};{text};;{amount};{balance}")
    lines.append(f"{today:%d/%m/%Y};BIAYA ADMINISTRASI;10000;;{balance - 10_000}")
    return "\n".join(lines).encode()

"""What a stranger with a paper in hand may learn: whether it is genuine, and no name at all."""

from dataclasses import dataclass
from datetime import datetime

from catalog.dates import tanggal, tanggal_waktu
from orders.models import Document
from orders.numbers import ALPHABET, MISREAD

from .content import Content
from .issuing import CODE_LENGTH
from .paper import ENDED
from .rendering import code_in_groups

Kind = Document.Kind


@dataclass(frozen=True)
class Finding:
    """A genuine paper, as it may be told. remark: what has become of the matter since."""

    code: str
    kind: str
    number: str
    facility: str
    issued_on: str
    amount: int | None
    voided_on: str
    remark: str


def normalise_code(text: str) -> str:
    """What was typed, as it is stored: `7f3k-9qwd 2mxa` -> `7F3K9QWD2MXA`; "" for no code at all."""
    code = "".join(character for character in text.upper() if character.isalnum())
    code = code.translate(MISREAD)
    is_code = len(code) == CODE_LENGTH and all(character in ALPHABET for character in code)
    return code if is_code else ""


def find(code: str, *, at: datetime) -> Finding | None:
    """The paper with this code; None when there is none."""
    rows = Document.objects.select_related("facility", "order__payment")
    document = rows.filter(code=code).first()
    if document is None:
        return None
    zone = document.facility.zone
    return Finding(
        code=code_in_groups(document.code),
        kind=Kind(document.kind).label,
        number=document.number,
        facility=document.facts["seller"]["name"],
        issued_on=tanggal(document.issued_at, zone),
        amount=document.amount,
        voided_on=tanggal(document.voided_at, zone) if document.voided_at else "",
        remark=_remark(document, at),
    )


def _remark(document: Document, at: datetime) -> str:
    if document.is_void:
        return ""
    asks = document.kind in (Kind.TAGIHAN, Kind.PENAWARAN, Kind.SURAT_PESANAN)
    if asks and document.order.state in ENDED:
        return "Pesanannya sudah berakhir: jangan membayar atau mengirim berdasarkan surat ini."
    if document.kind == Kind.TAGIHAN:
        if document.order.payment.received_amount >= document.order.total:
            return "Tagihan ini sudah lunas."
        return "Tagihan ini belum lunas."
    if document.kind == Kind.PENAWARAN:
        until = datetime.fromisoformat(document.facts["valid_until"])
        text = tanggal_waktu(until, Content(document).zone)
        if until < at:
            return f"Masa berlakunya lewat sejak {text}."
        return f"Berlaku sampai {text}."
    return ""

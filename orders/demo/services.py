"""A service desk in use: wishes at every step, days that fill up, a priced job on its way."""

from datetime import datetime, timedelta

from catalog import service_days
from catalog.models import Service
from facilities.access import may
from facilities.models import Facility, Membership
from orders import services
from orders.models import Enquiry, Order, OrderEvent, Payment
from orders.services import Job
from orders.states import StepNotAllowed, take_step

from .desk import DESKS

# Hours before now, words, days after the first free one (None: no day), how far it has come.
WISHES = (
    (30.0, "Kecilkan pinggang 2 celana dinas, bahan tebal.", 0, "ask"),
    (3.0, "Pasang ritsleting jaket, warna hitam.", 0, "ask"),
    (1.2, "Apakah bisa jahit 30 seragam untuk bulan depan?", None, "ask"),
    (28.0, "Kemeja batik 3 potong, kain dari saya.", 1, "confirm"),
    (52.0, "Gorden 4 lembar, ukuran menyusul.", 1, "confirm"),
    (74.0, "Tas sobek di bagian tali.", None, "take_in"),
    (76.0, "Permak gaun pesta, kecilkan bahu.", None, "price"),
    (98.0, "Potong 2 celana kain.", None, "hand_over"),
    (60.0, "Bordir logo di 200 topi, selesai besok.", None, "decline"),
)
ANSWERS = {
    "confirm": "Kami tunggu. Bawa bahannya bila ada.",
    "decline": "Mohon maaf, 200 topi tidak selesai besok. Kami sanggup dalam tiga minggu.",
}
JOBS = {
    "price": [Job("Kecilkan bahu dan sisi", 1, 45_000), Job("Ganti ritsleting", 1, 25_000)],
    "hand_over": [Job("Potong dan kelim celana", 2, 15_000)],
}


def load_enquiries(*, at: datetime) -> int:
    """Let each desk's sewing (or first) service be asked for, through the site's own functions.

    Returns how many enquiries were made. Does nothing where some are there already.
    """
    count = 0
    for code in DESKS:
        facility = Facility.objects.filter(code=code).first()
        services_there = Service.objects.public().filter(facility=facility, places_per_day__gt=0)
        service = services_there.order_by("-drop_off", "pk").first() if facility else None
        officer = _officer(facility) if facility else None
        if service and officer and not Enquiry.objects.filter(service=service).exists():
            count += _load(service, officer, at)
    return count


def _officer(facility: Facility):
    roles = Membership.objects.filter(facility=facility, is_active=True).select_related("user")
    return next((r.user for r in roles if may(r.user, "price", "enquiry", facility)), None)


def _load(service: Service, officer, at: datetime) -> int:
    for number, (hours, words, days, until) in enumerate(WISHES, start=1):
        asked_at = at - timedelta(hours=hours)
        free = service_days.open_days(service, at=asked_at)
        enquiry = services.ask(
            key=f"contoh-jasa-{service.pk}-{number}".ljust(43, "-"), service=service,
            name=f"Pemesan Contoh {number}", phone=f"+62812000{number:05d}",
            message=words, day=None if days is None else free[days][0], at=asked_at,
        )  # fmt: skip
        _bring(enquiry, until, officer, at - timedelta(hours=hours / 2), at)
    return len(WISHES)


def _bring(enquiry: Enquiry, until: str, officer, then: datetime, at: datetime) -> None:
    common = {"enquiry": enquiry, "by": officer, "at": then}
    if until == "decline":
        services.decline(answer=ANSWERS[until], **common)
    elif until == "confirm":
        guard = enquiry.service.guard_needed
        services.confirm(answer=ANSWERS[until], guard_arranged=guard, **common)
    elif until != "ask":
        if enquiry.service.drop_off:
            services.take_in(note="Diterima di loket.", **common)
        if until in JOBS:
            order = services.price(jobs=JOBS[until], method=Payment.Method.PAY_AT_PICKUP, **common)
            _make(order, until, officer, at)


def _make(order: Order, until: str, officer, at: datetime) -> None:
    """The order goes on: in work, or done, paid and fetched."""
    steps = ["start_production"] + (["ready", "hand_over"] if until == "hand_over" else [])
    for number, step in enumerate(steps):
        at_step = at - timedelta(hours=len(steps) - number)
        taken = {"reason": "Kode ambil tidak dibawa; nomor telepon dicocokkan."}
        try:
            take_step(
                order=order, step=step, actor=OrderEvent.Actor.OFFICER, by=officer, at=at_step,
                **(taken if step == "hand_over" else {}),
            )  # fmt: skip
        except StepNotAllowed:  # its month may be closed already
            return

"""What somebody asks of a service: the enquiry, the place held on a day, what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from phonenumber_field.modelfields import PhoneNumberField

from catalog.models import Service, ServiceDay
from facilities.access import ScopedQuerySet
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet
from facilities.models import Facility

from .orders import Order


class EnquiryQuerySet(ScopedQuerySet):
    """Kanwil and Ditjenpas never see enquiries: they carry contact data."""

    def open(self):
        """Those that still wait for somebody; a priced one goes on as its order."""
        return self.filter(state__in=Enquiry.OPEN_STATES)


class Enquiry(models.Model):
    """One wish about one service, with the contact typed for it and the state it has reached.

    key makes a second press return the first result. Contact and free words are masked after the
    retention period, or when asked for; what was done when stays.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Menunggu jawaban"
        ANSWERED = "answered", "Dijawab"
        CONFIRMED = "confirmed", "Janji dipastikan"
        LEFT = "left", "Barang dititip"
        READY = "ready", "Siap diambil"
        ORDERED = "ordered", "Menjadi pesanan"
        DONE = "done", "Selesai"
        DECLINED = "declined", "Ditolak"
        WITHDRAWN = "withdrawn", "Dibatalkan pemesan"
        MISSED = "missed", "Tidak datang"
        LAPSED = "lapsed", "Lewat tanpa jawaban"

    OPEN_STATES = (State.ASKED, State.ANSWERED, State.CONFIRMED, State.LEFT, State.READY)

    class Source(models.TextChoices):
        SITE = "situs", "Situs"
        OFFICER = "petugas", "Dicatat petugas"

    key = models.CharField(max_length=43, unique=True)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    number = models.CharField("nomor permintaan", max_length=16, unique=True)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="enquiries", verbose_name="UPT"
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="enquiries", verbose_name="jasa"
    )
    source = models.CharField(
        "masuk lewat", max_length=10, choices=Source.choices, default=Source.SITE
    )
    name = models.CharField("nama", max_length=80)
    phone = PhoneNumberField("nomor WhatsApp", blank=True)
    email = models.EmailField("surel", blank=True)
    quantity = models.PositiveIntegerField("perkiraan jumlah", null=True, blank=True)
    wanted_on = models.DateField("dibutuhkan tanggal", null=True, blank=True)
    message = models.CharField("keterangan", max_length=1000, blank=True)
    state = models.CharField("keadaan", max_length=10, choices=State.choices, default=State.ASKED)
    answer = models.CharField("jawaban petugas", max_length=500, blank=True)
    asked_at = models.DateTimeField("masuk")
    # When the state was reached that it is in now.
    moved_at = models.DateTimeField("keadaan sejak")
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiry",
        verbose_name="pesanan",
    )  # fmt: skip

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan jasa"
        verbose_name_plural = "permintaan jasa"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["facility", "state", "asked_at"], name="enquiry_desk"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ordered", order__isnull=False)
                | (~Q(state="ordered") & Q(order__isnull=True)),
                name="enquiry_ordered_has_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["asked", "answered", "confirmed", "left", "ready"],
                    closed_at__isnull=True,
                )
                | (
                    ~Q(state__in=["asked", "answered", "confirmed", "left", "ready"])
                    & Q(closed_at__isnull=False)
                ),
                name="enquiry_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""),
                name="enquiry_declined_has_answer",
                violation_error_message="Tulis alasan penolakan.",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def place(self) -> "Booking | None":
        """The booking, also one that has ended; None for a plain enquiry. Select it beforehand."""
        return getattr(self, "booking", None)

    @property
    def can_withdraw(self) -> bool:
        """Whether who asked may still think better of it: nothing lies at the facility yet."""
        return self.state in (self.State.ASKED, self.State.ANSWERED, self.State.CONFIRMED)


class BookingQuerySet(ScopedQuerySet):
    facility_path = "enquiry__facility"

    def held(self):
        """Those that take a place of their day."""
        return self.filter(ended_at__isnull=True)


class Booking(models.Model):
    """One place of a service on a day, held for one enquiry until the booking ends.

    ended_at: declined, withdrawn or lapsed; its place is free again. Work that was done keeps its
    place: the day has spent it.
    """

    enquiry = models.OneToOneField(
        Enquiry, on_delete=models.PROTECT, related_name="booking", verbose_name="permintaan"
    )
    day = models.ForeignKey(
        ServiceDay, on_delete=models.PROTECT, related_name="bookings", verbose_name="hari"
    )
    guard_arranged = models.BooleanField("pengawal disiapkan", default=False)
    ended_at = models.DateTimeField("dilepas", null=True, blank=True)
    reminded_at = models.DateTimeField("diingatkan", null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "janji jasa"
        verbose_name_plural = "janji jasa"
        ordering = ["day__day", "pk"]

    def __str__(self):
        return f"{self.enquiry}, {self.day}"

    @property
    def is_held(self) -> bool:
        return self.ended_at is None


class EnquiryEvent(AppendOnlyModel):
    """One thing that happened to an enquiry: what, who, when. Append-only."""

    class Actor(models.TextChoices):
        SHOPPER = "shopper", "Pemesan"
        OFFICER = "officer", "Petugas"
        SYSTEM = "system", "Sistem"

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="events")
    text = models.CharField("kejadian", max_length=120)
    note = models.CharField("catatan", max_length=500, blank=True)
    actor = models.CharField("pelaku", max_length=8, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="oleh",
    )  # fmt: skip
    at = models.DateTimeField("waktu")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "riwayat permintaan"
        verbose_name_plural = "riwayat permintaan"
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text

"""Sales made on somebody else's channel: what it calls them and what it keeps. docs/rules/channels.md."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.models import Facility

from .orders import Channel, Order

# Where the shop itself is not the seller's desk. The gallery and booths have their own till.
OUTSIDE = (Channel.MARKETPLACE, Channel.WHATSAPP, Channel.E_CATALOGUE)


class ChannelFile(models.Model):
    """A channel's list of orders. content: the table, kept until written, at most a day.

    layout: which column says what, by field; the next file with the same titles starts from it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Belum dicatat"
        WRITTEN = "written", "Tercatat"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="channel_files", verbose_name="UPT"
    )
    channel = models.CharField("kanal", max_length=10, choices=Channel.choices)
    state = models.CharField("keadaan", max_length=8, choices=State.choices, default=State.DRAFT)
    file_name = models.CharField("nama berkas", max_length=100)
    content = models.JSONField("isi berkas", default=dict, blank=True)
    titles = models.JSONField("judul kolom", default=list, blank=True)
    layout = models.JSONField("susunan kolom", default=dict, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="dikirim oleh",
    )  # fmt: skip
    sent_at = models.DateTimeField("dikirim")
    written_at = models.DateTimeField("dicatat", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas kanal"
        verbose_name_plural = "berkas kanal"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", written_at=None)
                | Q(state="written", written_at__isnull=False),
                name="channel_file_written_at_a_moment",
            )
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class ChannelSale(models.Model):
    """The order of a channel behind one of ours. fee: rupiah the channel keeps of its price.

    reference is the channel's own order number: with facility and channel it is there once, so a
    list read twice, or a sale typed after it was read, is booked once.
    """

    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, related_name="channel_sale", verbose_name="pesanan"
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="channel_sales", verbose_name="UPT"
    )
    channel = models.CharField("kanal", max_length=10, choices=Channel.choices)
    reference = models.CharField("nomor pesanan di kanal", max_length=60)
    fee = models.PositiveBigIntegerField("biaya kanal (Rp)", default=0)
    file = models.ForeignKey(
        ChannelFile, on_delete=models.PROTECT, null=True, blank=True, related_name="sales",
        verbose_name="berkas",
    )  # fmt: skip

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "penjualan di kanal lain"
        verbose_name_plural = "penjualan di kanal lain"
        ordering = ["-order__placed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "channel", "reference"],
                name="channel_sale_once",
                violation_error_message="Nomor pesanan kanal ini sudah tercatat.",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="channel_sale_is_named"),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} {self.reference}"

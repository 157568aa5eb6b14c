"""A checkout and its orders: one order = one facility = one payment = one shipment."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from phonenumber_field.modelfields import PhoneNumberField

from catalog.models import Category, Variant
from facilities.access import ScopedQuerySet
from facilities.history import AppendOnlyModel, AppendOnlyQuerySet
from facilities.models import Facility, Province, Regency

if TYPE_CHECKING:
    from .shipments import Shipment


class Channel(models.TextChoices):
    SITE = "situs", "Situs"
    GALLERY = "galeri", "Galeri"
    EXHIBITION = "pameran", "Pameran"
    WHATSAPP = "whatsapp", "WhatsApp"
    MARKETPLACE = "lokapasar", "Lokapasar"
    E_CATALOGUE = "ekatalog", "e-Katalog"


class BuyerKind(models.TextChoices):
    PERSON = "perorangan", "Perorangan"
    OFFICE = "instansi", "Instansi"
    PARTNER = "mitra", "Mitra"


class Checkout(models.Model):
    """One press of the button: the shopper's contact and address, typed once for all orders.

    form_key makes a second press return the first result; content_hash refuses the same key
    with other content. Contact fields are masked after the retention period; facts stay.
    """

    form_key = models.CharField(max_length=43, unique=True)
    content_hash = models.CharField(max_length=64)
    link_version = models.PositiveSmallIntegerField(default=1)
    number = models.CharField("nomor belanja", max_length=16, unique=True)
    recipient = models.CharField("nama penerima", max_length=80)
    phone = PhoneNumberField("nomor WhatsApp", blank=True)
    email = models.EmailField("surel", blank=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="provinsi",
    )  # fmt: skip
    regency = models.ForeignKey(
        Regency, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kabupaten atau kota",
    )  # fmt: skip
    district = models.CharField("kecamatan", max_length=60, blank=True)
    village = models.CharField("kelurahan atau desa", max_length=60, blank=True)
    street = models.CharField("alamat", max_length=200, blank=True)
    landmark = models.CharField("patokan", max_length=100, blank=True)
    postal_code = models.CharField("kode pos", max_length=5, blank=True)
    buyer_kind = models.CharField(
        "pembeli", max_length=10, choices=BuyerKind.choices, default=BuyerKind.PERSON
    )
    office_name = models.CharField("nama instansi", max_length=100, blank=True)
    note = models.CharField("catatan", max_length=300, blank=True)
    placed_at = models.DateTimeField("dipesan")

    class Meta:
        verbose_name = "belanja"
        verbose_name_plural = "belanja"

    def __str__(self):
        return self.number

    @property
    def local_address(self) -> str:
        """Street, village and district, as far as they are written."""
        return ", ".join(part for part in (self.street, self.village, self.district) if part)


# Words for the one status that is shown. Source: docs/rules/states.md.
STATUS_LABELS = {
    "awaiting_quote": "Menunggu Ongkos Kirim",
    "awaiting_payment": "Menunggu Pembayaran",
    "payment_review": "Menunggu Verifikasi",
    "received": "Diterima",
    "partly_paid": "Uang Muka Diterima",
    "paid": "Dibayar",
    "in_production": "Sedang Dikerjakan",
    "ready_for_pickup": "Siap Diambil",
    "shipped": "Dikirim",
    "completed": "Selesai",
    "cancelled": "Dibatalkan",
    "expired": "Kedaluwarsa",
    "refund_pending": "Menunggu Pengembalian Dana",
    "refunded": "Dana Dikembalikan",
}


class OrderQuerySet(ScopedQuerySet):
    """Kanwil and Ditjenpas never see orders: they carry shoppers' contact data."""


class Order(models.Model):
    """Goods of one facility. Lines, prices, shipping and total never change after placing
    (a quoted cargo cost is set once); seal is the SHA-256 over them."""

    class State(models.TextChoices):
        AWAITING_QUOTE = "awaiting_quote", "Menunggu Ongkos Kirim"
        RECEIVED = "received", "Diterima"
        IN_PRODUCTION = "in_production", "Sedang Dikerjakan"
        READY_FOR_PICKUP = "ready_for_pickup", "Siap Diambil"
        SHIPPED = "shipped", "Dikirim"
        COMPLETED = "completed", "Selesai"
        CANCELLED = "cancelled", "Dibatalkan"
        EXPIRED = "expired", "Kedaluwarsa"

    CLOSED_STATES = (State.COMPLETED, State.CANCELLED, State.EXPIRED)

    number = models.CharField("nomor pesanan", max_length=16, unique=True)
    checkout = models.ForeignKey(
        Checkout, on_delete=models.PROTECT, null=True, blank=True, related_name="orders",
        verbose_name="belanja",
    )  # fmt: skip
    # Sold on the spot: neither checkout nor shipment.
    direct_sale = models.ForeignKey(
        "orders.DirectSale", on_delete=models.PROTECT, null=True, blank=True,
        related_name="orders", verbose_name="penjualan langsung",
    )  # fmt: skip
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="orders", verbose_name="UPT"
    )
    channel = models.CharField(
        "jalur", max_length=10, choices=Channel.choices, default=Channel.SITE
    )
    buyer_kind = models.CharField(
        "pembeli", max_length=10, choices=BuyerKind.choices, default=BuyerKind.PERSON
    )
    state = models.CharField(
        "keadaan", max_length=20, choices=State.choices, default=State.RECEIVED
    )
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    goods_total = models.PositiveBigIntegerField("jumlah barang (Rp)")
    # Null while the facility still has to name the cargo cost.
    shipping_cost = models.PositiveBigIntegerField("ongkos kirim (Rp)", null=True, blank=True)
    unique_code = models.PositiveSmallIntegerField("kode unik", default=0)
    total = models.PositiveBigIntegerField(
        "total bayar (Rp)", help_text="Barang + ongkos kirim (0 selama belum ada) + kode unik."
    )
    seal = models.CharField("segel", max_length=64, editable=False)
    placed_at = models.DateTimeField("dipesan")
    updated_at = models.DateTimeField("diubah", auto_now=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "pesanan"
        verbose_name_plural = "pesanan"
        ordering = ["-placed_at", "-pk"]
        indexes = [
            models.Index(fields=["facility", "state", "-placed_at"], name="order_desk"),
            # What is under way in the whole country, among millions that are done.
            models.Index(fields=["state", "facility"], name="order_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=0), name="order_total_positive"),
            models.CheckConstraint(
                condition=Q(shipping_cost__isnull=True, total=F("goods_total") + F("unique_code"))
                | Q(
                    shipping_cost__isnull=False,
                    total=F("goods_total") + F("shipping_cost") + F("unique_code"),
                ),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(unique_code__lte=999), name="order_unique_code_three_digits"
            ),
            models.CheckConstraint(
                condition=Q(checkout__isnull=True) | Q(direct_sale__isnull=True),
                name="order_ordered_or_sold_on_the_spot",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def status_code(self) -> str:
        """The one status shown, from both axes. Source: docs/rules/states.md.

        Reads the payment: select it with the order.
        """
        state, payment = self.state, self.payment
        if payment.state in ("refund_pending", "refunded"):
            return payment.state
        is_resting = state in (self.State.RECEIVED, *self.CLOSED_STATES)
        if payment.state == "payment_review" and is_resting:
            return payment.state
        if state == self.State.COMPLETED and payment.state in ("awaiting_payment", "partly_paid"):
            return "awaiting_payment"
        if state != self.State.RECEIVED:
            return state
        if payment.state == "awaiting_payment" and payment.is_later:
            return state
        return payment.state

    @property
    def status_label(self) -> str:
        """The shown status in the words of the gallery."""
        return STATUS_LABELS[self.status_code]

    @property
    def delivery(self) -> "Shipment | None":
        """How the goods reach the buyer; None when they were sold on the spot.

        Reads the shipment: select it with the order.
        """
        return getattr(self, "shipment", None)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done by the shopper or the facility."""
        waits = ("awaiting_payment", "payment_review", "partly_paid", "refund_pending")
        return self.state not in self.CLOSED_STATES or self.payment.state in waits


class OrderLine(models.Model):
    """A copy of what was sold, at the price of that moment."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField("baris")
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="order_lines", verbose_name="varian"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", verbose_name="kategori"
    )
    sku = models.CharField("SKU", max_length=24)
    name = models.CharField("nama", max_length=80)
    variant_name = models.CharField("pilihan", max_length=60, blank=True)
    unit = models.CharField("satuan", max_length=12)
    unit_price = models.PositiveBigIntegerField("harga (Rp)")
    quantity = models.PositiveIntegerField("jumlah")
    # Pieces in a return that is open or done: a piece is never given back twice.
    returned_quantity = models.PositiveIntegerField("dikembalikan", default=0, editable=False)
    weight_grams = models.PositiveIntegerField("berat (gram)")
    # A made-to-order line holds no stock; it is received and shipped in one go when done.
    made_to_order = models.BooleanField("dibuat setelah dipesan", default=False)
    lead_time_days = models.PositiveSmallIntegerField("lama pengerjaan (hari)", default=0)
    ready_on = models.DateField("siap sekitar", null=True, blank=True)

    class Meta:
        verbose_name = "barang"
        verbose_name_plural = "barang"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="order_line_quantity_positive"
            ),
            models.CheckConstraint(condition=Q(unit_price__gt=0), name="order_line_price_positive"),
            models.CheckConstraint(
                condition=Q(returned_quantity__lte=F("quantity")),
                name="order_line_returned_within_quantity",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} {self.unit} {self.name}"

    @property
    def total(self) -> int:
        return self.unit_price * self.quantity


class OrderEvent(AppendOnlyModel):
    """One move of an order or its payment: who, when, from, to, why. Append-only."""

    class Axis(models.TextChoices):
        ORDER = "order", "Pesanan"
        PAYMENT = "payment", "Pembayaran"
        NOTE = "note", "Catatan"

    class Actor(models.TextChoices):
        SHOPPER = "shopper", "Pembeli"
        OFFICER = "officer", "Petugas"
        SYSTEM = "system", "Sistem"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    axis = models.CharField("sumbu", max_length=8, choices=Axis.choices)
    from_state = models.CharField("dari", max_length=20, blank=True)
    to_state = models.CharField("menjadi", max_length=20)
    actor = models.CharField("pelaku", max_length=8, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="oleh",
    )  # fmt: skip
    reason = models.CharField("alasan", max_length=300, blank=True)
    at = models.DateTimeField("waktu")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "riwayat"
        verbose_name_plural = "riwayat"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="order_event_newest")]

    def __str__(self):
        return f"{self.from_state} → {self.to_state}"

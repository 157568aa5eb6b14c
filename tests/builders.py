"""One small make_<model>(**fields) per model: saves a valid object and surprises nobody."""

import io
from datetime import date, timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from catalog import counts, pictures, stock, transfers
from catalog.models import (
    Category,
    Feature,
    FoodLabel,
    Product,
    ProductPhoto,
    Publication,
    Service,
    SheetImport,
    StockCount,
    StockLocation,
    Transfer,
    Variant,
)
from facilities import devices
from facilities.handing_in import last_ended
from facilities.models import (
    Agreement,
    BoothDevice,
    Facility,
    Gallery,
    Membership,
    Partner,
    ProducerGroup,
    Programme,
    Province,
    Regency,
    RegionalOffice,
    User,
    WorkforceReport,
    YearlyTarget,
)
from facilities.models.places import Zone
from orders import channels, counter, privacy, refunds, services, statements
from orders.checkout import FacilityChoice, place_checkout
from orders.gateways.accounts import save_account
from orders.models import (
    BankStatement,
    Cart,
    CartLine,
    CashierShift,
    ChannelFile,
    ChannelSale,
    Checkout,
    CourierAccount,
    DirectSale,
    Enquiry,
    GatewayAccount,
    GatewayAttempt,
    LineSplit,
    Order,
    Payment,
    PaymentEvent,
    PaymentProof,
    PaymentSetup,
    PremiPayout,
    PrivacyRequest,
    Refund,
    ReturnLine,
    ReturnRequest,
    SalesDay,
    SalesDayMark,
    Shipment,
    ShippingRate,
    SplitRule,
    StateDeposit,
    TrackingLink,
)
from orders.models.splits import PARTS
from orders.payments import submit_proof
from orders.states import take_step

_numbers = count(1)
_provinces = count(1)  # their two letters allow 360 of them


def _next() -> int:
    return next(_numbers)


def make_booth_device(*, facility, **fields) -> BoothDevice:
    """A device with a key of its own; its key is in `shown_key`."""
    at = timezone.now()
    defaults = {"name": f"Tablet {_next()}", "expires_at": at + timedelta(days=3)}
    device = BoothDevice(facility=facility, **defaults | fields)
    device.shown_key = devices.issue(
        device=device, by=make_officer("facility_head", facility), at=at
    )
    return device


def make_regional_office(**fields) -> RegionalOffice:
    n = _next()
    return RegionalOffice.objects.create(**{"name": f"Kanwil {n}", "slug": f"kanwil-{n}"} | fields)


def make_province(**fields) -> Province:
    n = next(_provinces)
    defaults = {
        # Letters first: never the code of a real province.
        "code": "ABCDEFGHJK"[n // 36 % 10] + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 36],
        "bps_code": "ABCDEFGHJK"[n // 36 % 10] + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 36],
        "name": f"Provinsi {n}",
        "short_name": f"Provinsi {n}",
        "slug": f"provinsi-{n}",
        "island_group": "Jawa",
        "timezone": Zone.WIB,
    }
    if "regional_office" not in fields:
        fields["regional_office"] = make_regional_office()
    return Province.objects.create(**defaults | fields)


def make_regency(**fields) -> Regency:
    n = _next()
    if "province" not in fields:
        fields["province"] = make_province()
    defaults = {"code": f"{n:05}"[-5:], "kind": Regency.Kind.KOTA, "name": f"Kota {n}"}
    return Regency.objects.create(**defaults | fields)


def make_facility(**fields) -> Facility:
    n = _next()
    if "regency" not in fields:
        fields["regency"] = make_regency()
    defaults = {
        "code": f"U{n}",
        "slug": f"lapas-{n}",
        "name": f"Lapas Kelas IIA Kota {n}",
        "short_name": f"Lapas {n}",
        "kind": Facility.Kind.LAPAS,
        "city": fields["regency"].name,
        "regional_office": fields["regency"].province.regional_office,
        "timezone": fields["regency"].province.timezone,
    }
    return Facility.objects.create(**defaults | fields)


def make_user(**fields) -> User:
    return User.objects.create_user(**{"username": f"petugas{_next()}"} | fields)


def make_enquiry(*, service=None, **fields) -> Enquiry:
    """A wish that waits for an answer; with day= a place of that day is held for it."""
    n = _next()
    service = service or make_service(status=Publication.LIVE)
    defaults = {
        "key": f"kunci-{n}".ljust(43, "k"), "name": "Pemesan Jasa", "phone": "+6281200000001",
        "message": "Tolong dikerjakan.", "at": timezone.now(),
    }  # fmt: skip
    return services.ask(service=service, **defaults | fields)


def make_sheet_import(**fields) -> SheetImport:
    """A draft of one row, for goods that are not there."""
    if "facility" not in fields:
        fields["facility"] = make_facility()
    if "sent_by" not in fields:
        fields["sent_by"] = make_user()
    defaults = {
        "kind": SheetImport.Kind.PRODUCTS,
        "file_name": "lembar.xlsx",
        "content": {"titles": ["SKU", "Harga"], "rows": [["X-1", "1"]], "numbers": [2]},
        "sent_at": timezone.now(),
    }
    return SheetImport.objects.create(**defaults | fields)


def make_category(**fields) -> Category:
    n = _next()
    return Category.objects.create(**{"name": f"Kategori {n}", "slug": f"kategori-{n}"} | fields)


def make_product(**fields) -> Product:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    if "category" not in fields:
        fields["category"] = make_category()
    defaults = {
        "name": f"Produk {_next()}",
        "status": Publication.LIVE,
        "published_at": timezone.now(),
    }
    return Product.objects.create(**defaults | fields)


def make_variant(**fields) -> Variant:
    if "product" not in fields:
        fields["product"] = make_product()
    n = _next()
    defaults = {"sku": f"SKU-{n}", "name": f"Pilihan {n}", "price": 75_000, "weight_grams": 500}
    return Variant.objects.create(**defaults | fields)


def make_stock_location(**fields) -> StockLocation:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    defaults = {"kind": StockLocation.Kind.GALLERY, "name": f"Galeri {_next()}"}
    return StockLocation.objects.create(**defaults | fields)


def make_transfer(**fields) -> Transfer:
    """One piece on the way from the store of a facility to another place of it; `sent=False`
    leaves it prepared."""
    at, by = fields.pop("at", timezone.now()), fields.pop("by", None)
    is_sent, pieces = fields.pop("sent", True), fields.pop("quantity", 1)
    variant = fields.pop("variant", None) or make_variant()
    facility = variant.product.facility
    origin = fields.pop("origin", None) or stock.online_location(facility)
    if (
        pieces
        and (more := pieces - stock.sellable_pieces(origin, [variant.pk], at=at)[variant.pk]) > 0
    ):
        stock.receive(variant=variant, location=origin, quantity=more, at=at, by=by)
    transfer = transfers.start(
        facility=facility, origin=origin,
        destination=fields.pop("destination", None) or make_stock_location(facility=facility),
        key=f"pindah-{_next()}", at=at, by=by, **fields,
    )  # fmt: skip
    transfers.put(transfer=transfer, variant=variant, quantity=pieces, at=at)
    return transfers.send(transfer=transfer, at=at, by=by) if is_sent else transfer


def make_count(**fields) -> StockCount:
    """A count of the place where three pieces of a new variant lie, just begun."""
    at = fields.pop("at", timezone.now())
    location = fields.pop("location", None)
    if location is None:
        variant = make_variant()
        make_stock(variant=variant, quantity=3)
        location = stock.online_location(variant.product.facility)
    return counts.start(
        location=location, key=f"opname-{_next()}", at=at, by=fields.pop("by", None), **fields
    )


def make_membership(**fields) -> Membership:
    if "user" not in fields:
        fields["user"] = make_user()
    if "facility" not in fields:
        fields["facility"] = make_facility()
    return Membership.objects.create(**{"role": Membership.Role.FACILITY_MANAGER} | fields)


def make_stock(*, variant: Variant, quantity: int) -> None:
    """Pieces that web orders can take."""
    place = stock.online_location(variant.product.facility)
    stock.receive(variant=variant, location=place, quantity=quantity, at=timezone.now(), by=None)


def put_on_shelf(variant: Variant, location: StockLocation, quantity: int) -> None:
    """Pieces of any facility at any place."""
    stock.receive(variant=variant, location=location, quantity=quantity, at=timezone.now(), by=None)


def make_shift(location: StockLocation, *, by, opening_cash=100_000, at=None) -> CashierShift:
    """An open shift at the till."""
    return counter.open_shift(
        location=location, opening_cash=opening_cash, by=by, at=at or timezone.now()
    )


def sell_at_counter(location: StockLocation, goods: dict[Variant, int], **fields) -> DirectSale:
    """A sale over the counter of this place, for cash; without `by` by its manager."""
    if "by" not in fields:
        fields["by"] = make_officer("facility_manager", location.facility)
    defaults = {
        "key": f"nota-{_next()}", "location": location, "goods": goods, "method": "cash",
        "at": timezone.now(),
    }  # fmt: skip
    return counter.sell(**defaults | fields)


def make_cart(quantities: dict[Variant, int], **fields) -> Cart:
    """A cart with these pieces, at the prices the shopper sees now."""
    now = timezone.now()
    defaults = {"token": f"{_next():0>43}", "created_at": now, "touched_at": now}
    cart = Cart.objects.create(**defaults | fields)
    for variant, quantity in quantities.items():
        CartLine.objects.create(
            cart=cart, variant=variant, quantity=quantity, price_seen=variant.price, added_at=now
        )
    return cart


def make_contact(**fields) -> dict:
    """What the shopper typed: enough for a pick-up."""
    defaults = {
        "recipient": "Pembeli Contoh", "phone": "+6281200000001", "email": "pembeli@contoh.id",
    }  # fmt: skip
    return defaults | fields


def make_selling_facility(**fields) -> Facility:
    """A facility that can be paid both ways."""
    defaults = {
        "bank_name": "Bank Contoh",
        "bank_account_number": f"0000{_next():08}",
        "bank_account_holder": "Bendahara Penerimaan",
        "opening_hours": "Senin–Jumat 09.00–15.00",
    }
    return make_facility(**defaults | fields)


# A made-up merchant. Source: docs/rules/payment.md, QRIS.
QRIS_TEXT = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600999000000000102150000000000000010303UMI"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI5204594753033605802ID5919GALERI LAPAS CONTOH"
    "6005AMBON61059712862070703A016304A804"
)


def make_payment_setup(**fields) -> PaymentSetup:
    """Every further way to pay switched on."""
    if "facility" not in fields:
        fields["facility"] = make_selling_facility()
    defaults = {
        "accepts_qris": True,
        "qris_payload": QRIS_TEXT,
        "accepts_cod": True,
        "cod_limit": 500_000,
        "accepts_after_handover": True,
        "after_handover_days": 14,
        "down_payment_percent": 30,
    }
    return PaymentSetup.objects.create(**defaults | fields)


def make_checkout(quantities: dict[Variant, int], **fields) -> Checkout:
    """A checkout as placed on the site: fetched and paid by transfer unless said otherwise."""
    choice = FacilityChoice(
        method=fields.pop("method", Shipment.Method.PICKUP),
        payment_method=fields.pop("payment_method", Payment.Method.BANK_TRANSFER),
    )
    facilities = {variant.product.facility_id for variant in quantities}
    return place_checkout(
        cart=make_cart(quantities),
        form_key=fields.pop("form_key", f"kunci-{_next()}"),
        contact=fields.pop("contact", None) or make_contact(),
        choices=dict.fromkeys(facilities, choice),
        at=fields.pop("at", timezone.now()),
    )


def make_order(**fields) -> Order:
    """One placed order; `variant`, `quantity`, `stock` and what make_checkout takes."""
    variant = fields.pop("variant", None) or make_variant(
        product=make_product(facility=fields.pop("facility", None) or make_selling_facility())
    )
    quantity = fields.pop("quantity", 1)
    if pieces := fields.pop("stock", quantity):
        make_stock(variant=variant, quantity=pieces)
    checkout = make_checkout({variant: quantity}, **fields)
    rows = Order.objects.select_related("facility", "checkout", "payment", "shipment")
    return rows.get(checkout=checkout)


def make_proof(**fields) -> PaymentProof:
    """A proof that waits for an officer."""
    order = fields.pop("order", None) or make_order()
    return submit_proof(
        payment=order.payment,
        file_name="bukti/contoh.jpg",
        sender_name="Pengirim Contoh",
        paid_on=None,
        at=fields.pop("at", timezone.now()),
    )


def make_paid_order(**fields) -> Order:
    """An order whose money an officer has seen on the statement."""
    at = fields.pop("at", timezone.now())
    order = make_order(at=at, **fields)
    by = make_officer("facility_manager", order.facility)
    return take_step(
        order=order, step="confirm_payment", actor="officer", by=by, reason="Mutasi", at=at
    )


def make_refund(**fields) -> Refund:
    """A wish that waits for a second officer; everything unless `lines` or an amount are named."""
    order = fields.pop("order", None) or make_paid_order()
    lines, other = fields.pop("lines", None), fields.pop("other_amount", 0)
    return refunds.request(
        order=order,
        lines={} if other and lines is None else lines,
        other_amount=other,
        reason=fields.pop("reason", "Barang rusak"),
        by=fields.pop("by", None) or make_officer("facility_manager", order.facility),
        at=fields.pop("at", timezone.now()),
    )


def pay_back(refund: Refund, *, at=None) -> Refund:
    """The refund as a second officer of its facility has paid it."""
    at = at or timezone.now()
    facility = refund.order.facility
    return refunds.pay(
        refund=refund, by=make_officer("treasurer", facility), paid_on=facility.local_day(at),
        how="Transfer ke rekening pembeli", at=at,
    )  # fmt: skip


def make_return(**fields) -> ReturnRequest:
    """A request about one piece of an order, waiting for its answer."""
    order = fields.pop("order", None) or make_order()
    at = timezone.now()
    defaults = {"order": order, "cause": "rusak", "wish": "ganti", "asked_at": at}
    request = ReturnRequest.objects.create(**defaults | fields)
    ReturnLine.objects.create(request=request, line=order.lines.first(), quantity=1)
    order.lines.filter(pk=order.lines.first().pk).update(returned_quantity=1)
    return request


def make_gateway_account(**fields) -> GatewayAccount:
    """An account whose keys the stand-ins know: play money, as in every test."""
    if "facility" not in fields:
        fields["facility"] = make_selling_facility()
    keys = {
        "midtrans": {"server_key": "SB-Mid-server-CONTOH123"},
        "xendit": {
            "server_key": "xnd_development_CONTOH123",
            "callback_token": "token-contoh-123",
        },
    }
    provider = fields.setdefault("provider", "midtrans")
    account = GatewayAccount(**keys[provider] | fields)
    save_account(account=account, at=timezone.now())
    return account


def make_gateway_attempt(**fields) -> GatewayAttempt:
    """An open page, without a gateway behind it."""
    order = fields.pop("order", None) or make_order()
    now = timezone.now()
    account = fields.pop("account", None) or make_gateway_account(facility=order.facility)
    defaults = {
        "payment": order.payment, "account": account, "number": 1, "amount": order.total,
        "reference": f"{order.number}-1", "state": "open", "created_at": now,
        "ends_at": now + timedelta(hours=1), "address": "https://app.midtrans.com/snap/v4/x",
    }  # fmt: skip
    return GatewayAttempt.objects.create(**defaults | fields)


def make_payment_event(**fields) -> PaymentEvent:
    attempt = fields.pop("attempt", None) or make_gateway_attempt()
    defaults = {
        "key": f"transaksi-{_next()}/pending/201", "kind": "pending", "status": "pending 201",
        "source": "notice", "outcome": "stale", "received_at": timezone.now(),
    }  # fmt: skip
    return PaymentEvent.objects.create(attempt=attempt, **defaults | fields)


def statement_csv(rows: list[tuple]) -> bytes:
    """A bank's file: (day, rupiah, text) or with a balance behind; money out is negative."""
    lines = ["Tanggal;Keterangan;Debet;Kredit;Saldo"]
    for day, amount, text, *balance in rows:
        out, into = (-amount, "") if amount < 0 else ("", amount)
        lines.append(f"{day:%d/%m/%Y};{text};{out};{into};{balance[0] if balance else ''}")
    return "\n".join(lines).encode()


def make_statement(rows: list[tuple], **fields) -> BankStatement:
    """A file of movements that was read: its columns are confirmed as they were guessed."""
    facility = fields.pop("facility", None) or make_selling_facility()
    by = fields.pop("by", None) or make_officer("treasurer", facility)
    at = fields.pop("at", timezone.now())
    statement = statements.take_in(
        facility=facility,
        bank_name=facility.bank_name,
        account_number=fields.pop("account_number", facility.bank_account_number),
        file_name="mutasi.csv",
        data=fields.pop("data", None) or statement_csv(rows),
        by=by,
        at=at,
    )
    if statement.is_draft:
        today = facility.local_day(at)
        layout = statements.suggested(statement, today=today)[1]
        statement = statements.confirm_layout(statement=statement, layout=layout, by=by, at=at)
    return statement


def make_privacy_request(**fields) -> PrivacyRequest:
    """A request for erasure that waits for its answer."""
    order = fields.pop("order", None) or make_order()
    return privacy.ask_erasure(order=order, at=fields.pop("at", timezone.now()))


def make_shipping_rate(**fields) -> ShippingRate:
    defaults = {
        "service": ShippingRate.Service.COURIER,
        "zone": "elsewhere",
        "first_kg": 38_000,
        "next_kg": 20_000,
        "min_days": 2,
        "max_days": 3,
    }
    return ShippingRate.objects.create(**defaults | fields)


def make_courier_account(**fields) -> CourierAccount:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    defaults = {"provider": "rajaongkir", "api_key": "kunci-uji", "couriers": "jne,pos"}
    return CourierAccount.objects.create(**defaults | fields)


def make_tracking_link(**fields) -> TrackingLink:
    defaults = {"courier": f"Kurir {_next()}", "address": "https://lacak.example/cari?resi={resi}"}
    return TrackingLink.objects.create(**defaults | fields)


def make_photo(**fields) -> ProductPhoto:
    """A plain 1200 x 1200 picture; its renditions are files of a few bytes, not pictures."""
    if "product" not in fields:
        fields["product"] = make_product()
    out = io.BytesIO()
    Image.new("RGB", (1200, 1200), "white").save(out, "JPEG")
    name = default_storage.save(pictures.photo_path(), ContentFile(out.getvalue()))
    kinds, widths = ("AVIF", "WEBP", "JPEG"), (300, 600, 900, 1200)
    pictures.store(name, {(kind, width): b"..." for kind in kinds for width in widths})
    defaults = {
        "width": 1200,
        "height": 1200,
        "alt": "Karya",
        "has_face": False,
        "is_processed": True,
    }
    return ProductPhoto.objects.create(image=name, **defaults | fields)


def make_food_label(**fields) -> FoodLabel:
    if "product" not in fields:
        fields["product"] = make_product(is_food=True)
    return FoodLabel.objects.create(**{"ingredients": "Singkong, garam"} | fields)


def make_producer_group(**fields) -> ProducerGroup:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    return ProducerGroup.objects.create(**{"name": f"Pokja {_next()}", "member_count": 6} | fields)


def make_workforce_report(**fields) -> WorkforceReport:
    """The counts of the last month that is over."""
    if "facility" not in fields:
        fields["facility"] = make_facility()
    defaults = {
        "month": last_ended(fields["facility"], timezone.now()),
        "residents": 300,
        "working": 60,
        "assimilating": 40,
        "assimilating_working": 30,
        "programmes": 1,
        "trained": 20,
        "certificates": 15,
    }
    return WorkforceReport.objects.create(**defaults | fields)


def make_target(**fields) -> YearlyTarget:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    defaults = {"year": timezone.localdate().year, "pnbp": 10_000_000, "working": 80}
    return YearlyTarget.objects.create(**defaults | fields)


def make_partner(**fields) -> Partner:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    defaults = {"name": f"Koperasi {_next()}", "kind": Partner.Kind.COOPERATIVE}
    return Partner.objects.create(**defaults | fields)


def make_agreement(**fields) -> Agreement:
    if "partner" not in fields:
        fields["partner"] = make_partner()
    defaults = {"kind": Agreement.Kind.ORDERS, "valid_from": date(2024, 1, 1)}
    return Agreement.objects.create(**defaults | fields)


def make_programme(**fields) -> Programme:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    defaults = {
        "name": f"Pelatihan {_next()}",
        "kind": Programme.Kind.SEWING,
        "starts_on": date(2026, 5, 4),
        "ends_on": date(2026, 5, 29),
        "people": 20,
    }
    return Programme.objects.create(**defaults | fields)


def make_gallery(**fields) -> Gallery:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    return Gallery.objects.create(**{"name": f"Ruang galeri {_next()}"} | fields)


def make_service(**fields) -> Service:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    n = _next()
    defaults = {
        "code": f"JS-{n}",
        "name": f"Jasa {n}",
        "craft": Service.Craft.SEWING,
        "price_min": 20_000,
        "price_max": 50_000,
        "price_unit": "potong",
        "place": Service.Place.WORKSHOP,
    }
    return Service.objects.create(**defaults | fields)


def make_feature(**fields) -> Feature:
    if "product" not in fields:
        fields["product"] = make_product()
    return Feature.objects.create(**{"day": date(2026, 1, 1) + timedelta(_next())} | fields)


def make_sales_day(**fields) -> SalesDay:
    """One row of the roll-up, marked to be folded, as a report reads it."""
    if "facility" not in fields:
        fields["facility"] = make_facility()
    if "category" not in fields:
        fields["category"] = make_category()
    defaults = {
        "day": date(2026, 3, 14),
        "channel": "situs",
        "buyer_kind": "perorangan",
        "orders": 1,
        "units": 1,
        "revenue": 75_000,
    }
    row = SalesDay.objects.create(**defaults | fields)
    SalesDayMark.objects.create(facility=row.facility, day=row.day)
    return row


def make_split_rule(**fields) -> SplitRule:
    """A rule on goods as they are sold; premi, pnbp, capital, operations, partner in per cent.

    Without any of them: 50, 15, 35.
    """
    if "facility" not in fields:
        fields["facility"] = make_facility()
    given = {part: fields.pop(part) for part in PARTS if part in fields}
    given = given or {"premi": 50, "pnbp": 15, "capital": 35}
    shares = {f"{part}_share": percent * 100 for part, percent in given.items()}
    defaults = {"basis": "gross", "valid_from": date(2020, 1, 1)}
    return SplitRule.objects.create(**defaults | shares | fields)


def make_line_split(*, line) -> LineSplit:
    """A line shared by half, 15 and 35 per cent, its materials not stated."""
    goods = line.total
    premi, pnbp = goods // 2, goods * 15 // 100
    return LineSplit.objects.create(
        facility=line.order.facility, line=line, day=timezone.localdate(), quantity=line.quantity,
        goods=goods, materials=0, base=goods, premi=premi, pnbp=pnbp,
        capital=goods - premi - pnbp, operations=0, partner=0, premi_share=5000, pnbp_share=1500,
        capital_share=3500, flag="no_material_cost",
    )  # fmt: skip


def make_state_deposit(**fields) -> StateDeposit:
    """A billing code that is not paid yet."""
    if "facility" not in fields:
        fields["facility"] = make_facility()
    today = timezone.localdate()
    defaults = {
        "period": today.replace(day=1),
        "billing_code": f"{_next():015}",
        "billing_expires_on": today + timedelta(days=7),
        "amount": 100_000,
        "recorded_at": timezone.now(),
    }
    return StateDeposit.objects.create(**defaults | fields)


def make_premi_payout(**fields) -> PremiPayout:
    if "facility" not in fields:
        fields["facility"] = make_facility()
    today = timezone.localdate()
    defaults = {
        "period": today.replace(day=1),
        "amount": 100_000,
        "head_count": 8,
        "paid_on": today,
        "recorded_at": timezone.now(),
    }
    return PremiPayout.objects.create(**defaults | fields)


def make_officer(role: str, place=None, **fields) -> User:
    """An account that may sign in, with one role at a facility, a Kanwil or (None) nationally."""
    user = make_user(is_staff=True, **fields)
    Membership.objects.create(
        user=user,
        role=role,
        facility=place if isinstance(place, Facility) else None,
        regional_office=place if isinstance(place, RegionalOffice) else None,
    )
    return user


def make_channel_file(**fields) -> ChannelFile:
    """A draft of a list with one order of goods that are not there."""
    if "facility" not in fields:
        fields["facility"] = make_selling_facility()
    if "sent_by" not in fields:
        fields["sent_by"] = make_user()
    titles = ["Nomor pesanan", "SKU", "Jumlah", "Harga"]
    defaults = {
        "channel": "lokapasar",
        "file_name": "daftar.csv",
        "content": {"titles": titles, "rows": [["L-1", "X-1", "1", "5000"]], "numbers": [2]},
        "titles": titles,
        "layout": {"reference": 0, "sku": 1, "quantity": 2, "price": 3},
        "sent_at": timezone.now(),
    }
    return ChannelFile.objects.create(**defaults | fields)


def make_channel_sale(*, variant, reference="LUAR-1", fee=0, channel="lokapasar") -> ChannelSale:
    """One piece sold on a marketplace (or another channel) from a shelf of its own."""
    facility, at = variant.product.facility, timezone.now()
    place = make_stock_location(facility=facility)
    put_on_shelf(variant, place, 1)
    sale = channels.record(
        key=f"kanal-{_next()}", location=place, channel=channel, goods={variant: 1},
        prices={variant: variant.price}, reference=reference, fee=fee,
        by=make_officer("facility_staff", facility), at=at, sold_at=at,
    )  # fmt: skip
    return sale.orders.get().channel_sale

"""A facility with one row of everything the back office shows, all carrying its mark."""

from dataclasses import dataclass, field

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from catalog import capacity
from catalog.models import (
    CapacityMonth,
    CapacityUse,
    ProductionBatch,
    Publication,
    Reservation,
    StockLevel,
    StockMovement,
)
from catalog.stock import Item
from facilities.models import AuditEntry, Membership
from orders import documents
from orders.models import MonthlyClosing, SalesDay
from tests.builders import (
    make_agreement,
    make_booth_device,
    make_category,
    make_channel_file,
    make_channel_sale,
    make_count,
    make_courier_account,
    make_enquiry,
    make_feature,
    make_food_label,
    make_gallery,
    make_gateway_attempt,
    make_line_split,
    make_officer,
    make_order,
    make_paid_order,
    make_partner,
    make_payment_event,
    make_payment_setup,
    make_photo,
    make_premi_payout,
    make_privacy_request,
    make_producer_group,
    make_product,
    make_programme,
    make_proof,
    make_refund,
    make_return,
    make_sales_day,
    make_selling_facility,
    make_service,
    make_sheet_import,
    make_shift,
    make_shipping_rate,
    make_split_rule,
    make_state_deposit,
    make_statement,
    make_stock_location,
    make_target,
    make_transfer,
    make_variant,
    make_workforce_report,
    put_on_shelf,
    sell_at_counter,
)


@dataclass
class World:
    """One facility, and by model name one of its rows."""

    mark: str
    facility: object
    rows: dict = field(default_factory=dict)

    def row(self, model):
        return self.rows[model._meta.model_name]


def make_world(mark: str, **place) -> World:
    """Rows of every scoped model of one facility; every name in them holds the mark."""
    facility = make_selling_facility(
        short_name=f"Lapas {mark}", name=f"Lapas Kelas IIA {mark}", city=f"Kota {mark}",
        bank_account_holder=f"Bendahara {mark}", **place,
    )  # fmt: skip
    group = make_producer_group(facility=facility, name=f"Pokja {mark}", monthly_capacity=20)
    product = make_product(
        facility=facility, name=f"Produk {mark}", producer_group=group, summary="Rapi.",
        category=make_category(),
    )  # fmt: skip
    variant = make_variant(product=product, name=f"Pilihan {mark}", sku=f"SKU-{mark}")
    make_food_label(product=product)
    order = make_order(variant=variant, stock=9, contact=contact(mark))
    proof = make_proof(order=order)
    order.refresh_from_db()
    capacity.book(items=[Item(variant, 1)], source_id=order.number, at=timezone.now())
    attempt = make_gateway_attempt(order=order)
    rows = {
        "facility": facility,
        "producergroup": group,
        "gallery": make_gallery(facility=facility, name=f"Galeri {mark}"),
        "membership": Membership.objects.create(
            user=make_officer("facility_head", facility, username=f"kepala.{mark.lower()}"),
            role="treasurer",
            facility=facility,
        ),
        "product": product,
        "productphoto": make_photo(product=product, alt=f"Foto {mark}"),
        "service": make_service(facility=facility, name=f"Jasa {mark}", status=Publication.LIVE),
        "feature": make_feature(product=product, headline=f"Judul {mark}"),
        "sheetimport": make_sheet_import(facility=facility, file_name=f"lembar-{mark}.xlsx"),
        "stocklocation": make_stock_location(facility=facility, name=f"Tempat {mark}"),
        "stocklevel": StockLevel.objects.get(variant=variant),
        "stockmovement": StockMovement.objects.filter(variant=variant).first(),
        "productionbatch": ProductionBatch.objects.get(variant=variant),
        "capacitymonth": CapacityMonth.objects.get(group=group),
        "capacityuse": CapacityUse.objects.get(variant=variant),
        "reservation": Reservation.objects.get(variant=variant),
        "order": order,
        "payment": order.payment,
        "paymentproof": proof,
        "paymentsetup": make_payment_setup(facility=facility),
        "courieraccount": make_courier_account(facility=facility),
        "document": documents.issue(order=order, kind="TAG", by=None, at=timezone.now()),
        "gatewayaccount": attempt.account,
        "gatewayattempt": attempt,
        "paymentevent": make_payment_event(attempt=attempt),
        "shippingrate": make_shipping_rate(facility=facility),
        "salesday": make_sales_day(facility=facility, day=timezone.localdate()),
        "splitrule": make_split_rule(facility=facility, note=f"Surat {mark}"),
        "linesplit": make_line_split(line=order.lines.get()),
        "monthlyclosing": MonthlyClosing.objects.create(
            facility=facility, month=timezone.localdate().replace(day=1), deposited=2_345_678
        ),
        "statedeposit": make_state_deposit(facility=facility, note=f"Setoran {mark}"),
        "premipayout": make_premi_payout(facility=facility, note=f"Premi {mark}"),
    }
    rows |= typed_rows(facility, mark)
    rows["transfer"] = make_transfer(variant=variant, note=f"Bazar {mark}")
    rows["stockcount"] = make_count(location=rows["stocklevel"].location)
    paid = make_paid_order(variant=variant, stock=0, contact=contact(mark))
    rows["channelsale"] = make_channel_sale(variant=variant, reference=f"LUAR-{mark}")
    rows["channelfile"] = make_channel_file(facility=facility, file_name=f"daftar-{mark}.csv")
    rows["refund"] = make_refund(order=paid, reason=f"Retak {mark}")
    rows["receipt"] = paid.payment.receipts.get()
    statement = make_statement([(timezone.localdate(), 12_345, f"TRSF {mark}")], facility=facility)
    rows["bankstatement"], rows["statementline"] = statement, statement.lines.get()
    rows["statementmapping"] = facility.statement_mappings.get()
    rows["boothdevice"] = make_booth_device(facility=facility, name=f"Tablet {mark}")
    rows["auditentry"] = AuditEntry.objects.filter(facility=facility, topic="money").latest("pk")
    rows["returnrequest"] = make_return(order=order)
    rows["privacyrequest"] = make_privacy_request(order=order)
    rows["enquiry"] = make_enquiry(service=rows["service"], name=f"Pembeli {mark}")
    rows |= counter_rows(product, mark)
    SalesDay.objects.filter(pk=rows["salesday"].pk).update(revenue=1_234_567)
    return World(mark, facility, rows)


def typed_rows(facility, mark: str) -> dict:
    """What the facility types once a month or a year."""
    partner = make_partner(facility=facility, name=f"Koperasi {mark}")
    make_agreement(partner=partner, number=f"PKS-{mark}")
    return {
        "workforcereport": make_workforce_report(facility=facility),
        "yearlytarget": make_target(facility=facility),
        "partner": partner,
        "programme": make_programme(facility=facility, name=f"Pelatihan {mark}", partner=partner),
    }


def counter_rows(product, mark: str) -> dict:
    """A shift with one sale at a till of the product's facility."""
    facility = product.facility
    place = make_stock_location(facility=facility, name=f"Kasir {mark}")
    shift = make_shift(place, by=make_officer("facility_staff", facility))
    bag = make_variant(product=product)
    put_on_shelf(bag, place, 3)
    sale = sell_at_counter(place, {bag: 1}, by=shift.opened_by, shift=shift)
    return {"cashiershift": shift, "directsale": sale}


def contact(mark: str) -> dict:
    return {"recipient": f"Pembeli {mark}", "phone": "+6281200000001", "email": ""}


def address(model, kind: str, *args) -> str:
    """Address of a page of the back office: kind is changelist, add, change, history, delete."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def scoped_pages():
    """Every registered model whose rows belong to a facility."""
    return [
        model
        for model in admin.site._registry
        if hasattr(model._default_manager, "visible_to")
        and model._meta.model_name != "regionaloffice"
    ]

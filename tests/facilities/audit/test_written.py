"""Every change of what is recorded leaves who, when, before and after; nothing else does."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.models import Product, Variant
from facilities.acting import acting
from facilities.audited import AuditedModel, AuditedQuerySet
from facilities.encrypted import HIDDEN
from facilities.history import AppendOnlyModel
from facilities.models import AuditEntry, Facility, Membership, ProducerGroup, User
from orders.models import GatewayAccount, PaymentSetup, SplitRule
from tests.builders import (
    make_facility,
    make_officer,
    make_product,
    make_selling_facility,
    make_split_rule,
    make_variant,
)

pytestmark = pytest.mark.django_db

# Not recorded here, with the reason.
OTHERWISE = {
    "Province": "official list from a file",
    "Regency": "official list from a file",
    "RecoveryCode": "second_factor.py writes what happened; the codes are secret",
    "CapacityMonth": "follows the group's capacity, which is recorded",
    "CapacityUse": "of an order",
    "SearchDocument": "made from the texts",
    "SearchWord": "made from the texts",
    "CatalogueVersion": "a counter",
    "StockLevel": "sum of the movements",
    "ProductionBatch": "written with its movement",
    "Reservation": "of an order",
    "Cart": "of a shopper",
    "CartLine": "of a shopper",
    "Checkout": "of a shopper",
    "Order": "its events",
    "OrderLine": "its order's events",
    "Shipment": "its order's events",
    "Payment": "its order's events",
    "PaymentProof": "its order's events",
    "GatewayAttempt": "its PaymentEvents",
    "PaymentEvent": "append-only in effect, of a gateway",
    "Refund": "its order's events",
    "RefundLine": "its order's events",
    "ReturnRequest": "its order's events",
    "ReturnLine": "its order's events",
    "ReturnPhoto": "its order's events",
    "BankStatement": "keeps who imported it",
    "StatementLine": "keeps who decided it",
    "CourierHealth": "what a service answered",
    "CourierQuote": "what a service answered",
    "CourierPlace": "what a service answered",
    "SalesDay": "sum of the sales",
    "ProductDay": "sum of the sales",
    "SalesDayMark": "a day to be summed up",
    "SalesCell": "sum of sums",
    "NationCell": "sum of sums",
    "ProductCell": "sum of sums",
    "Enquiry": "its events",
    "Booking": "its enquiry's events",
    "ServiceDay": "sum of the bookings",
    "RateCounter": "a counter",
    "Reminder": "of an order",
    "ReportSubscription": "each person switches the own letters",
    "ReportLetter": "written by the worker",
    "PrivacyRequest": "of a shopper; keeps who decided it",
    "MonthlyClosing": "its ClosingEvents",
    "Document": "never changed; keeps who issued and voided it",
    "DocumentCounter": "a counter",
    "CashierShift": "keeps who opened, counted and settled it",
    "DirectSale": "its order's events",
    "StockCount": "keeps who counted and approved it; the movements",
    "CountLine": "its count's movements",
    "Transfer": "keeps who sent and received it; the movements",
    "TransferLine": "its transfer's movements",
    "SheetImport": "keeps who sent it; what it changes is recorded row by row",
    "ChannelFile": "keeps who sent it; its orders' events",
    "ChannelSale": "its order's events",
}


def test_every_model_is_recorded_or_says_why_not():
    models = [
        m
        for app in ("facilities", "catalog", "orders")
        for m in apps.get_app_config(app).get_models()
    ]
    silent = {m.__name__ for m in models if not issubclass(m, AuditedModel | AppendOnlyModel)}
    assert silent - OTHERWISE.keys() == set()
    assert OTHERWISE.keys() - silent == set()


def test_every_recorded_model_hears_of_many_rows_at_once():
    models = [m for m in apps.get_models() if issubclass(m, AuditedModel)]
    assert len(models) > 20
    for model in models:
        assert isinstance(model._default_manager.all(), AuditedQuerySet), model
        assert {"topic", "part_of"} <= vars(model.watch).keys()
        names = {field.name for field in model._meta.concrete_fields}
        assert names >= model.watch.without | model.watch.hidden | model.watch.topics.keys(), model


@pytest.fixture
def variant():
    return make_variant(price=150_000)


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("pk").last()


def count() -> int:
    return AuditEntry.objects.count()


def test_saved_price_leaves_before_and_after(variant):
    officer = make_officer("facility_manager", variant.product.facility)
    variant.price = 175_000
    with acting(officer):
        variant.save()

    entry = last()
    assert entry.changes == [["Harga (Rp)", 150_000, 175_000]]
    assert (entry.topic, entry.act) == ("price", "changed")
    assert (entry.by, entry.actor) == (officer, officer.get_username())
    assert entry.facility == variant.product.facility
    assert entry.page_key == f"catalog.product:{variant.product_id}"
    assert entry.object_key == f"catalog.variant:{variant.pk}"


def test_saving_the_same_leaves_nothing(variant):
    before = count()
    variant.save()
    variant.price = str(variant.price)  # as a form may leave it
    variant.save()
    assert count() == before


def test_update_leaves_one_entry_for_each_row_that_changed():
    rows = [make_variant(price=price) for price in (10_000, 20_000)]
    before = count()

    Variant.objects.filter(pk__in=[row.pk for row in rows]).update(price=20_000)

    assert count() == before + 1
    assert last().changes == [["Harga (Rp)", 10_000, 20_000]]


def test_update_that_takes_rows_out_of_its_own_filter_is_recorded():
    facility = make_facility(is_selling=True)
    Facility.objects.filter(pk=facility.pk, is_selling=True).update(is_selling=False)
    assert last().changes == [["Menerima pesanan", "ya", "tidak"]]
    assert last().topic == "state"


def test_bulk_update_and_bulk_create_are_recorded():
    facility = make_facility()
    groups = ProducerGroup.objects.bulk_create(
        ProducerGroup(facility=facility, name=name) for name in ("Pokja Roti", "Pokja Kayu")
    )
    made = AuditEntry.objects.filter(act="created", kind="kelompok kerja")
    assert [entry.name.partition(",")[0] for entry in made.order_by("pk")] == [
        "Pokja Roti",
        "Pokja Kayu",
    ]

    for group in groups:
        group.member_count = 7
    ProducerGroup.objects.bulk_update(groups, ["member_count"])
    changed = AuditEntry.objects.filter(act="changed", kind="kelompok kerja")
    assert [entry.changes for entry in changed] == [[["Jumlah anggota", 0, 7]]] * 2


def test_removed_row_leaves_what_it_held():
    rule = make_split_rule(note="Surat 12")
    SplitRule.objects.filter(pk=rule.pk).delete()
    entry = last()
    assert (entry.act, entry.topic) == ("removed", "split")
    assert ["Dasar aturan", "Surat 12", ""] in entry.changes


def test_counters_leave_nothing():
    product = make_product()
    before = count()
    Product.objects.filter(pk=product.pk).update(sold_count=5)
    product.refresh_prices()
    assert count() == before


def test_change_that_is_rolled_back_leaves_no_entry(variant):
    before = count()
    variant.price = 0
    with pytest.raises(IntegrityError), transaction.atomic():
        variant.save()
    assert count() == before


def test_change_without_its_entry_does_not_exist(variant, monkeypatch, transactional_db):
    """No transaction around the call: the save brings its own."""
    variant = make_variant(price=150_000)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("facilities.audit._write", broken)
    variant.price = 1
    with pytest.raises(RuntimeError):
        variant.save()
    assert Variant.objects.get(pk=variant.pk).price == 150_000


def test_secrets_are_said_to_have_changed_and_never_shown(settings):
    settings.STORED_SECRET_KEYS = ["k"]
    account = GatewayAccount.objects.create(
        facility=make_facility(), provider="midtrans", server_key="sangat-rahasia"
    )
    assert ["Kunci rahasia", "", HIDDEN] in last().changes
    account.server_key = "rahasia-lain"
    account.save()
    assert last().changes == [["Kunci rahasia", HIDDEN, "diganti"]]
    user = make_officer("treasurer", account.facility)
    user.set_password("sandi-yang-panjang-1")
    user.save()
    assert last().changes == [["Sandi", HIDDEN, "diganti"]]
    kept = "".join(f"{entry.changes}{entry.words}" for entry in AuditEntry.objects.all())
    for secret in ("rahasia-lain", "sangat-rahasia", "sandi-yang", user.password):
        assert secret not in kept


def test_setting_of_payments_and_bank_account_are_matters_of_money():
    setup = PaymentSetup.objects.create(facility=make_facility())
    assert last().topic == "money"
    setup.facility.bank_account_number = "99887766"
    setup.facility.save()
    entry = last()
    assert entry.topic == "money"
    assert entry.changes[0][0::2] == ["Nomor rekening", "99887766"]


def test_relations_and_choices_are_written_as_the_officer_reads_them():
    product = make_product()
    group = ProducerGroup.objects.create(facility=product.facility, name="Pokja Roti")
    product.producer_group, product.fulfilment = group, Product.Fulfilment.CARGO
    product.save()
    assert last().changes == [
        ["Kelompok kerja", "", str(group)],
        ["Pengiriman", "Dikirim kurir", "Dikirim kargo"],
    ]


def test_role_and_its_end_are_matters_of_access():
    facility = make_facility()
    officer = make_officer("treasurer", facility)
    membership = officer.memberships.get()
    Membership.objects.filter(pk=membership.pk).update(is_active=False)
    entry = last()
    assert entry.changes == [["Aktif", "ya", "tidak"]]
    assert (entry.topic, entry.facility) == ("access", facility)
    assert entry.page_key == f"facilities.user:{officer.pk}"
    user = User.objects.get(pk=officer.pk)
    user.is_superuser = True
    user.save()
    assert last().facility == facility


def test_the_admin_writes_who_pressed_the_button(client):
    facility = make_selling_facility(bank_account_number="123")
    head = make_officer("facility_head", facility)
    client.force_login(head)
    address = reverse("admin:facilities_facility_change", args=[facility.pk])
    form = client.get(address).context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields} | {
        "bank_account_number": "77"
    }
    assert client.post(address, data).status_code == 302
    entry = AuditEntry.objects.filter(
        object_key=f"facilities.facility:{facility.pk}", act="changed"
    ).get()
    assert ["Nomor rekening", "123", "77"] in entry.changes
    assert entry.by == head


def test_no_job_and_no_command_takes_an_officers_name(variant):
    variant.price += 1
    variant.save()
    assert (last().by, last().actor) == (None, "Sistem")

"""The demo brings every fact of its files, and nothing made up that could be taken for true."""

from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from catalog.models import FoodLabel, Product, Service, StockMovement, Variant
from facilities import handing_in
from facilities.demo.accounts import ACCOUNTS, PASSWORD
from facilities.models import (
    Agreement,
    Facility,
    Membership,
    ProducerGroup,
    Programme,
    Regency,
    User,
    WorkforceReport,
    YearlyTarget,
)


def counts() -> dict[str, int]:
    ours = ("facilities", "catalog", "orders")
    return {
        model._meta.label: model.objects.count()
        for model in apps.get_models()
        if model._meta.app_label in ours
    }


def test_load_demo_brings_every_fact():
    assert Facility.objects.count() == 105
    assert Product.objects.public().count() == 199
    assert Service.objects.public().count() == 40
    assert Regency.objects.count() == 514


def test_load_demo_twice_changes_no_row():
    before = counts()

    call_command("load_demo", "--pictures", "none", stdout=StringIO())

    assert counts() == before


def test_load_demo_stock_ledger_adds_up():
    out = StringIO()

    call_command("verify_stock", stdout=out)

    assert " 0 selisih." in out.getvalue()
    assert StockMovement.objects.filter(source_type="demo").count() > 300


def test_load_demo_makes_up_no_permit_number():
    numbers = FoodLabel.objects.values_list(
        "pirt_no", "bpom_no", "halal_no", "registration_number"
    ).distinct()

    assert set(numbers) == {("", "", "", "")}
    assert FoodLabel.objects.count() == Product.objects.filter(is_food=True).count()


def test_load_demo_keeps_small_groups_hidden():
    small = ProducerGroup.objects.filter(member_count__lt=5)

    assert small.exists()
    assert not ProducerGroup.objects.public().filter(pk__in=small).exists()
    assert Product.objects.public().filter(producer_group=None).count() == 0


def test_load_demo_gives_every_product_words_and_prices():
    shown = Product.objects.public()
    assert not shown.filter(description="").exists()
    assert not shown.filter(summary="").exists()
    assert not shown.filter(price_from=0).exists()
    several = Product.objects.filter(variants__position__gt=0).distinct()
    assert several.count() == 28
    koko = Product.objects.get(name="Baju Koko Pekalongan")
    assert (koko.price_from, koko.price_to) == (160_000, 170_000)
    assert Variant.objects.filter(product=koko).values_list("sku", "name")[2] == (
        "LPS-PKL-002-XL",
        "Ukuran XL",
    )


def test_load_demo_leaves_a_desk_something_to_do():
    waiting = Product.objects.exclude(status__in=["tayang", "diarsipkan"]).order_by(
        "status", "name"
    )
    assert list(waiting.values_list("name", "status", "returned_by")) == [
        ("Nampan Ukir Salawaku", "diajukan", ""),
        ("Bangku Taman Besi", "draf", ""),
        ("Keranjang Bambu Bulat", "draf", "Kanwil Ditjenpas Maluku"),
    ]
    assert [p.name for p in Product.objects.filter(resumes_on__isnull=False)] == [
        "Roti Manis Isi Ambon"
    ]


def test_load_demo_accounts_log_in_with_their_roles(client):
    for account in ACCOUNTS:
        assert client.login(username=account.username, password=PASSWORD), account.username
    assert User.objects.get(username="admin").is_superuser
    ambon = Membership.objects.get(user__username="ambon")
    assert (ambon.role, ambon.facility.code) == ("facility_manager", "LPS-AMB")
    assert Membership.objects.get(user__username="maluku").regional_office.name.endswith("Maluku")


def test_load_demo_shows_the_accounts_alone():
    out = StringIO()

    call_command("load_demo", "--accounts-only", stdout=out)

    assert "ambon.bendahara" in out.getvalue()
    assert PASSWORD in out.getvalue()
    assert "hanya untuk mencoba" in out.getvalue()


def test_load_demo_brings_monthly_figures_of_every_facility():
    reported = set(WorkforceReport.objects.values_list("facility", flat=True))
    assert reported == set(Facility.objects.values_list("pk", flat=True))
    missing = handing_in.missing_months(Facility.objects.all(), at=timezone.now())
    assert 2 <= len(missing) < 40
    assert Facility.objects.get(code="LPS-AMB").pk in missing
    trained = Programme.objects.aggregate(sum=Sum("people"))["sum"]
    listed = WorkforceReport.objects.aggregate(sum=Sum("trained"))["sum"]
    # Trainings that ended in a month nobody has typed yet are in the list alone.
    assert 0 < listed <= trained
    assert YearlyTarget.objects.filter(pnbp__gt=0).count() > 100
    assert Agreement.objects.filter(is_export=True).exists()

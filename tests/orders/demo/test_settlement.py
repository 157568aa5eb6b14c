"""The demo's settlement: rules of many kinds, deposits that say they are made up, closed months."""

from io import StringIO

from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from catalog.models import Variant
from facilities.models import Facility
from orders.models import LineSplit, MonthlyClosing, PremiPayout, SplitRule, StateDeposit
from orders.models.splits import PARTS


def test_demo_money_is_proven_to_the_rupiah():
    out = StringIO()

    call_command("verify_money", stdout=out)

    assert ": 0 selisih." in out.getvalue()
    assert "Tidak terjelaskan" + "Rp0".rjust(45) in out.getvalue()


def test_demo_rules_are_of_every_kind():
    rules = SplitRule.objects.all()
    assert set(rules.values_list("basis", flat=True)) == {"gross", "net_of_materials"}
    assert rules.exclude(category=None).exists()
    assert rules.filter(premi_per_unit=5_000).exists()
    assert rules.exclude(valid_to=None).exists()
    for part in PARTS:
        assert rules.filter(**{f"{part}_share__gt": 0}).exists(), part


def test_demo_splits_show_what_an_officer_should_look_at():
    flags = set(LineSplit.objects.order_by().values_list("flag", flat=True))
    assert flags >= {"", "no_material_cost", "below_cost"}
    assert LineSplit.objects.exclude(refund_line=None).exists()
    assert Variant.objects.filter(material_cost=None).exists()


def test_demo_codes_are_invented_and_say_so():
    deposits = StateDeposit.objects.all()
    assert deposits.count() > 200
    assert not deposits.exclude(billing_code__startswith="000000").exists()
    assert not deposits.exclude(ntpn="").exclude(ntpn__startswith="CONTOH").exists()
    assert not deposits.exclude(note__startswith="Contoh").exists()
    for deposit in StateDeposit.objects.all():
        deposit.full_clean()


def test_demo_desk_has_a_code_to_pay_and_slips_to_look_at():
    ambon = StateDeposit.objects.filter(facility__code="LPS-AMB")
    waiting = ambon.get(state="billed")
    assert waiting.billing_expires_on > timezone.localdate()
    slip = ambon.filter(state="paid").first().file_name
    with storages["private"].open(slip) as file, Image.open(file) as picture:
        assert picture.size == (720, 1080)


def test_demo_months_are_closed_behind_and_open_ahead():
    for facility in Facility.objects.filter(closings__isnull=False).distinct()[:20]:
        months = list(facility.closings.order_by("month"))
        states = [month.is_closed for month in months]
        assert states == sorted(states, reverse=True)
        assert not months[-1].is_closed
    assert MonthlyClosing.objects.closed().count() > 500


def test_demo_has_a_payout_small_enough_to_be_hidden():
    assert PremiPayout.objects.filter(head_count__lt=5).exists()
    assert PremiPayout.objects.filter(head_count__gte=5).count() > 200

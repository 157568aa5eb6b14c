"""verify_money: quiet on true books, and no broken sum that it would miss."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, QuerySet

from orders import settlement
from orders.models import (
    ClosingEvent,
    LineSplit,
    MonthlyClosing,
    Order,
    Payment,
    PremiPayout,
    Receipt,
    Refund,
    RefundLine,
    SalesDay,
    StateDeposit,
)
from orders.sales import book_refund
from orders.settlement import deposits, payouts
from tests.builders import make_officer, make_order, make_selling_facility, make_variant
from tests.orders.settlement.paying import NOON, pay, refund

LATER = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def books():
    """Two sales and a partial refund in October, deposit and premi paid, October closed."""
    facility = make_selling_facility()
    first = pay(make_order(facility=facility, quantity=3, at=NOON))
    pay(make_order(facility=facility, at=NOON))
    back = refund(first, {first.lines.get(): 1}, other_amount=first.unique_code)
    book_refund(refund=back, at=NOON)
    treasurer = make_officer("treasurer", facility)
    deposit = StateDeposit(
        facility=facility, period=date(2026, 10, 1), billing_code="820261014000001",
        billing_expires_on=date(2026, 12, 31), amount=20_000, paid_on=date(2026, 10, 30),
        ntpn="CONTOH0000000001",
    )  # fmt: skip
    deposits.record(deposit=deposit, by=treasurer, at=LATER)
    payout = PremiPayout(
        facility=facility, period=date(2026, 10, 1), amount=50_000, head_count=8,
        paid_on=date(2026, 10, 30),
    )  # fmt: skip
    payouts.pay_out(payout=payout, by=treasurer, at=LATER)
    settlement.close(facility=facility, month=date(2026, 10, 1), by=treasurer, at=LATER)
    return facility


def test_verify_money_prints_the_sums_of_true_books(books, capsys):
    call_command("verify_money")

    said = {
        line[:42].strip(): line[42:].strip() for line in capsys.readouterr().out.splitlines()[:-1]
    }
    codes = sum(Order.objects.values_list("unique_code", flat=True))
    back = Refund.objects.get().other_amount
    assert said == {
        "Uang masuk": rp(300_000 + codes),
        "Dana dikembalikan": rp(75_000 + back),
        "Uang muka dan uang yang masih diperiksa": "Rp0",
        "Kelebihan bayar": "Rp0",
        "Penjualan barang": "Rp300.000",
        "dikembalikan": "Rp75.000",
        "biaya kanal": "Rp0",
        "biaya bahan": "Rp0",
        "premi": "Rp112.500",
        "PNBP": "Rp33.750",
        "modal": "Rp78.750",
        "operasional": "Rp0",
        "mitra": "Rp0",
        "Ongkos kirim": "Rp0",
        "Kode unik": rp(codes),
        "ongkos kirim dan lain-lain dikembalikan": rp(back),
        "PNBP disetor": "Rp20.000",
        "Premi dibayarkan": "Rp50.000",
        "PNBP terutang": "Rp13.750",
        "Premi terutang": "Rp62.500",
        "Tidak terjelaskan": "Rp0",
    }


def rp(amount):
    return f"Rp{amount:,}".replace(",", ".")


def test_verify_money_counts_what_is_held_of_orders_not_paid_yet(books, capsys):
    order = make_order()
    Receipt.objects.create(payment=order.payment, amount=500, source="officer", received_at=NOON)
    Payment.objects.filter(order=order).update(received_amount=500)

    call_command("verify_money")

    out = capsys.readouterr().out
    assert "masih diperiksa" + "Rp500".rjust(23) in out
    assert ": 0 selisih" in out


def rows(model):
    """Rows as somebody at the database reaches them: the model itself refuses."""
    return QuerySet(model)


def sale():
    return rows(LineSplit).filter(refund_line=None, quantity=3)


def back():
    return rows(LineSplit).exclude(refund_line=None)


def event_figures(**changes):
    event = ClosingEvent.objects.get()
    event.figures |= changes
    rows(ClosingEvent).filter(pk=event.pk).update(figures=event.figures)


BREAKAGES = {
    "a receipt lost": lambda: rows(Receipt).filter(payment__order__lines__quantity=3).delete(),
    "a receipt of one rupiah more": lambda: rows(Receipt).update(amount=F("amount") + 1),
    "a receipt and the payment's sum together": lambda: (
        rows(Receipt).update(amount=F("amount") + 1),
        Payment.objects.filter(paid_at__isnull=True).update(received_amount=1),
        rows(Receipt).update(amount=F("amount") + 1),
    ),
    "a refund of one rupiah less": lambda: Refund.objects.update(
        amount=F("amount") - 1, other_amount=F("other_amount") - 1
    ),
    "the payment's refunds": lambda: Payment.objects.filter(refunded_amount__gt=0).update(
        refunded_amount=1
    ),
    "a refund line changed": lambda: RefundLine.objects.update(amount=74_999),
    "a refund decided on another day": lambda: Refund.objects.update(
        decided_at=NOON + timedelta(days=1)
    ),
    "a rupiah moved from premi to PNBP": lambda: sale().update(
        premi=F("premi") - 1, pnbp=F("pnbp") + 1
    ),
    "a rupiah moved, in the month too": lambda: (
        sale().update(premi=F("premi") - 1, pnbp=F("pnbp") + 1),
        MonthlyClosing.objects.update(premi=F("premi") - 1, pnbp=F("pnbp") + 1),
    ),
    "the terms of a split": lambda: sale().update(premi_share=4_999, pnbp_share=1_501),
    "materials after the sale": lambda: sale().update(material_cost=5),
    "a split lost": lambda: rows(LineSplit).filter(quantity=1, refund_line=None).delete(),
    "a split of an order nobody paid": lambda: Payment.objects.filter(
        order__lines__quantity=1
    ).update(paid_at=None, state="payment_review"),
    "a split on another day": lambda: sale().update(day=date(2026, 10, 15)),
    "the mirror of a refund lost": lambda: back().delete(),
    "a mirror that favours premi": lambda: back().update(premi=F("premi") + 1, pnbp=F("pnbp") - 1),
    "the month's goods": lambda: MonthlyClosing.objects.update(
        goods=F("goods") + 1, premi=F("premi") + 1
    ),
    "the month's kode unik": lambda: MonthlyClosing.objects.update(rounding=F("rounding") + 1),
    "the month's shipping": lambda: MonthlyClosing.objects.update(shipping=1),
    "the month's other refunds": lambda: MonthlyClosing.objects.update(other_returned=0),
    "the month's deposits": lambda: MonthlyClosing.objects.update(deposited=0),
    "the month's premi paid": lambda: MonthlyClosing.objects.update(premi_paid=0),
    "a month lost": lambda: (rows(ClosingEvent).delete(), MonthlyClosing.objects.all().delete()),
    "a deposit's amount": lambda: StateDeposit.objects.update(amount=20_001),
    "a deposit voided by hand": lambda: StateDeposit.objects.update(state="void", void_reason="x"),
    "a billing code of letters": lambda: StateDeposit.objects.update(
        billing_code="82026101400000A"
    ),
    "an NTPN in small letters": lambda: StateDeposit.objects.update(ntpn="contoh0000000001"),
    "a payout's amount": lambda: PremiPayout.objects.update(amount=1),
    "a payout dated in another month": lambda: PremiPayout.objects.update(
        paid_on=date(2026, 11, 1)
    ),
    "a closed month opened by hand": lambda: MonthlyClosing.objects.update(closed_at=None),
    "what was owed at the beginning": lambda: MonthlyClosing.objects.update(brought_pnbp=1),
    "the figures of the closing": lambda: event_figures(pnbp=1),
    "a closing lost": lambda: rows(ClosingEvent).delete(),
    "the sales books": lambda: SalesDay.objects.update(revenue=F("revenue") + 1),
    "a sale dated elsewhere": lambda: Payment.objects.filter(order__lines__quantity=3).update(
        paid_at=datetime(2026, 9, 14, 5, 0, tzinfo=UTC)
    ),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_verify_money_finds(breakage, books, capsys):
    BREAKAGES[breakage]()

    with pytest.raises(CommandError) as error:
        call_command("verify_money")

    assert error.value.returncode == 1
    assert ": 0 selisih" not in capsys.readouterr().out


def test_booking_into_a_closed_month_past_the_site_is_found(books, capsys):
    """Rows and sums agree, but the month no longer shows what it showed when it was closed."""
    StateDeposit.objects.update(amount=20_001)
    MonthlyClosing.objects.update(deposited=20_001)
    with pytest.raises(CommandError):
        call_command("verify_money")
    assert "angkanya berubah setelah ditutup" in capsys.readouterr().out


def test_materials_and_shipping_are_in_the_sums(capsys):
    variant = make_variant(material_cost=30_000)
    facility = variant.product.facility
    facility.bank_account_number, facility.bank_name = "0000123", "Bank Contoh"
    facility.save()
    pay(make_order(variant=variant, at=NOON))
    call_command("verify_money")
    assert json.dumps(LineSplit.objects.values("materials", "base").get()) == json.dumps(
        {"materials": 30_000, "base": 45_000}
    )
    assert "biaya bahan" + "Rp30.000".rjust(49) in capsys.readouterr().out

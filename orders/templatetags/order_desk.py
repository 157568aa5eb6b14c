"""What the desk of an officer shows: amounts with their code, history, waiting work."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from catalog import shelf
from catalog.money import rupiah
from facilities.access import may, scope_of
from orders import aftersales, desk
from orders.models import (
    MonthlyClosing,
    Order,
    OrderEvent,
    Payment,
    StateDeposit,
    StatementLine,
)
from orders.proof_files import name_of
from orders.settlement import month_of

register = template.Library()

STATES = {
    OrderEvent.Axis.ORDER: dict(Order.State.choices),
    OrderEvent.Axis.PAYMENT: dict(Payment.State.choices),
}


@register.filter
def amount_with_code(payment):
    """What is due, `Rp498.<b>212</b>`: the three digits that name the order stand out."""
    due = payment.amount_due or payment.amount
    text = rupiah(due)
    if not payment.unique_code or due != payment.amount:
        return text
    return format_html("{}<b>{}</b>", text[:-3], text[-3:])


@register.filter
def picture_of(proof):
    """Address of the proof's picture for staff; "" once it was removed."""
    if not proof.file_name:
        return ""
    return reverse("orders:proof_image", args=[name_of(proof.file_name)])


@register.filter
def sentence(text):
    """What an officer wrote, with the full stop it needs before the next sentence."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


@register.filter
def event_text(event):
    """What a line of the history says."""
    return STATES.get(event.axis, {}).get(event.to_state, "Catatan")


@register.inclusion_tag("admin/_work_list.html", takes_context=True)
def work_list(context):
    """What waits for this officer, each with the way to the filtered list."""
    user = context["request"].user
    jobs = [
        *_order_jobs(user), *_statement_jobs(user), *_aftersales_jobs(user), *_shelf_jobs(user),
        *_month_jobs(user),
    ]  # fmt: skip
    return {
        "jobs": jobs,
        "sees_sales": may(user, "view", "sales"),
        "hands_over": may(user, "view", "order"),
    }


def _order_jobs(user):
    if not may(user, "view", "order"):
        return
    counts = desk.waiting(user)
    address = reverse("admin:orders_order_changelist")
    for task in desk.TASKS:
        if not task.is_for(user):
            continue
        yield {"count": counts[task.name], "label": task.label, "note": task.note,
               "href": f"{address}?tugas={task.name}"}  # fmt: skip


def _statement_jobs(user):
    """Money on the account that is nobody's yet: the treasurer's first page."""
    if may(user, "change", "statement"):
        rows = StatementLine.objects.visible_to(user, subject="statement")
        waiting = rows.filter(state=StatementLine.State.OPEN)
        yield {
            "count": waiting.count(),
            "label": "Putuskan mutasi rekening",
            "note": "Uang masuk yang belum dibukukan untuk pesanan",
            "href": f"{reverse('admin:orders_statementline_changelist')}?state__exact=open",
        }


def _aftersales_jobs(user):
    """Only what really waits: on most days there is nothing of this kind."""
    found = []
    if may(user, "view", "returned"):
        counts = aftersales.returns_waiting(user)
        found += [(task, counts, "returnrequest") for task in aftersales.RETURN_TASKS]
    if may(user, "decide", "privacy"):
        counts = aftersales.privacy_waiting(user)
        found += [(task, counts, "privacyrequest") for task in aftersales.PRIVACY_TASKS]
    for task, counts, model in found:
        if counts[task.name] and task.is_for(user):
            address = reverse(f"admin:orders_{model}_changelist")
            yield {"count": counts[task.name], "label": task.label, "note": task.note,
                   "href": f"{address}?tugas={task.name}"}  # fmt: skip


def _shelf_jobs(user):
    if may(user, "correct", "stock"):
        yield {
            "count": shelf.running_out(user),
            "label": "Stok hampir habis",
            "note": f"Barang tayang yang tinggal {shelf.LOW} atau kurang",
            "href": f"{reverse('admin:catalog_stocklevel_changelist')}?bebas=dijual",
        }
    if may(user, "publish", "product") or may(user, "return", "product"):
        yield {
            "count": shelf.waiting_for_review(user),
            "label": "Periksa produk yang diajukan",
            "note": "Foto, keterangan, harga, dan label",
            "href": f"{reverse('admin:catalog_product_changelist')}?status__exact=diajukan",
        }


def _month_jobs(user):
    """Months to close and billing codes to pay, for those who do it at a facility."""
    if scope_of(user).everything or not may(user, "close", "settlement"):
        return
    ended = MonthlyClosing.objects.visible_to(user, subject="settlement").filter(
        closed_at=None, month__lt=month_of(timezone.localdate())
    )
    yield {
        "count": ended.count(),
        "label": "Tutup bulan",
        "note": "Bulan yang sudah berakhir, bagi hasilnya belum ditutup",
        "href": reverse("orders:settlement_list"),
    }
    deposits = StateDeposit.objects.visible_to(user, subject="deposit")
    billed = deposits.filter(state=StateDeposit.State.BILLED)
    yield {
        "count": billed.count(),
        "label": "Setor PNBP",
        "note": "Kode billing yang belum dibayar",
        "href": f"{reverse('admin:orders_statedeposit_changelist')}?state__exact=billed",
    }

"""The pages behind the stock buttons: terima, koreksi, rusak."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog import stock

from .stock_forms import CorrectForm, DamageForm, ReceiveForm

ACTS = {
    "terima": (ReceiveForm, "Terima hasil produksi", "Simpan ke stok"),
    "koreksi": (CorrectForm, "Koreksi hitungan", "Simpan koreksi"),
    "rusak": (DamageForm, "Rusak atau hilang", "Kurangi stok"),
}


def stock_act(page, request, product, act):
    """Show the form, or write the movement and go back to the product.

    page: the model admin that asks; the caller has checked the right.
    """
    if act not in ACTS:
        raise Http404
    form_class, title, button = ACTS[act]
    initial = {"variant": request.GET.get("varian"), "level": request.GET.get("stok")}
    initial = {name: value for name, value in initial.items() if value and value.isdecimal()}
    form = form_class(request.POST or None, product=product, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            text = _write(form, product, request.user)
        except stock.StockError as error:
            form.add_error(None, str(error))
        else:
            page.log_change(request, product, text)
            messages.success(request, f"{product}: {text}")
            back = reverse("admin:catalog_product_change", args=[product.pk])
            return HttpResponseRedirect(f"{back}#stok")
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": title,
        "subtitle": str(product),
        "product": product,
        "form": form,
        "button": button,
    }
    return render(request, "admin/catalog/stock_form.html", context)


def _write(form, product, user) -> str:
    """One movement, by the function that keeps the ledger."""
    given, at = form.cleaned_data, timezone.now()
    if isinstance(form, ReceiveForm):
        today = product.facility.local_day(at)
        batch = stock.receive(
            variant=given["variant"],
            location=given["location"],
            quantity=given["quantity"],
            rejected=given["rejected"] or 0,
            code=given["code"],
            produced_on=given["produced_on"] or today,
            expires_on=given["expires_on"] or _last_day(form, given["produced_on"] or today),
            producer_group=given["producer_group"],
            at=at,
            by=user,
            key=given["key"],
        )
        return f"{given['quantity']} masuk ke {given['location'].name}, kode {batch.code}."
    level = given["level"]
    stock.adjust(
        variant=level.variant,
        location=level.location,
        difference=given["difference"],
        kind=form.kind,
        reason=given["reason"],
        at=at,
        by=user,
        key=given["key"],
    )
    return f"{given['difference']:+d} di {level.location.name}: {given['reason']}."


def _last_day(form, produced_on):
    """From the label's shelf life, for food whose day was left open."""
    return produced_on + timedelta(days=form.shelf_life_days) if form.shelf_life_days else None

"""The door of a booth device: a key instead of an account, and the till behind it."""

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from facilities import devices
from facilities.login import begin_device, come_back_later
from facilities.network import caller_of
from facilities.sessions import was_device
from orders import limits
from orders.staff_menu import entries_for


class KeyForm(forms.Form):
    key = forms.CharField(
        label="Kunci perangkat", max_length=40, help_text="Misalnya K7QM2-9XTRB-4HJ6P.",
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Ketik kuncinya."},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def device_sign_in(request):
    """Sign the device in and lead to its till; wrong keys wait like wrong passwords."""
    at = timezone.now()
    form = KeyForm(request.POST or None)
    if request.method == "POST":
        try:
            limits.count(limits.DEVICE_KEY, who=caller_of(request), at=at)
        except limits.TooMany as error:
            return come_back_later(request, error.retry_after)
    if form.is_valid():
        device = devices.open_with(form.cleaned_data["key"], at=at)
        if device is None:
            form.add_error(
                "key", "Kunci ini tidak berlaku. Periksa hurufnya, atau minta yang baru."
            )
        else:
            begin_device(request, device, at=at)
            return HttpResponseRedirect(_till_of(device))
    context = {**admin.site.each_context(request), "title": "Masuk perangkat stan"}
    context |= {"form": form, "is_over": was_device(request)}
    status = 422 if form.errors else 200
    return render(request, "registration/device.html", context, status=status)


def _till_of(device) -> str:
    """The first page that the role of a device opens."""
    return next((entry.address for entry in entries_for(device.account, device.facility)), "/")

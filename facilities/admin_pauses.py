"""The page that asks until when something rests: a product, or the whole facility."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render

from facilities.pausing import PauseRefusedError


class PauseForm(forms.Form):
    resumes_on = forms.DateField(
        label="Dijual lagi mulai",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Pembeli membaca tanggal ini; pada hari itu penjualan mulai lagi dengan sendirinya.",
        error_messages={"required": "Isi tanggal mulai dijual lagi."},
    )


def pause_page(page, request, row, *, pause: Callable[[date], object], back: str, title: str):
    """Show the form, or pause and go back.

    page: the model admin that asks; pause: what sets the day; the caller has checked the right.
    """
    form = PauseForm(request.POST or None, initial={"resumes_on": row.resumes_on})
    if request.method == "POST" and form.is_valid():
        try:
            pause(form.cleaned_data["resumes_on"])
        except PauseRefusedError as error:
            form.add_error("resumes_on", str(error))
        else:
            text = f"Dijeda; dijual lagi mulai {form.cleaned_data['resumes_on']:%d-%m-%Y}."
            page.log_change(request, row, text)
            messages.success(request, f"{row}: {text}")
            return HttpResponseRedirect(back)
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": title,
        "subtitle": str(row),
        "form": form,
        "back": back,
    }
    return render(request, "admin/facilities/pause.html", context)


def resumed(page, request, row, *, resume: Callable[[], object], back: str):
    """Sell again now, then back."""
    try:
        resume()
    except PauseRefusedError as error:
        messages.error(request, str(error))
    else:
        page.log_change(request, row, "Jeda diakhiri.")
        messages.success(request, f"{row} dijual lagi.")
    return HttpResponseRedirect(back)

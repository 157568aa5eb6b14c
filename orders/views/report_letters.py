"""Summaries by e-mail: each person switches the own ones; the link in a letter ends them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from facilities.access import may
from orders.forms.report_letters import NOTHING, LettersForm
from orders.private_pages import private_page
from orders.reports import letters


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_letters(request):
    """Never, weekly, monthly or both."""
    if not may(request.user, "view", "sales"):
        raise PermissionDenied
    form = LettersForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        letters.subscribe(user=request.user, rhythm=form.rhythm, at=timezone.now())
        messages.success(request, "Pilihan Anda disimpan.")
        return redirect("orders:report_letters")
    context = {
        "form": form,
        "choices": form.fields["kapan"].choices,
        "chosen": letters.rhythm_of(request.user) or NOTHING,
    }
    status = 422 if form.is_bound else 200
    return render(request, "orders/reports/letters.html", context, status=status)


# Mail programs post here without a cookie (RFC 8058); the signed link is the key.
@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_off(request, token):
    """Looking ends nothing (programs open links before people do); the press does."""
    reader = letters.reader_from_token(token)
    if reader is None:
        raise Http404
    if request.method == "POST":
        letters.unsubscribe(user=reader)
    context = {"token": token, "is_off": not letters.rhythm_of(reader)}
    return render(request, "orders/reports/letters_off.html", context)

"""The pages between a right password and the desk: the code, the app that shows it, the paper."""

import segno
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from facilities import second_factor
from facilities.forms import CodeForm
from facilities.login import begin_pending, home_of, pending_user


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
    """Ask for the code of the app, or one from the paper."""
    at = timezone.now()
    user = pending_user(request, at=at)
    if user is None:
        return _start_again()
    if not second_factor.has_app(user):
        return HttpResponseRedirect(reverse("facilities:code_setup"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            second_factor.check(user=user, code=form.cleaned_data["code"], at=at)
        except second_factor.CodeRefused as error:
            form.add_error("code", str(error))
        else:
            return HttpResponseRedirect(begin_pending(request, user, at=at))
    return _page(request, "registration/code.html", form, title="Kode masuk")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code_setup(request):
    """The first time: put the account into an authenticator app and show that it works."""
    at = timezone.now()
    user = pending_user(request, at=at)
    if user is None:
        return _start_again()
    if second_factor.has_app(user):
        return HttpResponseRedirect(reverse("facilities:code"))
    factor = second_factor.setup_of(user)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = second_factor.confirm(user=user, code=form.cleaned_data["code"], at=at)
        except second_factor.CodeRefused as error:
            form.add_error("code", str(error))
        else:
            way_on = begin_pending(request, user, at=at)
            return _show_codes(request, codes, way_on=way_on)
    address = second_factor.address_of(factor)
    secret = factor.secret.reveal()
    return _page(
        request, "registration/code_setup.html", form, title="Pasang kode masuk",
        picture=_qr(address), secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request):
    """New codes on paper, for who has lost theirs. The app's code is asked first."""
    if not request.user.is_staff:
        raise PermissionDenied
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            second_factor.check(
                user=request.user, code=form.cleaned_data["code"], at=timezone.now()
            )
        except second_factor.CodeRefused as error:
            form.add_error("code", str(error))
        else:
            codes = second_factor.new_recovery_codes(request.user)
            return _show_codes(request, codes, way_on=home_of(request.user))
    return _page(
        request, "registration/recovery_codes.html", form, title="Kode pemulihan",
        left=second_factor.codes_left(request.user), has_app=second_factor.has_app(request.user),
    )  # fmt: skip


def _start_again():
    return HttpResponseRedirect(reverse("admin:login"))


def _show_codes(request, codes, *, way_on):
    context = {**_frame(request), "title": "Kode pemulihan", "codes": codes, "way_on": way_on}
    return render(request, "registration/recovery_codes_shown.html", context)


def _page(request, template, form, **context):
    context = {**_frame(request), **context, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


def _frame(request):
    return {**admin.site.each_context(request), "site_url": "/"}


def _qr(address: str):
    code = segno.make_qr(address, error="m")
    drawn = code.svg_inline(omitsize=True, border=2, dark="#14161e", light="#ffffff")
    return mark_safe(drawn)  # noqa: S308 - only numbers, drawn by segno

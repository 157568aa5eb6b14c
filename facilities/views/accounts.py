"""Accounts of the level below: who works there, who is invited, who has left."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from facilities import accounts as rules
from facilities.forms import InvitationForm, NewAccountForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request):
    """The officers one answers for, and the form that invites another."""
    if not rules.roles_below(request.user):
        raise PermissionDenied
    at = timezone.now()
    looked_for = request.GET.get("cari", "")
    form = InvitationForm(request.POST or None, user=request.user, looked_for=looked_for)
    if form.is_valid():
        data = form.cleaned_data
        try:
            new = rules.invite(
                by=request.user, role=data["role"], place=data["place"], email=data["email"], at=at
            )
        except rules.InvitationRefused as error:
            form.add_error("role", str(error))
        else:
            sent = rules.send(new)
            text = f"Undangan untuk {new} dikirim ke {new.email}." if sent else (
                f"Undangan untuk {new} dibuat. Salin tautannya dari daftar di bawah."
            )  # fmt: skip
            messages.success(request, text)
            return HttpResponseRedirect(reverse("facilities:accounts"))
    waiting = [
        {"invitation": row, "link": rules.link_to(row)}
        for row in rules.open_invitations(request.user, at=at)
    ]
    context = {
        **admin.site.each_context(request),
        "title": "Petugas",
        "staff": rules.staff_below(request.user).order_by("facility__short_name", "role"),
        "waiting": waiting,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "registration/accounts.html", context, status=status)


@login_required
@require_POST
def account_close(request, pk):
    """Somebody has left: end the role, and the account with its last role."""
    membership = get_object_or_404(rules.staff_below(request.user), pk=pk)
    rules.close(membership=membership, by=request.user)
    messages.success(request, f"{membership.user}: {membership} sudah diakhiri.")
    return HttpResponseRedirect(reverse("facilities:accounts"))


@login_required
@require_POST
def invitation_withdraw(request, pk):
    """Take an invitation back before it is used."""
    at = timezone.now()
    invitation = get_object_or_404(rules.open_invitations(request.user, at=at), pk=pk)
    rules.withdraw(invitation=invitation, at=at)
    messages.success(request, f"Undangan untuk {invitation} ditarik.")
    return HttpResponseRedirect(reverse("facilities:accounts"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Who was invited chooses a name to log in with and a password."""
    at = timezone.now()
    found = rules.invitation_from(token)
    if found is None:
        raise Http404
    if not found.is_open(at):
        context = {**admin.site.each_context(request), "title": "Undangan", "invitation": found}
        return render(request, "registration/invitation_over.html", context, status=410)
    form = NewAccountForm(request.POST or None)
    if form.is_valid():
        try:
            rules.accept(
                invitation=found, username=form.cleaned_data["username"],
                password=form.cleaned_data["password"], at=at,
            )  # fmt: skip
        except rules.InvitationRefused as error:
            form.add_error(None, str(error))
        except IntegrityError:  # somebody took the name a moment ago
            form.add_error("username", "Nama masuk ini sudah dipakai.")
        else:
            messages.success(request, "Akun Anda sudah dibuka. Silakan masuk.")
            return HttpResponseRedirect(reverse("admin:login"))
    context = {
        **admin.site.each_context(request), "title": "Undangan", "invitation": found, "form": form,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "registration/invitation.html", context, status=status)

"""The door of the back office, with the limit per address before Django's own login."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import PasswordResetView
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from facilities.login import come_back_later
from facilities.network import caller_of
from orders import limits


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """Django admin's login; too many tries from one address wait, whatever the account."""
    if request.method == "POST":
        try:
            limits.count(limits.SIGN_IN, who=caller_of(request), at=timezone.now())
        except limits.TooMany as error:
            return come_back_later(request, error.retry_after)
    return admin.site.login(request)


@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password(request):
    """A link for a new password by mail. The answer is the same whether the account exists."""
    if request.method == "POST":
        try:
            limits.count(limits.PASSWORD_RESET, who=caller_of(request), at=timezone.now())
        except limits.TooMany as error:
            return come_back_later(request, error.retry_after)
    # The link names the site by its setting: a Host header is the visitor's to choose.
    site = {"site_url": settings.SITE_URL.rstrip("/")}
    return PasswordResetView.as_view(extra_email_context=site)(request)

"""Addresses that leave the page: absolute ones for machines, WhatsApp and share links."""

from urllib.parse import quote

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def absolute(address: str) -> str:
    """The address with the site's own host: never the host a visitor asked for."""
    return address if "://" in address else settings.SITE_URL.rstrip("/") + address


@register.simple_tag
def whatsapp(phone, *parts) -> str:
    """A wa.me address that opens a chat with the text already typed. phone: E.164 or empty."""
    number = str(phone or "").lstrip("+")
    return f"https://wa.me/{number}?text={quote(''.join(str(part) for part in parts))}"


@register.filter
def quoted(text) -> str:
    """Text as one part of an address query."""
    return quote(str(text), safe="")

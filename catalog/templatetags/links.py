"""Addresses that leave the page: absolute ones for machines, WhatsApp and share links."""

from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import structured

register = template.Library()


@register.filter
def absolute(address: str) -> str:
    """The address with the site's own host: never the host a visitor asked for."""
    return structured.absolute(address)


@register.filter
def breadcrumb_json(crumbs) -> str:
    """The trail as JSON-LD; the last step is the page itself and needs no address."""
    return structured.as_script(structured.breadcrumbs(crumbs))


@register.simple_tag
def whatsapp(phone, *parts) -> str:
    """A wa.me address that opens a chat with the text already typed. phone: E.164 or empty."""
    number = str(phone or "").lstrip("+")
    return f"https://wa.me/{number}?text={quote(''.join(str(part) for part in parts))}"


@register.filter
def quoted(text) -> str:
    """Text as one part of an address query."""
    return quote(str(text), safe="")


@register.filter
def phone(number) -> str:
    """`+6281200000001` -> `0812-0000-0001`; other numbers as they are written nationally."""
    text = str(number or "")
    if not text.startswith("+62"):
        return text
    digits = "0" + text.removeprefix("+62")
    if not digits.startswith("08"):
        return digits
    return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)


@register.filter
def phone_link(number) -> SafeString:
    """The number as it is written at home, in one line, to be called with a tap."""
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number, phone(number))


@register.filter
def mail_link(address: str) -> SafeString:
    """The e-mail address, to be written to with a tap."""
    return format_html('<a href="mailto:{}">{}</a>', address, address)

"""{{ moment|tanggal_waktu:facility }}: the facility (or its zone) says which clock; WIB without."""

from django import template

from catalog import dates

register = template.Library()


def _zone(place):
    return getattr(place, "zone", place) or None


@register.filter
def tanggal(value, place=None):
    return dates.tanggal(value, _zone(place)) if value else ""


@register.filter
def hari_tanggal(value):
    return dates.hari_tanggal(value) if value else ""


@register.filter
def waktu(value, place=None):
    return dates.waktu(value, _zone(place)) if value else ""


@register.filter
def tanggal_waktu(value, place=None):
    return dates.tanggal_waktu(value, _zone(place)) if value else ""


@register.filter
def bulan(value):
    return dates.bulan(value) if value else ""

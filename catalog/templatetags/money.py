from django import template

from catalog import money

register = template.Library()


@register.filter
def rupiah(amount):
    """`147356` -> `Rp147.356`; nothing for None, as a cargo cost not named yet."""
    return "" if amount is None or amount == "" else money.rupiah(amount)


@register.filter
def ribuan(number):
    return money.ribuan(number)


@register.filter
def rupiah_singkat(amount):
    return money.rupiah_singkat(amount)

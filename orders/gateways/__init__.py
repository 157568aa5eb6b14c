"""Paying on a page of a gateway: accounts, pages, news, questions. docs/rules/gateways.md.

Import the modules themselves; the gateways' own habits are in orders/payments/.
"""

"""Each phone page says in one sentence what it is for, as the screens of the back office do."""

import re

import pytest
from django.conf import settings

PAGES = sorted(
    path.name
    for path in (settings.BASE_DIR / "templates/orders/staff").glob("*.html")
    if 'extends "orders/staff/base.html"' in path.read_text()
)


@pytest.mark.parametrize("name", PAGES)
def test_phone_page_carries_its_sentence(name):
    text = (settings.BASE_DIR / "templates/orders/staff" / name).read_text()
    found = re.search(r"{% block help %}(.+?){% endblock %}", text, re.S)
    assert found, name
    assert found[1].rstrip().removesuffix("{% endif %}").endswith("."), name


def test_phone_pages_are_looked_at():
    assert len(PAGES) >= 10

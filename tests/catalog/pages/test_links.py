"""No dead link, no inline code and no session on any page a visitor can reach."""

import csv
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.contrib.staticfiles import finders

import catalog.demo
from catalog.navigation import GROUPS

START = "/"


class Links(HTMLParser):
    """What a page points to, and what the content policy would refuse."""

    def __init__(self):
        super().__init__()
        self.addresses = []
        self.ids = set()
        self.inline = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids.add(values.get("id"))
        self.inline += [name for name in values if name == "style" or name.startswith("on")]
        if tag == "script" and "src" not in values and values.get("type") != "application/ld+json":
            self.inline.append(tag)
        if tag == "style":
            self.inline.append(tag)
        for name in ("href", "src", "action"):
            if name in values:
                self.addresses.append(values[name])
        for part in (values.get("srcset") or "").split(","):
            if part.strip():
                self.addresses.append(part.split()[0])


def test_every_link_on_public_pages_leads_somewhere(client, stocked):
    stocked(5)
    seen, waiting = set(), [START, "/tidak-ada/"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        response = client.get(path)
        if path != "/tidak-ada/":
            assert response.status_code in (200, 302, 405), path
        if not response.get("Content-Type", "").startswith("text/html"):
            response.getvalue()  # to the end: closes the file
            continue
        page = Links()
        page.feed(response.content.decode())
        assert page.inline == [], path
        for address in page.addresses:
            assert address, f"empty link on {path}"
            parts = urlsplit(urljoin(path, address))
            if parts.scheme or parts.netloc:
                continue
            if parts.path == path and not parts.query and parts.fragment:
                assert parts.fragment in page.ids, f"{address} on {path}"
            elif parts.path.startswith("/static/"):
                assert finders.find(parts.path.removeprefix("/static/")), address
            elif not parts.path.startswith("/admin/"):
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    assert len(seen) > 30


def test_menu_holds_the_groups_of_the_demo_categories():
    text = Path(catalog.demo.__file__).with_name("categories.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    assert {slug for slug, _ in GROUPS} == {row["group_code"] for row in rows}

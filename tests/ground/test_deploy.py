"""The proxy's configuration starts on Debian 12 (nginx 1.22), as far as its text can tell."""

import re
from collections import Counter
from pathlib import Path

NGINX = (Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf").read_text()


def test_every_memory_zone_has_a_name_of_its_own():
    names = re.findall(r"(?:zone=|keys_zone=|shared:)(\w+):\d+m", NGINX)
    assert len(names) > 3
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_no_directive_is_newer_than_debian_12():
    # Its own directive came with 1.25; before, HTTP/2 is a word of `listen`.
    assert not re.search(r"^\s*http2\s", NGINX, re.MULTILINE)
    assert "ssl http2;" in NGINX


def test_an_old_page_is_shown_only_while_the_site_is_away():
    (cases,) = re.findall(r"proxy_cache_use_stale ([^;]+);", NGINX)
    assert "updating" not in cases.split()
    assert "proxy_cache_background_update" not in NGINX

"""Weight and query count of each kind of page, on a running demo gallery.

    make run                                   # in one window
    .venv/bin/python benchmarks/pages.py       # in another, with the packages of make test

Weight: kilobytes over the wire for the first view on a 390 px phone (gzip or brotli, pictures of
the first screen and those the browser fetches ahead). Queries: what the view asks when the page is
not kept, with the reading of the catalogue's mark.
"""

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gallery_site.settings")
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from catalog.models import Product, Service  # noqa: E402

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def addresses() -> list[str]:
    live = Product.objects.public().filter(photos__isnull=False).order_by("pk")
    return [
        "/",
        "/produk/",
        "/produk/?q=kripik",
        "/kategori/kerajinan/",
        live.filter(is_food=False).first().get_absolute_url(),
        live.filter(is_food=True).first().get_absolute_url(),
        "/jasa/",
        Service.objects.public().first().get_absolute_url(),
        "/upt/",
        "/upt/lapas-ambon/",
        "/wilayah/maluku/",
        "/tentang/",
        "/keranjang/",
        "/lacak/",
    ]


def queries_of(path: str) -> int:
    client = Client(HTTP_HOST="localhost")
    client.get(path)  # the connection's own first questions
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(asked)


def weight_of(browser, path: str) -> dict[str, int]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds, sizes = {}, {}
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
    )
    page.goto(ADDRESS + path, wait_until="networkidle")
    context.close()
    total = {"Document": 0, "Stylesheet": 0, "Script": 0, "Image": 0}
    for request, size in sizes.items():
        kind = kinds.get(request, "Image")
        total[kind if kind in total else "Image"] += round(size)
    return total


with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
    print(f"{'page':50} {'queries':>7} {'html':>7} {'css':>6} {'js':>6} {'img':>7} {'kB':>7}")
    for path in addresses():
        parts = weight_of(chromium, path)
        html, css, script, image = (value / 1000 for value in parts.values())
        print(
            f"{path[:50]:50} {queries_of(path):7} {html:7.1f} {css:6.1f} {script:6.1f}"
            f" {image:7.1f} {sum(parts.values()) / 1000:7.1f}"
        )
    chromium.close()

"""Requests per second of the catalogue and of product pages, from the cache and afresh.

    make run     # in one window
    make bench   # in another

Plain Python, this machine only: client and server share its cores, so the figures are lower bounds.
"""

import http.client
import re
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from itertools import cycle

HOST, PORT = "127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8000
SECONDS = 6.0
CLIENTS = 4
# Kept pages age after eight seconds; past that, the first visit of each renders it again.
PAGES_FORGOTTEN_AFTER = 9.0


def fetch(connection: http.client.HTTPConnection, address: str) -> tuple[float, bytes]:
    """Seconds and body of one page; raises when it does not answer 200."""
    started = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{address}: {response.status}")
    return time.perf_counter() - started, body


def measure(label: str, addresses: Iterator[str]) -> None:
    """Ask for the addresses in turn from several clients until the time or the addresses end."""
    durations: list[float] = []
    failures: list[Exception] = []
    lock = threading.Lock()
    stop_at = time.perf_counter() + SECONDS

    def visit() -> None:
        connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
        while time.perf_counter() < stop_at:
            with lock:
                address = next(addresses, None)
            if address is None:
                break
            try:
                seconds, _ = fetch(connection, address)
            except Exception as error:
                failures.append(error)
                break
            durations.append(seconds)
        connection.close()

    started = time.perf_counter()
    clients = [threading.Thread(target=visit) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    elapsed = time.perf_counter() - started
    if failures:
        sys.exit(f"{label}: {failures[0]}")
    slow = statistics.quantiles(durations, n=20)[-1]
    print(
        f"{label:28} {len(durations) / elapsed:8.0f} per second"
        f"   median {statistics.median(durations) * 1000:6.1f} ms   95% {slow * 1000:6.1f} ms"
        f"   ({len(durations)} requests)"
    )


def page(address: str) -> str:
    connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
    connection.request("GET", address)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def product_addresses() -> list[str]:
    """Every product that the sitemap names."""
    found = re.findall(r"<loc>[^<]*?(/produk/[\w-]+-\d+/)</loc>", page("/sitemap.xml"))
    return list(dict.fromkeys(found))


def catalogue_addresses() -> list[str]:
    """The catalogue of each facility in each order, as the page's own form offers them."""
    facilities = re.findall(r'name="upt" value="([\w-]+)"', page("/produk/"))
    return [
        f"/produk/?upt={facility}&urut={order}"
        for order in ("terlaris", "murah", "mahal")
        for facility in facilities
    ]


def main() -> None:
    products = product_addresses()
    if len(products) < 20:
        sys.exit(f"Only {len(products)} products at port {PORT}: is the demo gallery loaded?")
    catalogues = catalogue_addresses()

    time.sleep(PAGES_FORGOTTEN_AFTER)
    measure("product page, not cached", iter(products))
    measure("product page, cached", cycle(products[:1]))
    measure("catalogue, not cached", iter(catalogues))
    measure("catalogue, cached", cycle(["/produk/"]))


if __name__ == "__main__":
    main()

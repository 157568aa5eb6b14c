"""Asking a service outside (payment gateway, courier): one question, one answer, in good time.

Never inside a transaction: a slow service would hold the locks of an order. Keys travel in headers
only; neither they nor answers are logged.
"""

import contextlib
import functools
import http.client
import json
import socket
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlencode

from django.db import connection

SECONDS = 5.0
LARGEST_ANSWER = 1_000_000  # bytes


class OutsideUnavailable(Exception):
    """No answer that can be used: not reached, too slow, broken, or a server error (5xx)."""


@dataclass(frozen=True)
class Answer:
    """status: 200 to 499, no redirect. data: the decoded JSON; None when the body is none."""

    status: int
    data: object

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


def ask(
    method: str,
    address: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: Mapping | None = None,
    form: Mapping | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """Send one request and return what came back within `seconds` in all.

    body: sent as JSON; form: sent as a form. Redirects are not followed: they would carry the key
    elsewhere. A proxy is taken from the environment, as usual (HTTPS_PROXY).
    Raises OutsideUnavailable, whatever went wrong outside.
    """
    _refuse_in_transaction()
    watch = _Watch()
    clock = threading.Timer(seconds, watch.cut)
    clock.daemon = True
    clock.start()
    try:
        status, raw = _send(_request(method, address, headers, body, form), watch, seconds)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutsideUnavailable(type(error).__name__) from error
    finally:
        clock.cancel()
    if watch.is_cut or status >= 500 or 300 <= status < 400:
        raise OutsideUnavailable("timeout" if watch.is_cut else f"status {status}")
    return Answer(status, _decoded(raw))


def _request(method, address, headers, body, form) -> urllib.request.Request:
    request = urllib.request.Request(method=method, url=address, headers=dict(headers or {}))  # noqa: S310
    request.add_header("Accept", "application/json")
    request.add_header("User-Agent", "Galeri-UMKM-Pemasyarakatan")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    elif form is not None:
        request.data = urlencode(form).encode()
        request.add_header("Content-Type", "application/x-www-form-urlencoded")
    return request


def _refuse_in_transaction() -> None:
    # As atomic(durable=True) does; the transaction around a test does not count.
    blocks = connection.atomic_blocks
    if blocks and not blocks[-1]._from_testcase:
        raise RuntimeError("A service outside must not be asked inside a transaction.")


class _Watch:
    """Ends a connection whose time is over, also one that drips: a time-out counts each read."""

    def __init__(self):
        self.is_cut = False
        self.socket: socket.socket | None = None

    def follow(self, connected: socket.socket) -> None:
        self.socket = connected
        if self.is_cut:
            self.cut()

    def cut(self) -> None:
        self.is_cut = True
        if self.socket is not None:
            with contextlib.suppress(OSError):  # closed already
                # Not SSLSocket's own, which takes the cipher from under the reading thread.
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


def _send(request: urllib.request.Request, watch: _Watch, seconds: float) -> tuple[int, bytes]:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        _Http(watch),
        _Https(watch),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    try:
        with opener.open(request, timeout=seconds) as answer:
            return answer.status, _read(answer)
    except HTTPError as answer:
        with answer:
            return answer.code, _read(answer)


def _read(answer) -> bytes:
    raw = answer.read(LARGEST_ANSWER + 1)
    if len(raw) > LARGEST_ANSWER:
        raise ValueError("answer too large")
    return raw


def _decoded(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _watched(connection_class: type, watch: _Watch, *args, **kwargs):
    made = connection_class(*args, **kwargs)
    connect = made.connect

    def connect_and_follow():
        connect()
        watch.follow(made.sock)

    made.connect = connect_and_follow
    return made


class _Http(urllib.request.HTTPHandler):
    def __init__(self, watch: _Watch):
        super().__init__()
        self.connection = functools.partial(_watched, http.client.HTTPConnection, watch)

    def http_open(self, request):
        return self.do_open(self.connection, request)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, watch: _Watch):
        super().__init__()
        self.connection = functools.partial(_watched, http.client.HTTPSConnection, watch)

    def https_open(self, request):
        return self.do_open(self.connection, request, context=self._context)

"""A small HTTP server on this machine that stands in for a service outside."""

import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class StandIn:
    """Subclasses answer(asked) -> (status, data), text being a page; faults are set from the test.

    slow_seconds: do what was asked, wait, then answer; drips: send a byte each 0.1 s for ever; status: answer
    every request with this one; redirects: send every request elsewhere; hangs_up: say nothing.
    """

    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    slow_seconds: float = 0
    status: int | None = None
    drips: bool = False
    redirects: bool = False
    hangs_up: bool = False
    raw: bytes | None = None

    def answer(self, asked: Asked):
        return 200, {}

    def paths(self) -> list[str]:
        return [f"{asked.method} {asked.path}" for asked in self.asked]

    def heal(self) -> None:
        """No faults any more."""
        self.slow_seconds, self.status, self.raw = 0, None, None
        self.drips = self.redirects = self.hangs_up = False


def _handler(stand_in: StandIn):
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self):
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
            stand_in.asked.append(asked)
            if stand_in.hangs_up:
                self.close_connection = True
                return
            with suppress(OSError):  # the asker has gone
                self._answer(asked)

        def _answer(self, asked):
            if stand_in.redirects:
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()
                return
            status, data = stand_in.answer(asked)
            time.sleep(stand_in.slow_seconds)
            if stand_in.status is not None:
                status, data = stand_in.status, {"error": "stand-in"}
            is_page = isinstance(data, str)
            raw = data.encode() if is_page else json.dumps(data).encode()
            raw = raw if stand_in.raw is None else stand_in.raw
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if is_page else "application/json")
            self.send_header("Content-Length", str(len(raw) + (10_000 if stand_in.drips else 0)))
            self.end_headers()
            if stand_in.drips:
                for _ in range(100):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            self.wfile.write(raw)

        do_GET = do_POST = handle_any

        def log_message(self, *args):
            pass

    return Handler


@contextmanager
def running(stand_in: StandIn):
    """Serve the stand-in at stand_in.address until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stand_in))
    server.daemon_threads = True
    stand_in.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

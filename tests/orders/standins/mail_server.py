"""A mail server on this machine that can fall silent in the middle of a letter."""

import socketserver
import threading
from contextlib import contextmanager


class MailStandIn(socketserver.ThreadingTCPServer):
    """letters: those it has acknowledged. silent: it takes a letter and never answers."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[str] = []
        self.silent = threading.Event()
        self.has_a_letter_in_hand = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 contoh")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._take_letter()
            elif word == "QUIT":
                self._say("221 sampai jumpa")
                return
            else:
                self._say("250 baik")

    def _take_letter(self):
        self._say("354 silakan")
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            if not line:
                return
            lines.append(line)
        if self.server.silent.is_set():
            self.server.has_a_letter_in_hand.set()
            self.rfile.read()  # until the other side is gone
            return
        self.server.letters.append("".join(lines))
        self._say("250 diterima")

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server():
    """The server, listening until the test is over."""
    server = MailStandIn()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A bar that shows how far a long command is; plain lines where no terminal is."""

import time

from django.core.management.base import OutputWrapper

WIDTH = 28


class Progress:
    """Counts parts of a job. stream: a command's stdout; expect() says how many."""

    def __init__(self, stream: OutputWrapper):
        self.stream, self.parts, self.done = stream, 0, 0
        self.live = stream.isatty()
        self.label = ""
        self.began = time.monotonic()

    def stage(self, label: str) -> None:
        """Say what comes now."""
        self.label = label
        if not self.live:
            self._say(f"{self._seconds():5.1f} detik  {label}\n")
        self._draw()

    def expect(self, parts: int) -> None:
        """So many parts are to be done, besides those expected before."""
        self.parts += parts

    def advance(self, parts: int = 1) -> None:
        """Some parts are done."""
        self.done += parts
        self._draw()

    def finish(self, label: str) -> None:
        """Everything is done; the bar stays, full."""
        self.label, self.done = label, self.parts
        self._draw()
        self._say("\n" if self.live else f"{self._seconds():5.1f} detik  {label}\n")

    def _seconds(self) -> float:
        return time.monotonic() - self.began

    def _draw(self) -> None:
        if not self.live:
            return
        share = min(self.done / max(self.parts, 1), 1)
        filled = round(share * WIDTH)
        bar = "█" * filled + "░" * (WIDTH - filled)
        self._say(f"\r{bar} {share:4.0%}  {self.label[:40]:<40}")

    def _say(self, text: str) -> None:
        # A command's stdout ends every text with a new line unless told otherwise.
        self.stream.write(text, ending="")
        self.stream.flush()

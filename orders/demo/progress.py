"""A bar that shows how far a long command is; plain lines where no terminal is."""

import time

WIDTH = 28


class Progress:
    """Counts parts of a job. parts: how many there are in all."""

    def __init__(self, stream, parts: int):
        self.stream, self.parts, self.done = stream, max(parts, 1), 0
        self.live = stream.isatty()
        self.began = time.monotonic()

    def stage(self, label: str) -> None:
        """Say what comes now."""
        self.label = label
        if not self.live:
            self.stream.write(f"{self._seconds():5.1f} detik  {label}\n")
        self._draw()

    def expect(self, parts: int) -> None:
        """More parts turned up."""
        self.parts += parts

    def advance(self, parts: int = 1) -> None:
        """Some parts are done."""
        self.done += parts
        self._draw()

    def finish(self, label: str) -> None:
        """Everything is done; the bar stays, full."""
        self.label, self.done = label, self.parts
        self._draw()
        self.stream.write("\n" if self.live else f"{self._seconds():5.1f} detik  {label}\n")

    def _seconds(self) -> float:
        return time.monotonic() - self.began

    def _draw(self) -> None:
        if not self.live:
            return
        share = min(self.done / self.parts, 1)
        filled = round(share * WIDTH)
        bar = "█" * filled + "░" * (WIDTH - filled)
        self.stream.write(f"\r{bar} {share:4.0%}  {self.label[:40]:<40}")
        self.stream.flush()

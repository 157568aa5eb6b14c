"""What the long command shows while it works."""

from io import StringIO

from django.core.management.base import OutputWrapper

from orders.demo.progress import Progress


class Terminal(StringIO):
    def isatty(self):
        return True


def test_progress_draws_one_bar_over_itself_in_a_terminal():
    screen = Terminal()
    progress = Progress(OutputWrapper(screen))
    progress.expect(4)

    progress.stage("Foto")
    progress.advance()
    progress.finish("Siap")

    frames = screen.getvalue().split("\r")
    assert [frame.split()[1:] for frame in frames[1:]] == [
        ["0%", "Foto"],
        ["25%", "Foto"],
        ["100%", "Siap"],
    ]
    assert screen.getvalue().count("\n") == 1
    assert max(map(len, frames)) < 80


def test_progress_writes_plain_lines_elsewhere():
    log = StringIO()
    progress = Progress(OutputWrapper(log))
    progress.expect(2)

    progress.stage("Foto")
    progress.advance(2)
    progress.finish("Siap")

    assert [line.split()[1:] for line in log.getvalue().splitlines()] == [
        ["detik", "Foto"],
        ["detik", "Siap"],
    ]

"""Pictures: taken in safely, served in the sizes a page needs."""

from pictures.models import PillowPicture
from pictures.tasks import noop


class FastPicture(PillowPicture):
    pass


def process(**kwargs):
    noop(**kwargs)

"""Pieces of order lines that a return has taken: counted on the line, so never twice."""

from collections.abc import Mapping

from django.db.models import F

from ..models import OrderLine
from .errors import ReturnNotAllowed


def claim(pieces: Mapping[OrderLine, int]) -> None:
    """Take these pieces for one return: one conditional update per line, no look before.

    Raises ReturnNotAllowed when another return has taken them.
    """
    for line in sorted(pieces, key=lambda line: line.pk):
        taken = F("returned_quantity") + pieces[line]
        left = OrderLine.objects.filter(pk=line.pk, quantity__gte=taken)
        if not left.update(returned_quantity=taken):
            raise ReturnNotAllowed(f"{line.name}: yang belum dikembalikan tidak sebanyak itu.")


def let_go(pieces: Mapping[OrderLine, int]) -> None:
    """Give pieces free again: the return was refused or withdrawn, or others replaced them."""
    for line in sorted(pieces, key=lambda line: line.pk):
        if pieces[line]:
            OrderLine.objects.filter(pk=line.pk).update(
                returned_quantity=F("returned_quantity") - pieces[line]
            )

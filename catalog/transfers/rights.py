"""Who may move goods: the owner's officers, and those of the place where the goods are."""

from catalog.models import Transfer
from facilities.access import may


def may_prepare(user, transfer: Transfer) -> bool:
    """Write the list, send it, call it back: the owner, or who keeps the place they leave."""
    places = (transfer.facility, transfer.origin.facility)
    return any(may(user, "send", "transfer", place) for place in places)


def may_receive(user, transfer: Transfer) -> bool:
    """Count what arrives: who keeps the place they reach."""
    return may(user, "receive", "transfer", transfer.destination.facility)

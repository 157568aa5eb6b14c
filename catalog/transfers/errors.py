"""What cannot be done with a transfer, and the row every act begins with."""

from catalog.models import Transfer, TransferEvent


class TransferError(Exception):
    """An act that does not fit the transfer. str() says why, in Indonesian, to the officer.

    about: key of the line it is about (of the variant while the list is written), or None.
    field: which of the things typed about an arriving line is wrong.
    """

    def __init__(self, words: str, about: int | None = None, field: str = "reason"):
        self.about, self.field = about, field
        super().__init__(words)


def locked(transfer: Transfer) -> Transfer:
    """The transfer as it is now; the caller's transaction holds it."""
    rows = Transfer.objects.select_for_update(of=("self",))
    return rows.select_related("facility", "origin", "destination").get(pk=transfer.pk)


def require_draft(transfer: Transfer) -> None:
    if not transfer.is_draft:
        raise TransferError("Pemindahan ini sudah dikirim atau dibatalkan: daftarnya tetap.")


def was_done(key: str) -> bool:
    """Whether the form with this key was sent before."""
    return TransferEvent.objects.filter(key=key).exists()

"""One line of a work list."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """What waits: a number with the way to it.

    desk: address in the back office; phone: address of the page under /petugas/, "" where there
    is none. tag: what is pressing, in two words; is_late: whether it is late.
    """

    count: int
    label: str
    note: str
    desk: str
    phone: str = ""
    tag: str = ""
    is_late: bool = False

    @property
    def address(self) -> str:
        """Where a phone goes: the page made for it, else the list of the back office."""
        return self.phone or self.desk

"""Numbers a person can read aloud and nobody can guess."""

import re
import secrets
from collections.abc import Callable

# Crockford's base 32: no I, L, O or U, so nothing is misread on the phone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FORM = re.compile(r"[A-Z]-[0-9A-Z]{8}")
LENGTH = 8  # 8 × 5 = 40 random bits
ORDER, CHECKOUT, SALE = "P", "B", "N"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_number(prefix: str, *, is_taken: Callable[[str], bool]) -> str:
    """`P-7K3M9QXZ`: prefix and 40 random bits, drawn again while taken.

    The unique column stays the judge: two draws at the same moment make the whole
    transaction fail rather than share one.
    """
    while True:
        number = f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not is_taken(number):
            return number


def is_number(text: str) -> bool:
    """Whether this has the form of a number of ours; anything may stand in an address."""
    return bool(FORM.fullmatch(text))


def normalise_number(text: str) -> str:
    """What a shopper typed, as it is stored: ` p 7k3m-9qxz` -> `P-7K3M9QXZ`.

    Eight signs are an order's number without its prefix.
    """
    compact = "".join(character for character in text.upper() if character.isalnum())
    if len(compact) == LENGTH:
        compact = ORDER + compact
    return f"{compact[:1]}-{compact[1:].translate(MISREAD)}"

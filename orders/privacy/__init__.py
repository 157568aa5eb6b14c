"""The shopper's rights over the own data: see, correct, have erased. docs/rules/privacy.md."""

from .asking import ask_correction, ask_erasure, withdraw
from .copies import MARK, MASKED_NAME, forget
from .correcting import Correctable, changes_of, correctable
from .deciding import accept_erasure, correct, refuse
from .erasing import carry_out, erase, reapply
from .erasure_list import numbers_in
from .errors import PrivacyNotAllowed
from .export import contact_of, own_data
from .waiting import open_matters

__all__ = [
    "MARK",
    "MASKED_NAME",
    "Correctable",
    "PrivacyNotAllowed",
    "accept_erasure",
    "ask_correction",
    "ask_erasure",
    "carry_out",
    "changes_of",
    "contact_of",
    "correct",
    "correctable",
    "erase",
    "forget",
    "numbers_in",
    "open_matters",
    "own_data",
    "reapply",
    "refuse",
    "withdraw",
]

from .accounts import account_close, accounts, invitation, invitation_withdraw
from .second_factor import code, code_setup, recovery_codes

__all__ = [
    "account_close",
    "accounts",
    "code",
    "code_setup",
    "invitation",
    "invitation_withdraw",
    "recovery_codes",
]

"""Bank transfer to the facility's own account, told apart by the kode unik."""

from facilities.models import Facility


def is_offered(*, facility: Facility, delivery_method: str) -> bool:
    """Whether the facility has an account to send money to."""
    return facility.accepts_bank_transfer and bool(facility.bank_account_number)


def account_of(facility: Facility) -> dict[str, str]:
    """The account, copied to the payment so that later edits never mislead a buyer."""
    return {
        "bank_name": facility.bank_name,
        "account_number": facility.bank_account_number,
        "account_holder": facility.bank_account_holder,
    }

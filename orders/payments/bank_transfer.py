"""Bank transfer to the facility's own account, told apart by the kode unik."""

from .purchases import Purchase


def is_offered(purchase: Purchase) -> bool:
    """Whether the facility has an account to send money to."""
    facility = purchase.facility
    return facility.accepts_bank_transfer and bool(facility.bank_account_number)


def explain(purchase: Purchase) -> str:
    """One line for the shopper who chooses."""
    return "Unggah bukti, diperiksa petugas pada jam kerja."


def fields_of(purchase: Purchase) -> dict:
    """The account, copied to the payment so that later edits never mislead a buyer."""
    facility = purchase.facility
    return {
        "bank_name": facility.bank_name,
        "account_number": facility.bank_account_number,
        "account_holder": facility.bank_account_holder,
    }

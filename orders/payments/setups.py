"""What a facility has switched on under "Cara bayar"."""

from facilities.models import Facility

from ..models import PaymentSetup


def setup_of(facility: Facility) -> PaymentSetup:
    """The facility's choices; without a row of its own everything in it is off.

    Pages with several facilities fetch `payment_setup` along.
    """
    found = getattr(facility, "payment_setup", None)
    return found or PaymentSetup(facility_id=facility.pk)

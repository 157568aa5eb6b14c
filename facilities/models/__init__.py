from .facilities import Facility, Gallery, ProducerGroup
from .people import Membership, User
from .places import Province, Regency, RegionalOffice
from .second_factor import RecoveryCode, SecondFactor

__all__ = [
    "Facility",
    "Gallery",
    "Membership",
    "ProducerGroup",
    "Province",
    "RecoveryCode",
    "Regency",
    "RegionalOffice",
    "SecondFactor",
    "User",
]

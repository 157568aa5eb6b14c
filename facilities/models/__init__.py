from .facilities import Facility, Gallery, ProducerGroup
from .people import Membership, User
from .places import Province, Regency, RegionalOffice

__all__ = [
    "Facility",
    "Gallery",
    "Membership",
    "ProducerGroup",
    "Province",
    "Regency",
    "RegionalOffice",
    "User",
]

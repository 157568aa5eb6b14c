from .audit import AuditEntry, Topic
from .devices import BoothDevice
from .facilities import Facility, Gallery, ProducerGroup
from .invitations import Invitation
from .people import Membership, User
from .places import Province, Regency, RegionalOffice
from .second_factor import RecoveryCode, SecondFactor

__all__ = [
    "AuditEntry",
    "BoothDevice",
    "Facility",
    "Gallery",
    "Invitation",
    "Membership",
    "ProducerGroup",
    "Province",
    "RecoveryCode",
    "Regency",
    "RegionalOffice",
    "SecondFactor",
    "Topic",
    "User",
]

from .audit import AuditEntry, Topic
from .devices import BoothDevice
from .facilities import Facility, Gallery, ProducerGroup
from .invitations import Invitation
from .partners import Agreement, Partner, Programme
from .people import Membership, User
from .places import Province, Regency, RegionalOffice
from .second_factor import RecoveryCode, SecondFactor
from .workforce import WorkforceReport, YearlyTarget

__all__ = [
    "Agreement",
    "AuditEntry",
    "BoothDevice",
    "Facility",
    "Gallery",
    "Invitation",
    "Membership",
    "Partner",
    "ProducerGroup",
    "Programme",
    "Province",
    "RecoveryCode",
    "Regency",
    "RegionalOffice",
    "SecondFactor",
    "Topic",
    "User",
    "WorkforceReport",
    "YearlyTarget",
]

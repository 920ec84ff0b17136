"""The tables of agencies, people, their roles, reorganisations and the trail."""

from agencies.models.account import AccountEvent
from agencies.models.agency import Agency, AgencyKind, Level
from agencies.models.asked_job import AskedJob
from agencies.models.audit import AuditPurge, AuditRecord
from agencies.models.door import Device, SignIn, SignInTry
from agencies.models.group import AgencyGroup, GroupMember, GroupRule
from agencies.models.membership import Membership
from agencies.models.offer import RoleOffer
from agencies.models.reorganisation import (
    Ancestry,
    PlannedAgency,
    Reorganisation,
    ReorganisationChange,
    Succession,
)
from agencies.models.territories import HOME_TERRITORY, TERRITORIES
from agencies.models.user import User

__all__ = [
    "HOME_TERRITORY",
    "TERRITORIES",
    "AccountEvent",
    "Agency",
    "AgencyGroup",
    "AgencyKind",
    "Ancestry",
    "AskedJob",
    "AuditPurge",
    "AuditRecord",
    "Device",
    "GroupMember",
    "GroupRule",
    "Level",
    "Membership",
    "PlannedAgency",
    "Reorganisation",
    "ReorganisationChange",
    "RoleOffer",
    "SignIn",
    "SignInTry",
    "Succession",
    "User",
]

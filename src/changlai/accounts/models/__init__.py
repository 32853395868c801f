"""Who belongs to which organisation, and with what they prove it."""

from changlai.accounts.models.credentials import ApiToken, FirstRun, SignInAttempt, SignInLink
from changlai.accounts.models.entry import Invitation, PasswordReset, RecoveryCode, SecondFactor, SignedIn
from changlai.accounts.models.member import Department, Member, Role
from changlai.accounts.models.organisation import Organisation
from changlai.accounts.models.outside import DepartmentLead, DirectoryImport, DoorRule, OutsideAccount
from changlai.accounts.models.replies import ApiReply
from changlai.accounts.models.trail import TrailExport
from changlai.accounts.models.user import User
from changlai.accounts.models.work import Presence, SpecialDay, WorkCalendar

__all__ = [
    "ApiReply",
    "ApiToken",
    "Department",
    "DepartmentLead",
    "DirectoryImport",
    "DoorRule",
    "FirstRun",
    "Invitation",
    "Member",
    "Organisation",
    "OutsideAccount",
    "PasswordReset",
    "Presence",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "SignInAttempt",
    "SignInLink",
    "SignedIn",
    "SpecialDay",
    "TrailExport",
    "User",
    "WorkCalendar",
]

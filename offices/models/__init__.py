"""Offices, the directory they came from, PINs; people, posts, arrangements; sign-in; approvals and access records."""

from .approvals import AccessRecord, Approval
from .office import DirectoryLoad, DirectoryRow, Office, PincodeService
from .people import Arrangement, Post, Posting, User, UserManager
from .sign_in import Device, LiveSession, RecoveryCode

__all__ = [
    "AccessRecord",
    "Approval",
    "Arrangement",
    "Device",
    "DirectoryLoad",
    "DirectoryRow",
    "LiveSession",
    "Office",
    "PincodeService",
    "Post",
    "Posting",
    "RecoveryCode",
    "User",
    "UserManager",
]

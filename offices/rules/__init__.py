"""Kinds of office, roles and what each may do, the shape of PINs. Pure: no queries, no clock, no settings."""

from .office import (
    ADMINISTRATIVE,
    MAIL_OFFICES,
    PIN_PATTERN,
    POST_OFFICES,
    SORTING_HUBS,
    Basis,
    Kind,
    PositionQuality,
    clean_pin,
)
from .roles import (
    DIRECT_LEAVE_DAYS,
    ROLES,
    STANDING_IN,
    WORK_NAMES,
    Absence,
    Decision,
    Reach,
    Role,
    RoleRule,
    Work,
    role_may_stand_at,
)

__all__ = [
    "ADMINISTRATIVE",
    "DIRECT_LEAVE_DAYS",
    "MAIL_OFFICES",
    "PIN_PATTERN",
    "POST_OFFICES",
    "ROLES",
    "SORTING_HUBS",
    "STANDING_IN",
    "WORK_NAMES",
    "Absence",
    "Basis",
    "Decision",
    "Kind",
    "PositionQuality",
    "Reach",
    "Role",
    "RoleRule",
    "Work",
    "clean_pin",
    "role_may_stand_at",
]

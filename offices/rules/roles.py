"""Roles: at which offices each may stand, how far it reaches, and what work it includes. The one readable table.

Source: operations.md, section 2 (who does what in the real system). How far administrators reach, and what an auditor
reads, is our reading of it.
"""

from enum import StrEnum
from typing import Any, Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .office import ADMINISTRATIVE, MAIL_OFFICES, POST_OFFICES, Kind


class Role(TextChoices):
    CLERK = "clerk", _("Counter clerk")
    SUPERVISOR = "supervisor", _("Supervisor")
    TREASURER = "treasurer", _("Treasurer")
    MAILS = "mails", _("Mails and despatch clerk")
    DELIVERY = "delivery", _("Delivery clerk")
    POSTMAN = "postman", _("Postman")
    BRANCH_POSTMASTER = "bpm", _("Branch postmaster")
    ASSISTANT_BRANCH_POSTMASTER = "abpm", _("Assistant branch postmaster")
    SET_IN_CHARGE = "set_in_charge", _("Set in-charge")
    SORTER = "sorter", _("Sorting assistant")
    INSPECTOR = "inspector", _("Inspector of posts")
    DIVISIONAL_HEAD = "divisional_head", _("Divisional head")
    CIRCLE_ADMINISTRATOR = "circle_admin", _("Circle administrator")
    ADMINISTRATOR = "administrator", _("Directorate administrator")
    AUDITOR = "auditor", _("Auditor")
    PARTNER_MANAGER = "partner_manager", _("Partner manager")


class Work(StrEnum):
    """Kinds of work that access checks ask for."""

    BOOK = "book"  # articles at a counter
    BAG = "bag"  # fill, close, despatch, receive, open
    DELIVER = "deliver"  # make sheets, take returns
    CARRY = "carry"  # a sheet to the doors
    SUPERVISE = "supervise"  # the office's counters and people's day
    TREASURE = "treasure"  # cash between drawers, treasury and other offices
    MANAGE_PEOPLE = "manage_people"  # posts, postings and arrangements
    MANAGE_OFFICES = "manage_offices"  # the office master
    MANAGE_PARTNERS = "manage_partners"
    MANAGE_TARIFFS = "manage_tariffs"  # propose and approve tariff sheets
    READ = "read"  # everything within reach, writing nothing


WORK_NAMES: Final[dict[Work, Any]] = {
    Work.BOOK: _("Book at a counter"),
    Work.BAG: _("Close, send and open bags"),
    Work.DELIVER: _("Make delivery sheets"),
    Work.CARRY: _("Carry a sheet to the doors"),
    Work.SUPERVISE: _("Supervise the office's day"),
    Work.TREASURE: _("Move cash"),
    Work.MANAGE_PEOPLE: _("Manage people"),
    Work.MANAGE_OFFICES: _("Change the office master"),
    Work.MANAGE_PARTNERS: _("Manage partners"),
    Work.MANAGE_TARIFFS: _("Manage tariffs"),
    Work.READ: _("Read everything"),
}


class Reach(StrEnum):
    OFFICE = "office"  # the office of the post alone
    SUBTREE = "subtree"  # that office and all that report to it, at any depth


class RoleRule(NamedTuple):
    kinds: frozenset[Kind]  # at which kinds of office a post may carry the role
    reach: Reach
    works: frozenset[Work]


_COUNTERS: Final = frozenset({Kind.HEAD, Kind.SUB})
_DIVISION: Final = frozenset({Kind.DIVISION})

ROLES: Final[dict[Role, RoleRule]] = {
    Role.CLERK: RoleRule(POST_OFFICES, Reach.OFFICE, frozenset({Work.BOOK})),
    Role.SUPERVISOR: RoleRule(
        _COUNTERS | MAIL_OFFICES,
        Reach.OFFICE,
        frozenset({Work.BOOK, Work.BAG, Work.DELIVER, Work.SUPERVISE, Work.MANAGE_PEOPLE}),
    ),
    Role.TREASURER: RoleRule(_COUNTERS, Reach.OFFICE, frozenset({Work.TREASURE})),
    Role.MAILS: RoleRule(POST_OFFICES, Reach.OFFICE, frozenset({Work.BAG})),
    Role.DELIVERY: RoleRule(POST_OFFICES, Reach.OFFICE, frozenset({Work.DELIVER})),
    Role.POSTMAN: RoleRule(POST_OFFICES, Reach.OFFICE, frozenset({Work.CARRY})),
    Role.BRANCH_POSTMASTER: RoleRule(
        frozenset({Kind.BRANCH}),
        Reach.OFFICE,
        frozenset({Work.BOOK, Work.BAG, Work.DELIVER, Work.CARRY, Work.SUPERVISE, Work.TREASURE}),
    ),
    Role.ASSISTANT_BRANCH_POSTMASTER: RoleRule(
        frozenset({Kind.BRANCH}), Reach.OFFICE, frozenset({Work.CARRY, Work.DELIVER})
    ),
    Role.SET_IN_CHARGE: RoleRule(MAIL_OFFICES, Reach.OFFICE, frozenset({Work.BAG, Work.SUPERVISE})),
    Role.SORTER: RoleRule(MAIL_OFFICES, Reach.OFFICE, frozenset({Work.BAG})),
    Role.INSPECTOR: RoleRule(_DIVISION, Reach.SUBTREE, frozenset({Work.READ, Work.MANAGE_PEOPLE})),
    Role.DIVISIONAL_HEAD: RoleRule(
        _DIVISION,
        Reach.SUBTREE,
        frozenset({Work.READ, Work.MANAGE_PEOPLE, Work.MANAGE_OFFICES, Work.MANAGE_PARTNERS}),
    ),
    Role.CIRCLE_ADMINISTRATOR: RoleRule(
        frozenset({Kind.CIRCLE, Kind.REGION}),
        Reach.SUBTREE,
        frozenset({Work.READ, Work.MANAGE_PEOPLE, Work.MANAGE_OFFICES, Work.MANAGE_PARTNERS}),
    ),
    Role.ADMINISTRATOR: RoleRule(
        frozenset({Kind.DIRECTORATE}),
        Reach.SUBTREE,
        frozenset({Work.READ, Work.MANAGE_PEOPLE, Work.MANAGE_OFFICES, Work.MANAGE_TARIFFS}),
    ),
    Role.AUDITOR: RoleRule(ADMINISTRATIVE, Reach.SUBTREE, frozenset({Work.READ})),
    Role.PARTNER_MANAGER: RoleRule(ADMINISTRATIVE | _COUNTERS, Reach.SUBTREE, frozenset({Work.MANAGE_PARTNERS})),
}


class Absence(TextChoices):
    """What an arrangement is: an absence from one's own post, or somebody standing in at one."""

    LEAVE = "leave", _("Leave")
    OFFICIATING = "officiating", _("Officiating")
    SUBSTITUTE = "substitute", _("Substitute")
    OUTSOURCED = "outsourced", _("Outsourced hand")


class Decision(TextChoices):
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")


DIRECT_LEAVE_DAYS: Final = 15  # leave up to this long needs no second person; our assumption
STANDING_IN: Final = frozenset({Absence.OFFICIATING, Absence.SUBSTITUTE, Absence.OUTSOURCED})


def role_may_stand_at(role: str, kind: str) -> bool:
    """Whether a post at an office of `kind` may carry `role`."""
    return kind in ROLES[Role(role)].kinds

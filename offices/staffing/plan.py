"""How many people an office of each kind has, and which posts: plausible, not real. Pure: no queries, no clock.

The country's totals are public (1,77,479 departmental, about 2.78 lakh Gramin Dak Sevaks); how they are spread over
offices is our assumption, and the averages below are set so that the totals come out.
"""

from typing import Final, NamedTuple

import numpy as np

from offices.rules import MAIL_OFFICES, Kind, Role

BRANCH_WITH_ASSISTANT: Final = 0.9
SINGLE_HANDED: Final = (Role.SUPERVISOR, Role.CLERK, Role.TREASURER, Role.MAILS, Role.DELIVERY)


class PlannedPost(NamedTuple):
    title: str
    roles: tuple[Role, ...]


def _posts(title: str, *roles: Role, count: int = 1) -> list[PlannedPost]:
    return [PlannedPost(title, roles)] * count


_BRANCH: Final = _posts("Branch Postmaster", Role.BRANCH_POSTMASTER)
_WITH_ASSISTANT: Final = _BRANCH + _posts("Assistant Branch Postmaster", Role.ASSISTANT_BRANCH_POSTMASTER)
# Kind -> posts that do not vary; Role.PARTNER_MANAGER and Role.AUDITOR stand at every administrative level.
_ADMINISTRATIVE: Final[dict[Kind, list[PlannedPost]]] = {
    Kind.DIRECTORATE: _posts("Director", Role.ADMINISTRATOR, count=12)
    + _posts("Accounts Officer", Role.AUDITOR, count=20)
    + _posts("Business Manager", Role.PARTNER_MANAGER, count=8),
    Kind.CIRCLE: _posts("Assistant Director", Role.CIRCLE_ADMINISTRATOR, count=10)
    + _posts("Accounts Officer", Role.AUDITOR, count=12)
    + _posts("Marketing Executive", Role.PARTNER_MANAGER, count=6),
    Kind.REGION: _posts("Assistant Director", Role.CIRCLE_ADMINISTRATOR, count=5)
    + _posts("Accounts Officer", Role.AUDITOR, count=6)
    + _posts("Marketing Executive", Role.PARTNER_MANAGER, count=3),
    Kind.DIVISION: _posts("Superintendent of Posts", Role.DIVISIONAL_HEAD)
    + _posts("Inspector of Posts", Role.INSPECTOR, count=4)
    + _posts("Complaint Inspector", Role.AUDITOR, count=2)
    + _posts("Marketing Executive", Role.PARTNER_MANAGER, count=2),
}


def sizes(kinds: list[str], seed: int) -> np.ndarray:
    """How many posts each office gets, by a fixed seed: the spread is even around the average of its kind."""
    draw = np.random.default_rng(seed)
    spread = draw.random(len(kinds))
    kind = np.array(kinds)
    found = np.ones(len(kinds), dtype=np.int64)
    found[kind == Kind.BRANCH] += spread[kind == Kind.BRANCH] < BRANCH_WITH_ASSISTANT
    for one, low, high in (
        (Kind.HEAD, 25, 40), (Kind.SUB, 4, 9), (Kind.NATIONAL_HUB, 60, 120), (Kind.CIRCLE_HUB, 30, 60),
        (Kind.LEVEL_1, 15, 30), (Kind.LEVEL_2, 8, 16), (Kind.PARCEL_HUB, 20, 40), (Kind.TRANSIT, 8, 16),
    ):  # fmt: skip
        found[kind == one] = low + (spread[kind == one] * (high - low + 1)).astype(np.int64)
    return found


def posts_for(kind: str, *, size: int, delivers: bool, single_handed: bool) -> list[PlannedPost]:
    """The posts of one office, its head first: that one is never left vacant."""
    if kind == Kind.BRANCH:
        return _WITH_ASSISTANT if size > 1 else _BRANCH
    if kind in _ADMINISTRATIVE:
        return _ADMINISTRATIVE[Kind(kind)]
    if kind in MAIL_OFFICES:
        sets = max(1, size // 15)
        fixed = _posts("Head Sorting Assistant", Role.SUPERVISOR) + _posts(
            "Set In-charge", Role.SET_IN_CHARGE, count=sets
        )
        return fixed + _posts("Sorting Assistant", Role.SORTER, count=size - len(fixed))
    if kind == Kind.HEAD:
        return _head_office(size, delivers=delivers)
    if single_handed:
        outside = _posts("Gramin Dak Sevak", Role.POSTMAN, count=1) if delivers else []
        return _posts("Sub Postmaster (single-handed)", *SINGLE_HANDED) + outside
    return _sub_office(size, delivers=delivers)


def _head_office(size: int, *, delivers: bool) -> list[PlannedPost]:
    fixed = (
        _posts("Postmaster", Role.SUPERVISOR)
        + _posts("Assistant Postmaster", Role.SUPERVISOR, count=2)
        + _posts("Treasurer", Role.TREASURER)
        + _posts("Mails Assistant", Role.MAILS, count=2)
        + _posts("Delivery Assistant", Role.DELIVERY)
        + _posts("Postal Assistant", Role.CLERK, count=size // 3)
    )
    rest = size - len(fixed)
    return fixed + (
        _posts("Postman", Role.POSTMAN, count=rest) if delivers else _posts("Postal Assistant", Role.CLERK, count=rest)
    )


def _sub_office(size: int, *, delivers: bool) -> list[PlannedPost]:
    fixed = _posts("Sub Postmaster", Role.SUPERVISOR, Role.TREASURER) + _posts("Postal Assistant", Role.CLERK)
    if not delivers:
        return [*fixed, *_posts("Postal Assistant", Role.CLERK, Role.MAILS, count=min(size, 5) - 2)]
    fixed += _posts("Mails Assistant", Role.CLERK, Role.MAILS, Role.DELIVERY)
    staff = _posts("Postman", Role.POSTMAN, count=(size - 3) // 2)
    return [*fixed, *staff, *_posts("Gramin Dak Sevak", Role.POSTMAN, count=size - 3 - len(staff))]

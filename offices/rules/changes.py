"""How the office tree changes: which kind may report to which, and what keeps an office from closing. Pure.

Source: operations.md, sections 1.1 and 1.3 (levels of the post). What must be empty before an office closes no source
says in one place; the list is our reading of what would otherwise be left without a keeper.
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .office import MAIL_OFFICES, POST_OFFICES, Kind


class Change(TextChoices):
    MOVE = "move", _("moved")
    OPEN = "open", _("opened")
    CLOSE = "close", _("closed")
    MERGE = "merge", _("merged")


class Left(TextChoices):
    """What an office still has that somebody must end, hand over or empty before it closes."""

    CHILDREN = "children", _("offices that report to it")
    DEPENDENTS = "dependents", _("offices that account to it, get their cash from it or are sorted at it")
    PINS = "pins", _("PINs at which it delivers")
    PEOPLE = "people", _("posts that somebody holds")
    SHIFTS = "shifts", _("open shifts")
    MONEY = "money", _("accounts with a balance: cash, stamps, money owed")
    OWED = "owed", _("money orders to pay, pouches on their way, open cases")
    ARTICLES = "articles", _("articles that lie there")
    COMING = "coming", _("articles on their way there")
    BAGS = "bags", _("bags that are there or on their way there")
    SETS = "sets", _("sets that it keeps")
    SCHEDULES = "schedules", _("schedules that call there")
    BEATS = "beats", _("beats")
    SHEETS = "sheets", _("delivery sheets that are not closed")
    CONTRACTS = "contracts", _("contracts that may book there")


# What a merger takes over to the other office by itself.
TAKEN_OVER: Final = frozenset({Left.CHILDREN, Left.DEPENDENTS, Left.PINS, Left.COMING})

_ADMINISTERED: Final = frozenset({Kind.CIRCLE, Kind.REGION})
REPORTS_TO: Final[Mapping[Kind, frozenset[Kind]]] = {
    Kind.DIRECTORATE: frozenset(),
    Kind.CIRCLE: frozenset({Kind.DIRECTORATE}),
    Kind.REGION: frozenset({Kind.CIRCLE}),
    Kind.DIVISION: _ADMINISTERED,
    Kind.HEAD: frozenset({Kind.DIVISION}),
    Kind.SUB: frozenset({Kind.HEAD, Kind.DIVISION}),
    Kind.BRANCH: frozenset({Kind.HEAD, Kind.SUB, Kind.DIVISION}),
    **dict.fromkeys(MAIL_OFFICES, _ADMINISTERED | {Kind.DIVISION}),
}
# The first digit of the codes we give (docs/adr/0004-office-tree.md). No public source gives the real ones.
SERIES: Final[Mapping[Kind, int]] = {
    kind: 2 if kind in POST_OFFICES else 4 if kind in MAIL_OFFICES else 1 for kind in Kind
}


def may_report(kind: str, to: str) -> bool:
    return Kind(to) in REPORTS_TO[Kind(kind)]


def path_below(path: str, other: str) -> str:
    """The path of the lowest office that is above, or is, both."""
    common = []
    for one, two in zip(path.split("/"), other.split("/"), strict=False):
        if one != two or not one:
            break
        common.append(one)
    return "".join(f"{code}/" for code in common)

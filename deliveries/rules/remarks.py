"""The 27 remarks of the department's delivery master (DPMS, January 2023) and what each demands. Pure.

Source of the list: operations.md, section 5.4; numbers are the order of that list. Which of them a postman gives at a
door is the subset of the postman's application there. What each demands (photo, position, calls) is no public rule:
ours, and shown as such; the reason is complaint 19, false remarks from nowhere near the door.
"""

from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Remark(TextChoices):
    DOOR_LOCKED = "door_locked", _("Door locked")
    ON_REQUEST = "on_request", _("On addressee request")
    POSTE_RESTANTE = "poste_restante", _("Poste restante")
    LOCAL_HOLIDAY = "local_holiday", _("Local holiday")
    ABSENT = "absent", _("Addressee not available")
    THROUGH_BRANCH = "through_branch", _("To be delivered through branch office")
    BEAT_CHANGE = "beat_change", _("Delivery beat change")
    FOR_BULK = "for_bulk", _("Diverted for bulk delivery")
    FROM_BULK = "from_bulk", _("Reverted from bulk addressee")
    NEXT_DAY = "next_day", _("Attempt on the next day: addressee cannot be located")
    CLOSED = "closed", _("Office or premises closed")
    NOT_ATTEMPTED = "not_attempted", _("No delivery attempted")
    DAMAGED = "damaged", _("Damaged: window delivery")
    COD_NOT_AVAILABLE = "cod_not_available", _("COD amount not available with addressee")
    UPI_FAILED = "upi_failed", _("Network issue in UPI payment")
    MOVED = "moved", _("Addressee moved")
    INSUFFICIENT = "insufficient", _("Insufficient address")
    NOT_LOCATED = "not_located", _("Addressee cannot be located")
    REFUSED = "refused", _("Refused")
    LEFT = "left", _("Addressee left without instruction")
    NO_SUCH_PERSON = "no_such_person", _("No such person in the address")
    UNCLAIMED = "unclaimed", _("Unclaimed, or returned to RLO")
    DECEASED = "deceased", _("Deceased")
    RECALLED = "recalled", _("Recalled")
    MISSENT = "missent", _("Missent")
    COD_REFUSED = "cod_refused", _("Refused to pay COD")
    PROHIBITED = "prohibited", _("Prohibited article")


class Demand(NamedTuple):
    """What a remark asks of whoever gives it."""

    at_door: bool = False  # offered on the postman's page; the others are the office's
    photo: bool = False  # of the door, the address or the article
    position: bool = False
    calls: bool = False  # the addressee was rung: when, from the phone's own log
    cod: bool = False  # only for an article with money to collect
    ends: bool = False  # sent back without detention (operations.md, section 5.1); the rest may be tried once more
    attempt: bool = True  # counts among the two attempts of Regulation 42


_DOOR = Demand(at_door=True, photo=True, position=True)
_ASKED = Demand(at_door=True, position=True)
_OFFICE = Demand(attempt=False)

DEMANDS: Final[dict[Remark, Demand]] = {
    Remark.DOOR_LOCKED: _DOOR,
    Remark.ON_REQUEST: _ASKED,
    Remark.POSTE_RESTANTE: _OFFICE,
    Remark.LOCAL_HOLIDAY: _OFFICE,
    Remark.ABSENT: Demand(at_door=True, position=True, calls=True),
    Remark.THROUGH_BRANCH: _OFFICE,
    Remark.BEAT_CHANGE: Demand(at_door=True, attempt=False),
    Remark.FOR_BULK: _OFFICE,
    Remark.FROM_BULK: _OFFICE,
    Remark.NEXT_DAY: _ASKED,
    Remark.CLOSED: _DOOR,
    Remark.NOT_ATTEMPTED: Demand(at_door=True, attempt=False),
    Remark.DAMAGED: Demand(at_door=True, photo=True, attempt=False),
    Remark.COD_NOT_AVAILABLE: Demand(at_door=True, position=True, cod=True),
    Remark.UPI_FAILED: Demand(at_door=True, position=True, cod=True),
    Remark.MOVED: Demand(at_door=True, position=True, ends=True),
    Remark.INSUFFICIENT: _ASKED,
    Remark.NOT_LOCATED: _ASKED,
    Remark.REFUSED: Demand(at_door=True, position=True, ends=True),
    Remark.LEFT: Demand(at_door=True, position=True, ends=True),
    Remark.NO_SUCH_PERSON: Demand(at_door=True, photo=True, position=True, ends=True),
    Remark.UNCLAIMED: Demand(ends=True, attempt=False),
    Remark.DECEASED: Demand(at_door=True, position=True, ends=True),
    Remark.RECALLED: Demand(ends=True, attempt=False),
    Remark.MISSENT: Demand(at_door=True, attempt=False),
    Remark.COD_REFUSED: Demand(at_door=True, position=True, cod=True, ends=True),
    Remark.PROHIBITED: _OFFICE,
}
AT_DOOR: Final = tuple(remark for remark in Remark if DEMANDS[remark].at_door)
KEPT_BY_OFFICE: Final = frozenset({Remark.DAMAGED, Remark.POSTE_RESTANTE})  # without anybody at a door
MOST_ATTEMPTS: Final = 2  # Post Office Regulations 2024, Reg. 42: issued once, once more, never a third time


class Relation(TextChoices):
    """Who took an article: the authorised person, or for some anybody at the address (operations.md, section 5.1)."""

    SELF = "self", _("Addressee")
    FAMILY = "family", _("Family member")
    NEIGHBOUR = "neighbour", _("Neighbour at the addressee's wish")
    COLLEAGUE = "colleague", _("Colleague or reception")
    GUARD = "guard", _("Guard or caretaker")
    AUTHORISED = "authorised", _("Authorised in writing")


# Registered, insured and COD articles: the addressee, or whoever the addressee authorised (operations.md, section 5.1).
TO_ADDRESSEE: Final = frozenset({Relation.SELF, Relation.AUTHORISED})

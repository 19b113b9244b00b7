"""The life of a bag, bag numbers, and where a thing goes next. Pure."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from offices.models import Office
from offices.rules import MAIL_OFFICES, Kind

from .errors import BagMoveRefused, NoRoute

BAG_SERIES: Final = "EBK"  # Speed Post, bag, Karnataka: three letters and ten digits (operations.md, section 4.2)


class BagStatus(TextChoices):
    FILLING = "filling", _("being filled")
    CLOSED = "closed", _("closed")
    DESPATCHED = "despatched", _("on the way")
    RECEIVED = "received", _("received, not opened")
    EMPTIED = "emptied", _("opened")


BAG_MOVES: Final[dict[BagStatus, frozenset[BagStatus]]] = {
    BagStatus.FILLING: frozenset({BagStatus.CLOSED}),
    BagStatus.CLOSED: frozenset({BagStatus.DESPATCHED}),
    BagStatus.DESPATCHED: frozenset({BagStatus.RECEIVED}),
    BagStatus.RECEIVED: frozenset({BagStatus.EMPTIED}),
    BagStatus.EMPTIED: frozenset(),
}


def check_bag_move(number: str, present: str, to: BagStatus) -> None:
    """Raises BagMoveRefused unless the table allows the step."""
    if to not in BAG_MOVES[BagStatus(present)]:
        raise BagMoveRefused(number=number, present=BagStatus(present).label, wanted=to.label)


def bag_number(serial: int) -> str:
    return f"{BAG_SERIES}{serial:010d}"


def next_stop(*, at: Office, to: Office) -> Office:
    """The office to which a thing at `at` is bagged next on its way to `to` (not the same office).

    A branch office gives everything to its account office. A post office keeps what its own branches deliver and gives
    the rest to its hub. A hub gives to the office that delivers (through the account office, for a branch) or to that
    office's hub. Callers select `sorted_at` and `accounts_to` with the offices: this asks no queries.
    Raises NoRoute when a link is missing.
    """
    stop: Office | None
    if at.kind == Kind.BRANCH:
        stop = at.accounts_to
    elif to.accounts_to_id == at.pk and to.kind == Kind.BRANCH:
        stop = to
    elif at.kind not in MAIL_OFFICES or to.sorted_at_id != at.pk:
        stop = at.sorted_at if at.kind not in MAIL_OFFICES else to.sorted_at
    else:
        stop = to.accounts_to if to.kind == Kind.BRANCH else to
    if stop is None or stop.pk == at.pk:
        raise NoRoute(office=at.name, destination=to.name)
    return stop

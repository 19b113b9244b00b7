"""Kinds of bag and their lives, bag numbers, and where a thing goes next. Pure."""

from collections.abc import Collection
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from offices.models import Office
from offices.rules import MAIL_OFFICES, Kind
from transit.errors import BagMoveRefused, BagNotForBag, BagsOnly, NoRoute

BAG_SERIES: Final = "EBK"  # Speed Post, bag, Karnataka: three letters and ten digits (operations.md, section 4.2)


class BagKind(TextChoices):
    """What a bag is closed for (operations.md, section 4.1)."""

    STATION = "station", _("Station bag")  # for delivery by the office that gets it; may stay in the office
    TD = "td", _("TD bag")  # deliverable in the area of the office's own hub
    NTD = "ntd", _("NTD bag")  # everything else
    DIRECT = "direct", _("Direct bag")  # from a hub: to another hub, or to an office that delivers
    PARCEL = "parcel", _("Parcel bag")
    INSURED = "insured", _("Insured bag")  # rides inside another
    BRANCH = "branch", _("BO bag")
    ACCOUNT = "account", _("Account bag")  # papers, no articles; rides inside another
    TRANSIT = "transit", _("Transit bag")  # a bag of bags


class BagStatus(TextChoices):
    FILLING = "filling", _("being filled")
    CLOSED = "closed", _("closed")
    INSIDE = "inside", _("inside another bag")
    DESPATCHED = "despatched", _("on the way")
    RECEIVED = "received", _("received, not opened")
    EMPTIED = "emptied", _("opened")
    DELETED = "deleted", _("deleted, never sent")


BAG_MOVES: Final[dict[BagStatus, frozenset[BagStatus]]] = {
    BagStatus.FILLING: frozenset({BagStatus.CLOSED, BagStatus.DELETED}),
    # Filling: reopened. Received: a station bag of the office's own.
    BagStatus.CLOSED: frozenset({BagStatus.FILLING, BagStatus.INSIDE, BagStatus.DESPATCHED, BagStatus.RECEIVED}),
    # Closed: the outer bag was opened on the way, or reopened.
    BagStatus.INSIDE: frozenset({BagStatus.CLOSED, BagStatus.RECEIVED}),
    # Closed: the despatch was cancelled, or an office on the way has it and sends it on unopened.
    BagStatus.DESPATCHED: frozenset({BagStatus.CLOSED, BagStatus.RECEIVED}),
    BagStatus.RECEIVED: frozenset({BagStatus.EMPTIED}),
    BagStatus.EMPTIED: frozenset(),
    BagStatus.DELETED: frozenset(),
}
IN_CUSTODY: Final = frozenset({BagStatus.FILLING, BagStatus.CLOSED, BagStatus.RECEIVED})

SCALES_DIFFER_GRAMS: Final = 5  # two scales, one insured bag. Our assumption: no source gives a figure

# What may lie in what; an article may lie in every kind but those of BAGS_ONLY.
_RIDES_INSIDE: Final = frozenset({BagKind.INSURED, BagKind.ACCOUNT})
HOLDS: Final[dict[BagKind, frozenset[BagKind]]] = {
    BagKind.STATION: _RIDES_INSIDE,
    BagKind.TD: _RIDES_INSIDE,
    BagKind.NTD: _RIDES_INSIDE,
    BagKind.DIRECT: _RIDES_INSIDE,
    BagKind.PARCEL: _RIDES_INSIDE,
    BagKind.BRANCH: _RIDES_INSIDE,
    BagKind.INSURED: frozenset(),
    BagKind.ACCOUNT: frozenset(),
    BagKind.TRANSIT: frozenset(BagKind),
}
BAGS_ONLY: Final = frozenset({BagKind.TRANSIT, BagKind.ACCOUNT})

# Parcel bags: yellow by air, blue by surface (operations.md, 4.1); of the others no colour was found, so ours.
LABEL_COLOURS: Final[dict[BagKind, tuple[int, int, int]]] = {
    BagKind.PARCEL: (37, 99, 175),
    BagKind.INSURED: (178, 34, 34),
    BagKind.TRANSIT: (90, 90, 90),
}


def check_bag_move(number: str, present: str, to: BagStatus) -> None:
    """Raises BagMoveRefused unless the table allows the step."""
    if to not in BAG_MOVES[BagStatus(present)]:
        raise BagMoveRefused(number=number, present=BagStatus(present).label, wanted=to.label)


def check_holds(kind: str, number: str, inner: str | None) -> None:
    """Whether a bag of `kind` may hold `number`: an article (`inner` is None) or a bag of the kind `inner`.

    Raises BagsOnly, BagNotForBag.
    """
    outer = BagKind(kind)
    if inner is None:
        if outer in BAGS_ONLY:
            raise BagsOnly(number=number, kind=outer.label)
    elif BagKind(inner) not in HOLDS[outer]:
        raise BagNotForBag(number=number, inner=BagKind(inner).label, outer=outer.label)


def bag_number(serial: int) -> str:
    return f"{BAG_SERIES}{serial:010d}"


def same_weight(one: int | None, other: int) -> bool:
    """Whether two weighings of a bag, in grams, say the same."""
    return one is not None and abs(one - other) <= SCALES_DIFFER_GRAMS


def status_at(*, office_id: int, destination_id: int) -> BagStatus:
    """What a closed bag is at an office that took it: received where it is addressed to, else still on its way."""
    return BagStatus.RECEIVED if office_id == destination_id else BagStatus.CLOSED


def usual_kind(*, at: Office, stop: Office) -> BagKind:
    """The kind of bag that an office closes for a stop, where nothing is said about the articles."""
    if at.pk == stop.pk:
        return BagKind.STATION
    if Kind.BRANCH in (at.kind, stop.kind):
        return BagKind.BRANCH
    return BagKind.NTD if at.kind not in MAIL_OFFICES and stop.kind in MAIL_OFFICES else BagKind.DIRECT


def kind_for(*, at: Office, stop: Office, to: Office, product: str, services: Collection[str]) -> BagKind:
    """The kind of bag into which an article goes at `at`, on its way to `to` by way of `stop`."""
    kind = usual_kind(at=at, stop=stop)
    if kind in (BagKind.STATION, BagKind.BRANCH):
        return kind
    if "INS" in services:
        return BagKind.INSURED
    if "PARCEL" in product or product.startswith("IPP"):
        return BagKind.PARCEL
    near = to.sorted_at_id is not None and to.sorted_at_id == at.sorted_at_id
    return BagKind.TD if kind == BagKind.NTD and near else kind


def next_stop(*, at: Office, to: Office) -> Office:
    """The office to which a thing at `at` is bagged next on its way to `to` (not the same office).

    A branch office gives everything to its account office. A post office keeps what its own branches deliver and gives
    the rest to its hub. A hub gives to the office that delivers (through the account office, for a branch) or to that
    office's hub. Callers select `sorted_at` and `accounts_to` with the offices: this asks no queries.
    Raises NoRoute when a link is missing.
    """
    stop: Any
    if at.kind == Kind.BRANCH:
        stop = at.accounts_to
    elif to.accounts_to_id == at.pk and to.kind == Kind.BRANCH:
        stop = to  # of its own
    elif at.kind in MAIL_OFFICES and to.kind in MAIL_OFFICES:
        stop = to  # hubs close bags for every other hub
    elif at.kind not in MAIL_OFFICES or to.sorted_at_id != at.pk:
        stop = at.sorted_at if at.kind not in MAIL_OFFICES else to.sorted_at
    else:
        stop = to.accounts_to if to.kind == Kind.BRANCH else to
    if stop is None or stop.pk == at.pk:
        raise NoRoute(office=at.name, destination=to.name)
    found: Office = stop
    return found

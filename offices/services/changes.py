"""The office tree changes as two people decide: an office is moved, opened, closed, or merged into another.

One change at a time in the whole tree: each locks the top of it, since a move writes the paths of all that lies below.
`providers` say what an office still has, `carriers` take along what they know (`apt.wiring`): offices know neither bags
nor money. History stays where it was made: no row is ever deleted, and what an office did stays its own.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.errors import NotFound
from offices.directory.names import search_text
from offices.errors import (
    AlreadyThere,
    BelowItself,
    OfficeClosed,
    OfficeNotEmpty,
    OtherKind,
    PinTaken,
    TopOffice,
    WrongAbove,
)
from offices.models import Approval, Office, OfficeChange, PincodeService, User
from offices.queries import left_at
from offices.queries.changes import Provider
from offices.rules import (
    POST_OFFICES,
    SERIES,
    TAKEN_OVER,
    Basis,
    Change,
    Kind,
    Left,
    may_report,
    path_below,
    sounds_of_name,
)

from .approvals import request_approval
from .figures import sum_up_elsewhere

MOVE: Final = "offices.move"
OPEN: Final = "offices.open"
CLOSE: Final = "offices.close"
MERGE: Final = "offices.merge"
CHANGES: Final = (MOVE, OPEN, CLOSE, MERGE)

# Takes what it knows of the first office to the second, or, with None, off the lists: (office, into, by, now).
Carrier = Callable[..., None]


@use_case
def ask_to_move(*, office: Office, under: Office, reason: str, by: User, now: datetime) -> Approval:
    """Ask that `office`, with all below it, report to `under`. Refuses at once what `move_as_approved` would."""
    check_move(office, under)
    return _ask(
        MOVE, at=_above_both(office, under), office=office, asked={"under": under.code},
        summary=f"{Change.MOVE.label}: {office} -> {under}", reason=reason, by=by, now=now,
    )  # fmt: skip


@use_case
def ask_to_open(
    *, under: Office, kind: Kind, name: str, pincode: str, delivers: bool, reason: str, by: User, now: datetime
) -> Approval:
    """Ask for a new office under another. Refuses at once what `open_as_approved` would."""
    check_opening(under=under, kind=kind, pincode=pincode, delivers=delivers, on=ist_date(now))
    asked = {"kind": kind.value, "name": name, "pincode": pincode, "delivers": delivers}
    summary = f"{Change.OPEN.label}: {name} ({kind.label}, {pincode}) -> {under}"
    return _ask(OPEN, at=under, office=under, asked=asked, summary=summary, reason=reason, by=by, now=now)


@use_case
def ask_to_close(*, office: Office, reason: str, providers: Sequence[Provider], by: User, now: datetime) -> Approval:
    """Ask that an office close. Refuses at once what `close_as_approved` would."""
    above = check_closing(office, on=ist_date(now), providers=providers)
    summary = f"{Change.CLOSE.label}: {office}"
    return _ask(CLOSE, at=above, office=office, asked={}, summary=summary, reason=reason, by=by, now=now)


@use_case
def ask_to_merge(
    *, office: Office, into: Office, reason: str, providers: Sequence[Provider], by: User, now: datetime
) -> Approval:
    """Ask that an office go into another. Refuses at once what `merge_as_approved` would."""
    check_merging(office, into, on=ist_date(now), providers=providers)
    return _ask(
        MERGE, at=_above_both(office, into), office=office, asked={"into": into.code},
        summary=f"{Change.MERGE.label}: {office} -> {into}", reason=reason, by=by, now=now,
    )  # fmt: skip


@step
def move_as_approved(*, approval: Approval, by: User, now: datetime, providers: Sequence[Provider]) -> None:
    """`offices.move`, approved: the office and all below it hang elsewhere from now on, its accounts with it.

    Raises TopOffice, OfficeClosed, WrongAbove, BelowItself, AlreadyThere; OfficeNotEmpty while a shift is open in an
    office whose accounts would go elsewhere.
    """
    _lock_tree()
    office, under = _named(approval, "office"), _named(approval, "under")
    check_move(office, under)
    before = office.reports_to
    if office.accounts_to_id == office.reports_to_id and office.accounts_to_id is not None:
        _check_left(office, on=ist_date(now), providers=providers, allowed=frozenset(Left) - {Left.SHIFTS})
    _hang(office, under)
    _note(Change.MOVE, office, before=before, after=under, approval=approval, by=by, now=now)


@step
def open_as_approved(*, approval: Approval, by: User, now: datetime) -> None:
    """`offices.open`, approved: an office under the next code of its series, with its PIN if it delivers there.

    It begins to book with the wave it is put into, as all do. Raises OfficeClosed, WrongAbove, PinTaken.
    """
    _lock_tree()
    under, asked, today = _named(approval, "office"), approval.payload, ist_date(now)
    kind, pincode, delivers = Kind(asked["kind"]), str(asked["pincode"]), bool(asked["delivers"])
    check_opening(under=under, kind=kind, pincode=pincode, delivers=delivers, on=today)
    first = SERIES[kind] * 10_000_000
    last = Office.objects.filter(code__gt=str(first), code__lt=str(first + 9_999_999)).aggregate(last=Max("code"))
    code = str(int(last["last"] or first) + 1)
    accounts = under if kind in POST_OFFICES - {Kind.HEAD} and under.kind in POST_OFFICES else None
    text = search_text(str(asked["name"]), under.district, pincode)
    office = Office.objects.create(
        code=code, name=asked["name"], kind=kind, pincode=pincode, reports_to=under, reporting_basis=Basis.SOURCE,
        accounts_to=accounts, accounting_basis=Basis.SOURCE if accounts else "", cash_from=accounts,
        sorted_at=under.sorted_at, path=f"{under.path}{code}/", delivers=delivers, district=under.district,
        state=under.state, single_handed=kind == Kind.BRANCH, opened_on=today, basis=Basis.SOURCE,
        search_text=text, sounds=sounds_of_name(text),
    )  # fmt: skip
    if delivers:
        PincodeService.objects.create(pincode=pincode, office=office, valid=DateRange(today, None), basis=Basis.SOURCE)
    _note(Change.OPEN, office, before=None, after=under, approval=approval, by=by, now=now)


@step
def close_as_approved(
    *, approval: Approval, by: User, now: datetime, providers: Sequence[Provider], carriers: Sequence[Carrier]
) -> None:
    """`offices.close`, approved: closed from today on; other offices' lists leave it out.

    Raises TopOffice, OfficeClosed, OfficeNotEmpty (names what is left).
    """
    _lock_tree()
    office = _named(approval, "office")
    above = check_closing(office, on=ist_date(now), providers=providers)
    for carry in carriers:
        carry(office=office, into=None, by=by, now=now)
    _close(office, into=None, now=now)
    _note(Change.CLOSE, office, before=above, after=None, approval=approval, by=by, now=now)


@step
def merge_as_approved(
    *, approval: Approval, by: User, now: datetime, providers: Sequence[Provider], carriers: Sequence[Carrier]
) -> None:
    """`offices.merge`, approved: offices, PINs, lists and articles on their way go over; then it is closed.

    Raises TopOffice, OfficeClosed, OtherKind, BelowItself, WrongAbove, OfficeNotEmpty (names what is left).
    """
    _lock_tree()
    office, into, today = _named(approval, "office"), _named(approval, "into"), ist_date(now)
    check_merging(office, into, on=today, providers=providers)
    for child in Office.objects.filter(reports_to=office, closed_on__isnull=True).order_by("code"):
        _hang(child, into)
    for link in ("accounts_to", "cash_from", "sorted_at"):
        Office.objects.filter(**{link: office}, closed_on__isnull=True).update(**{link: into})
    _hand_over_pins(office, into, on=today)
    for carry in carriers:
        carry(office=office, into=into, by=by, now=now)
    before = office.reports_to
    _close(office, into=into, now=now)
    _note(Change.MERGE, office, before=before, after=into, approval=approval, by=by, now=now)


def check_move(office: Office, under: Office) -> None:
    """Raises what `move_as_approved` raises, but for OfficeNotEmpty."""
    _check_stands(office, under)
    if under.path.startswith(office.path):
        raise BelowItself(office=office.name, field="other")
    if not may_report(office.kind, under.kind):
        raise WrongAbove(kind=office.get_kind_display(), above=under.get_kind_display(), field="other")
    if office.reports_to_id == under.pk:
        raise AlreadyThere(office=office.name, above=under.name, field="other")


def check_opening(*, under: Office, kind: Kind, pincode: str, delivers: bool, on: date) -> None:
    """Raises OfficeClosed, WrongAbove, PinTaken."""
    if under.closed_on:
        raise OfficeClosed(office=under.name, date=under.closed_on)
    if not may_report(kind, under.kind):
        raise WrongAbove(kind=kind.label, above=under.get_kind_display(), field="kind")
    held = PincodeService.objects.filter(pincode=pincode, valid__contains=on).select_related("office").first()
    if delivers and held:
        raise PinTaken(pincode=pincode, office=held.office.name, field="pincode")


def check_closing(office: Office, *, on: date, providers: Sequence[Provider]) -> Office:
    """The office above. Raises TopOffice, OfficeClosed, OfficeNotEmpty."""
    _check_stands(office)
    _check_left(office, on=on, providers=providers, allowed=frozenset())
    assert office.reports_to  # noqa: S101  # not the top
    return office.reports_to


def check_merging(office: Office, into: Office, *, on: date, providers: Sequence[Provider]) -> None:
    """Raises what `merge_as_approved` raises."""
    _check_stands(office, into)
    if office.kind != into.kind:
        raise OtherKind(kind=office.get_kind_display(), field="other")
    if into.path.startswith(office.path):
        raise BelowItself(office=office.name, field="other")
    _check_left(office, on=on, providers=providers, allowed=TAKEN_OVER)


def _check_stands(*offices: Office) -> None:
    for office in offices:
        if office.closed_on:
            raise OfficeClosed(office=office.name, date=office.closed_on)
    if offices[0].reports_to_id is None:
        raise TopOffice(office=offices[0].name)


def _check_left(office: Office, *, on: date, providers: Sequence[Provider], allowed: frozenset[Left]) -> None:
    left = {what: count for what, count in left_at(office, on=on, providers=providers).items() if what not in allowed}
    if left:
        raise OfficeNotEmpty(office=office.name, left=", ".join(f"{what.label}: {left[what]}" for what in left))


@step
def _ask(
    topic: str, *, at: Office, office: Office, asked: dict[str, Any], summary: str, reason: str, by: User, now: datetime
) -> Approval:
    return request_approval(
        topic=topic, office=at, payload={"office": office.code, **asked}, summary=summary, reason=reason, by=by, now=now
    )


def _above_both(office: Office, other: Office) -> Office:
    """Where it is decided: at the lowest office above both, since it is the affair of both."""
    path = path_below(office.path.rpartition(f"{office.code}/")[0], other.path)
    return Office.objects.get(path=path)


def _lock_tree() -> None:
    """One change at a time. Not against those who only name an office in a row of theirs: nobody at a counter waits."""
    tops = Office.objects.select_for_update(no_key=True).filter(reports_to__isnull=True)
    assert list(tops.order_by("pk").values_list("pk", flat=True))  # noqa: S101  # there is a tree, and it is locked


def _named(approval: Approval, role: str) -> Office:
    """Read after the lock: the office as it stands now, not as it was asked about."""
    found = Office.objects.select_related("reports_to", "sorted_at").filter(code=approval.payload[role]).first()
    if found is None:
        raise NotFound()
    return found


@step
def _hang(office: Office, under: Office) -> None:
    """`office` reports to `under`; accounts and cash follow where they went to the office above; so do the sums of
    its figures. Three statements."""
    before_id = office.reports_to_id
    old, new = office.path, f"{under.path}{office.code}/"
    # Only a post office keeps accounts for others; below an administrative one they stay where they are.
    if under.kind in POST_OFFICES:
        if office.accounts_to_id == office.reports_to_id:
            office.accounts_to, office.accounting_basis = under, Basis.SOURCE
        if office.cash_from_id == office.reports_to_id:
            office.cash_from = under
    office.reports_to, office.reporting_basis = under, Basis.SOURCE
    office.save(update_fields=["reports_to", "reporting_basis", "accounts_to", "accounting_basis", "cash_from"])
    Office.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    office.path = new
    sum_up_elsewhere(office_id=office.pk, before_id=before_id, after_id=under.pk)


@step
def _hand_over_pins(office: Office, into: Office, *, on: date) -> None:
    """The other office delivers at its PINs from `on`. Three statements."""
    held = list(PincodeService.objects.select_for_update().filter(office=office, valid__contains=on).order_by("pk"))
    begun_today = [one.pk for one in held if one.valid.lower == on]
    PincodeService.objects.filter(pk__in=begun_today).delete()  # it would have lasted no day at all
    for one in held:
        one.valid = DateRange(one.valid.lower, on)
    PincodeService.objects.bulk_update([one for one in held if one.pk not in begun_today], ["valid"])
    PincodeService.objects.bulk_create(
        PincodeService(pincode=one.pincode, office=into, valid=DateRange(on, None), basis=Basis.SOURCE) for one in held
    )
    if held and not into.delivers:
        Office.objects.filter(pk=into.pk).update(delivers=True)


@step
def _close(office: Office, *, into: Office | None, now: datetime) -> None:
    office.closed_on, office.merged_into, office.delivers = max(ist_date(now), office.opened_on), into, False
    office.save(update_fields=["closed_on", "merged_into", "delivers"])


@step
def _note(
    change: Change, office: Office, *, before: Office | None, after: Office | None, approval: Approval, by: User,
    now: datetime,
) -> None:  # fmt: skip
    OfficeChange.objects.create(
        office=office, change=change, before=before, after=after, approval=approval, asked_by=approval.made_by,
        decided_by=by, reason=approval.reason, at=now,
    )  # fmt: skip

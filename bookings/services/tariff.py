"""A tariff sheet from the file to the counter: loaded, checked, replayed, proposed, approved by another person."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import Sum

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.money import format_paise
from bookings.access import lock_sheet
from bookings.errors import SheetHasErrors, SheetNotADraft, SheetNotReplayed
from bookings.models import TariffReplay, TariffSheet
from bookings.queries import packaged, sheet_in_force, tariff_of_sheet
from bookings.rules import SHEET_MOVES, SheetState, Tariff
from bookings.rules.tariff.changes import changes_to_the_past, fingerprint
from bookings.rules.tariff.checks import Finding, check_tariff
from offices.models import Approval, Office, User
from offices.services import request_approval

from .sheet_rows import bring_rows_into_force, write_rows

APPROVE_TARIFF: Final = "bookings.approve_tariff"


class Loaded(NamedTuple):
    sheet: TariffSheet
    is_new: bool


@use_case
def load_sheet(*, tariff: Tariff, source: str, by: User | None, now: datetime, as_draft: bool = False) -> Loaded:
    """Write a tariff as a sheet: a draft. The packaged one is in force at once, if none is and nobody wants a draft.

    `by` is None for the operator's command. The same tariff again is the sheet that stands. Raises SheetHasErrors for
    a packaged tariff that its own checks refuse.
    """
    sha256 = fingerprint(tariff)
    over = (SheetState.SUPERSEDED, SheetState.WITHDRAWN)
    standing = TariffSheet.objects.exclude(state__in=over).filter(sha256=sha256).order_by("id").first()
    if standing:
        return Loaded(standing, is_new=False)
    sheet = TariffSheet.objects.create(sha256=sha256, source=source[:200], loaded_at=now, loaded_by=by)
    write_rows(sheet=sheet, tariff=tariff)
    first = sheet_in_force() is None and sha256 == fingerprint(packaged())
    if first and not as_draft:
        refuse_errors(check_tariff(tariff))
        _bring_into_force(sheet, by=by, now=now)
    return Loaded(sheet, is_new=True)


def findings(sheet: TariffSheet, tariff: Tariff, before: Tariff, *, today: date) -> list[Finding]:
    """What the checks find in a sheet; of one that is in force or was, the past is no question any more."""
    found = check_tariff(tariff)
    if sheet.state in (SheetState.DRAFT, SheetState.CHECKED):
        found = [*changes_to_the_past(before, tariff, today=today), *found]
    return found


@use_case
def withdraw_sheet(*, sheet: TariffSheet, by: User, now: datetime) -> TariffSheet:
    """Give up a sheet that is not in force; it stays to be looked at, and its file may be loaded again.

    If a second person was asked already, approving it is refused from now on. A repeat changes nothing. Raises
    SheetNotADraft.
    """
    locked = lock_sheet(sheet)
    if locked.state == SheetState.WITHDRAWN:
        return locked
    if SheetState.WITHDRAWN not in SHEET_MOVES[SheetState(locked.state)]:
        raise SheetNotADraft(state=locked.get_state_display())
    locked.state, locked.withdrawn_at, locked.withdrawn_by = SheetState.WITHDRAWN, now, by
    locked.save(update_fields=["state", "withdrawn_at", "withdrawn_by"])
    return locked


@use_case
def propose_sheet(*, sheet: TariffSheet, office: Office, reason: str, by: User, now: datetime) -> Approval:
    """Ask that a draft come into force: another person of the Directorate decides.

    Raises SheetNotADraft, SheetHasErrors, SheetNotReplayed; nothing is asked then.
    """
    locked = _check_ready(sheet, now)
    locked.state = SheetState.CHECKED
    locked.save(update_fields=["state"])
    return request_approval(
        topic=APPROVE_TARIFF,
        office=office,
        payload={"sheet": locked.pk},
        summary=_in_one_sentence(locked),
        reason=reason,
        by=by,
        now=now,
    )


def _in_one_sentence(sheet: TariffSheet) -> str:
    """The sheet and what its latest replay found, for the person who decides."""
    replay = sheet.replays.filter(finished_at__isnull=False).order_by("-id")[0]
    sums = replay.lines.aggregate(before=Sum("before_paise", default=0), after=Sum("after_paise", default=0))
    days = f"{replay.first_day:%d.%m.%Y} - {replay.last_day:%d.%m.%Y}"
    name = f"{sheet.source[:80]} ({sheet.sha256[:8]})"
    return f"{name}, {days}: {format_paise(sums['before'])} -> {format_paise(sums['after'])}"


@step
def approve_sheet_as_decided(*, approval: Approval, by: User, now: datetime) -> None:
    """`bookings.approve_tariff`, approved: the sheet is in force, the one before is superseded.

    Looks again at all that was looked at when it was proposed: another sheet may have come into force since, and days
    have passed. Raises what `propose_sheet` raises.
    """
    # One decision about tariffs at a time: two would both find the same sheet in force, and both supersede it.
    Office.objects.select_for_update(no_key=True).get(pk=approval.office_id)
    sheet = TariffSheet.objects.get(pk=approval.payload["sheet"])
    _bring_into_force(_check_ready(sheet, now), by=by, now=now)


def _check_ready(sheet: TariffSheet, now: datetime) -> TariffSheet:
    locked = lock_sheet(sheet)
    if SheetState.APPROVED not in SHEET_MOVES[SheetState(locked.state)]:
        raise SheetNotADraft(state=locked.get_state_display())
    before = sheet_in_force()
    standing = tariff_of_sheet(before) if before else packaged()
    refuse_errors(findings(locked, tariff_of_sheet(locked), standing, today=ist_date(now)))
    if not TariffReplay.objects.filter(sheet=locked, finished_at__isnull=False).exists():
        raise SheetNotReplayed()
    return locked


def refuse_errors(found: list[Finding]) -> None:
    """Raises SheetHasErrors, with the first of them."""
    errors = [one for one in found if one.blocks]
    if errors:
        first = ": ".join(filter(None, (errors[0].about, errors[0].where, errors[0].text)))
        raise SheetHasErrors(count=len(errors), first=first)


def _bring_into_force(sheet: TariffSheet, *, by: User | None, now: datetime) -> None:
    before = sheet_in_force()
    if before:
        before.state = SheetState.SUPERSEDED
        before.save(update_fields=["state"])
    bring_rows_into_force(sheet=sheet, before=before)
    changed: dict[str, Any] = {"state": SheetState.APPROVED, "approved_at": now, "approved_by": by}
    for name, value in changed.items():
        setattr(sheet, name, value)
    sheet.save(update_fields=list(changed))

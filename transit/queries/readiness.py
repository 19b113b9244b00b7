"""What an office lacks before mail can move on a day: mappings, bag numbers, sets with their due mail lists, schedules
to where its bags go."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from bookings.models import NumberBlock
from offices.models import Office
from offices.rules import MAIL_OFFICES, POST_OFFICES, Check, Kind
from transit.models import MailSet, ScheduleStop
from transit.rules import BAG_SERIES, BagKind, Lack, usual_kind

from .links import office_with_links

_DAY = 24 * 60


@dataclass(frozen=True)
class Gap:
    """Something that is missing at an office; `towards` is where the schedule or the bags should go."""

    office: Office
    lack: Lack
    towards: Office | None = None


@dataclass(frozen=True)
class DueStop:
    """An office for which another closes bags."""

    stop: Office
    kinds: list[str]
    schedules: list[str]  # codes of those that lead there on the day


def gaps_of(offices: "QuerySet[Office]", *, on: date) -> list[Gap]:
    """Everything that these offices lack on a day, by office. Seven queries, whatever their number."""
    scope = list(
        offices.filter(kind__in=[*POST_OFFICES, *MAIL_OFFICES], closed_on__isnull=True)
        .select_related("sorted_at", "accounts_to")
        .order_by("path", "code")
    )
    served, hubs = _served_by(scope), _hubs(scope)
    runs = _runs(on)
    numbered = set(
        NumberBlock.objects.filter(series=BAG_SERIES, next_serial__lte=F("last_serial")).values_list(
            "office", flat=True
        )
    )
    due = _due_at(scope)
    gaps: list[Gap] = []
    for office in scope:
        gaps += [Gap(office, lack) for lack in _mappings(office)]
        gaps += [Gap(office, Lack.NUMBERS)] if office.pk not in numbered else []
        stops = _stops_of(office, served.get(office.pk, ()), hubs)
        if office.kind in MAIL_OFFICES:
            listed = due.get(office.pk)
            gaps += [] if listed else [Gap(office, Lack.SET)]
            gaps += [Gap(office, Lack.DUE_LIST, stop) for stop in stops if listed and stop.pk not in listed]
        gaps += [Gap(office, Lack.SCHEDULE, stop) for stop in stops if (office.pk, stop.pk) not in runs]
    return gaps


_AS_CHECK = {
    Lack.HUB: Check.MAPPING, Lack.ACCOUNT_OFFICE: Check.MAPPING, Lack.NUMBERS: Check.BAG_NUMBERS, Lack.SET: Check.SET,
    Lack.DUE_LIST: Check.DUE_LIST, Lack.SCHEDULE: Check.SCHEDULE,
}  # fmt: skip


def lacking_for_mail(offices: Sequence[Office], on: date) -> Iterable[tuple[int, Check, str]]:
    """The same gaps as red rows of the roll-out (`offices.queries.rollout`)."""
    scope = Office.objects.filter(pk__in=[one.pk for one in offices])
    for gap in gaps_of(scope, on=on):
        yield gap.office.pk, _AS_CHECK[gap.lack], gap.towards.name if gap.towards else ""


def due_mail_list(office: Office, *, on: date) -> list[DueStop]:
    """For which offices this one closes bags, of which kinds, and by which schedules on a day. At most five queries."""
    at = office_with_links(office)
    runs = _runs(on)
    stops = _stops_of(at, _served_by([at]).get(at.pk, ()), _hubs([at]))
    return [DueStop(stop, _kinds(at, stop), runs.get((at.pk, stop.pk), [])) for stop in stops]


def _kinds(at: Office, stop: Office) -> list[str]:
    kind = usual_kind(at=at, stop=stop)
    kinds = [BagKind.TD, BagKind.NTD] if kind == BagKind.NTD else [kind]
    return [str(one.label) for one in kinds]


def _mappings(office: Office) -> list[Lack]:
    if office.kind == Kind.BRANCH:
        return [] if office.accounts_to_id else [Lack.ACCOUNT_OFFICE]
    return [] if office.kind in MAIL_OFFICES or office.sorted_at_id else [Lack.HUB]


def _stops_of(office: Office, served: Iterable[Office], hubs: Iterable[Office]) -> list[Office]:
    up = office.accounts_to if office.kind == Kind.BRANCH else office.sorted_at
    if office.kind in MAIL_OFFICES:
        return [*(hub for hub in hubs if hub.pk != office.pk), *served]
    return [*([up] if up else []), *served]


def _served_by(offices: Collection[Office]) -> dict[int, list[Office]]:
    """By office: the branches of a post office, the post offices of a hub."""
    ids = [office.pk for office in offices]
    found: dict[int, list[Office]] = {}
    below = Office.objects.filter(closed_on__isnull=True).order_by("name", "code")
    for branch in below.filter(kind=Kind.BRANCH, accounts_to__in=ids):
        found.setdefault(branch.accounts_to_id or 0, []).append(branch)
    for office in below.filter(kind__in=sorted(POST_OFFICES - {Kind.BRANCH}), sorted_at__in=ids):
        found.setdefault(office.sorted_at_id or 0, []).append(office)
    return found


def _due_at(offices: Collection[Office]) -> dict[int, set[int]]:
    """By mail office: the offices on the due mail list of any of its sets. One query."""
    kept = MailSet.due.through.objects.filter(
        mailset__office__in=[one.pk for one in offices if one.kind in MAIL_OFFICES], mailset__ended_at=None
    )
    found: dict[int, set[int]] = {}
    for office, stop in kept.values_list("mailset__office", "office"):
        found.setdefault(office, set()).add(stop)
    return found


def _hubs(offices: Collection[Office]) -> list[Office]:
    """Every hub of the land, where one of these is a mail office itself; else nobody asks."""
    if not any(office.kind in MAIL_OFFICES for office in offices):
        return []
    hubs = Office.objects.filter(kind__in=sorted(MAIL_OFFICES), closed_on__isnull=True, sorts_for__isnull=False)
    return list(hubs.distinct().order_by("name", "code"))


def _runs(on: date) -> dict[tuple[int, int], list[str]]:
    """By office and later stop: the schedules that leave the first for the second on a day. One query."""
    stops = ScheduleStop.objects.filter(schedule__ended_at__isnull=True).order_by("schedule__code", "position")
    runs: dict[tuple[int, int], list[str]] = {}
    before: list[tuple[int, int]] = []  # of the schedule at hand: office, minute
    at_hand = ""
    for code, days, office, departs in stops.values_list(
        "schedule__code", "schedule__days", "office", "departs_minute"
    ):
        if code != at_hand:
            before, at_hand = [], code
        for earlier, minute in before:
            if (on - timedelta(days=minute // _DAY)).isoweekday() in days:
                runs.setdefault((earlier, office), []).append(code)
        if departs is not None:
            before.append((office, departs))
    return runs

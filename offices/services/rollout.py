"""Waves of the roll-out: planned, measured, decided by two people, rolled back within the window.

`providers` say what offices lack (`apt.wiring.READINESS`), handed in by argument: offices know neither bags nor money.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.conf import settings

from apt.core.clock import day_in_words, ist_date
from apt.core.db import step, use_case
from offices.errors import (
    BlackoutDay,
    CapacityNotShown,
    DayIsPast,
    OfficesInAWave,
    TooLateToRollBack,
    WaveExists,
    WaveMoveRefused,
    WaveNotReady,
)
from offices.models import Approval, Office, User, Wave, WaveDecision
from offices.queries import capacity_needed, missing_in, offices_to_take
from offices.queries.rollout import Provider
from offices.rules import WAVE_MOVES, WaveState

from .approvals import request_approval

GO: Final = "offices.wave_go"


@use_case
def plan_wave(*, number: int, name: str, opens_on: date, codes: Sequence[str], by: User | None, now: datetime) -> Wave:
    """A wave of all post and mail offices at or below `codes` that are in none yet. `by` is None for the installation.

    Raises WaveExists, BlackoutDay, DayIsPast, OfficesInAWave (nothing is left to take).
    """
    first = Wave.objects.filter(number=number, name=name, opens_on=opens_on, made_by=by).first()
    if first:
        return first  # pressed twice
    check_day(opens_on, now=now)
    if Wave.objects.filter(number=number).exists():
        raise WaveExists(number=number, field="number")
    wave = Wave.objects.create(number=number, name=name, opens_on=opens_on, made_by=by, made_at=now)
    if not offices_to_take(codes).update(wave=wave):
        raise OfficesInAWave(field="codes")
    return wave


def check_day(opens_on: date, *, now: datetime) -> None:
    if opens_on <= ist_date(now):
        raise DayIsPast(date=day_in_words(opens_on), field="opens_on")
    for first, last, why in settings.ROLL_OUT["blackouts"]:
        if first <= opens_on <= last:
            raise BlackoutDay(first=day_in_words(first), last=day_in_words(last), why=why, field="opens_on")


@use_case
def note_capacity(*, number: int, a_second: int, measured_on: date, by: User, now: datetime) -> Wave:
    """What the last load test sustained, in bookings a second."""
    wave = _locked(number)
    wave.measured_a_second, wave.measured_on = a_second, measured_on
    wave.save(update_fields=["measured_a_second", "measured_on"])
    return wave


@use_case
def ask_to_go(
    *, number: int, reason: str, office: Office, providers: Sequence[Provider], by: User, now: datetime
) -> Approval:
    """Ask a second person, who manages `office`, for the go. Refuses at once what would be refused at the decision."""
    wave = _locked(number)
    _check_ready(wave, providers, now=now)
    return request_approval(
        topic=GO, office=office, payload={"wave": wave.number, "opens_on": wave.opens_on.isoformat()},
        summary=f"Go: wave {wave.number}, {wave.name}, {wave.opens_on:%d.%m.%Y}", reason=reason, by=by, now=now,
    )  # fmt: skip


@step
def go_as_approved(*, approval: Approval, by: User, now: datetime, providers: Sequence[Provider]) -> None:
    """All offices of the wave begin on its day. Raises WaveMoveRefused (also when the day was changed since),
    WaveNotReady, CapacityNotShown, BlackoutDay, DayIsPast."""
    wave = _locked(approval.payload["wave"])
    if wave.opens_on.isoformat() != approval.payload["opens_on"]:
        raise _refused(wave, WaveState.GO)
    _check_ready(wave, providers, now=now)
    wave.offices.filter(closed_on__isnull=True).update(rolled_out_on=wave.opens_on)
    _move(wave, WaveState.GO, missing=0, reason=approval.reason, by=by, now=now)


@use_case
def roll_back(*, number: int, reason: str, by: User, now: datetime) -> Wave:
    """The offices of a wave book no more until it goes again. Raises WaveMoveRefused, TooLateToRollBack."""
    wave = _locked(number)
    _check_move(wave, WaveState.ROLLED_BACK)
    until = wave.opens_on + settings.ROLL_OUT["back_within"]
    if ist_date(now) > until:
        raise TooLateToRollBack(number=number, date=day_in_words(until))
    wave.offices.update(rolled_out_on=None)
    _move(wave, WaveState.ROLLED_BACK, missing=0, reason=reason, by=by, now=now)
    return wave


@use_case
def plan_again(*, number: int, opens_on: date, missing: int, reason: str, by: User, now: datetime) -> Wave:
    """Another day: a no-go of a planned wave, with how much was red, or a new beginning after a roll-back."""
    wave = _locked(number)
    if wave.state != WaveState.PLANNED:
        _check_move(wave, WaveState.PLANNED)
    check_day(opens_on, now=now)
    if (wave.state, wave.opens_on) == (WaveState.PLANNED, opens_on):
        return wave  # pressed twice
    wave.opens_on = opens_on
    _move(wave, WaveState.PLANNED, missing=missing, reason=reason, by=by, now=now)
    return wave


@use_case
def withdraw_wave(*, number: int, reason: str, by: User, now: datetime) -> Wave:
    """Its offices are free for another wave."""
    wave = _locked(number)
    _check_move(wave, WaveState.WITHDRAWN)
    wave.offices.update(wave=None)
    _move(wave, WaveState.WITHDRAWN, missing=0, reason=reason, by=by, now=now)
    return wave


def _locked(number: int) -> Wave:
    return Wave.objects.select_for_update().get(number=number)


def _check_ready(wave: Wave, providers: Sequence[Provider], *, now: datetime) -> None:
    _check_move(wave, WaveState.GO)
    check_day(wave.opens_on, now=now)
    if missing := missing_in(wave, providers=providers):
        raise WaveNotReady(missing=len(missing))
    needed = capacity_needed(wave)
    if (wave.measured_a_second or 0) < needed:
        raise CapacityNotShown(needed=needed, shown=wave.measured_a_second or 0)


def _check_move(wave: Wave, to: WaveState) -> None:
    if to not in WAVE_MOVES[WaveState(wave.state)]:
        raise _refused(wave, to)


def _refused(wave: Wave, to: WaveState) -> WaveMoveRefused:
    return WaveMoveRefused(number=wave.number, present=WaveState(wave.state).label, wanted=to.label)


@step
def _move(wave: Wave, to: WaveState, *, missing: int, reason: str, by: User, now: datetime) -> None:
    wave.state = to
    wave.save(update_fields=["state", "opens_on"])
    WaveDecision.objects.create(
        wave=wave, state=to, opens_on=wave.opens_on, missing=missing, reason=reason, by=by, at=now
    )

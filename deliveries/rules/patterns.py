"""What many attempts of one postman look like together. Pure; a pattern lists its attempts, and punishes nobody (H14).

One flag is an accident of a phone; the same one again and again is a question (trust goals D1, D8 and D9).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from digipin.rules import Point, metres_between

from .attempts import Verdict
from .honesty import Flag


class Pattern(TextChoices):
    GUESSING = "guessing", _("wrong codes for several articles")
    FAR_CODES = "far_codes", _("codes entered far from the door: were they asked for by telephone?")
    BURST = "burst", _("many handed over from one spot within minutes")
    ONE_NUMBER = "one_number", _("codes of several addressees went to one number")
    FALSE_FAILURES = "false_failures", _("failures that look false")
    AFTER_HOURS = "after_hours", _("handed over outside the hours of delivery")


class PatternLimits(NamedTuple):
    """Ours, shown as assumptions (`settings.HONEST_PATTERNS`)."""

    articles_guessed: int
    at_least: int  # so many flagged attempts
    percent: int  # and so many of a hundred of that kind
    burst: int
    burst_within: timedelta
    spot_m: int
    doors_of_a_number: int


class Seen(NamedTuple):
    """One attempt, as far as patterns go."""

    attempt: int
    postman: int
    article: int
    at: datetime
    verdict: str
    with_code: bool
    flags: Sequence[str]
    place: Point | None
    door: str
    number: str  # to which the code went


class Suspicion(NamedTuple):
    postman: int
    pattern: Pattern
    attempts: tuple[int, ...]  # the evidence


def patterns_in(seen: Iterable[Seen], limits: PatternLimits) -> list[Suspicion]:
    """In the order of postmen and patterns."""
    by_postman: dict[int, list[Seen]] = defaultdict(list)
    for one in seen:
        by_postman[one.postman].append(one)
    found = []
    for postman, own in sorted(by_postman.items()):
        evidence = {
            Pattern.GUESSING: _guessing(own, limits),
            Pattern.FAR_CODES: _often([one for one in own if _handed(one) and one.with_code], _far, limits),
            Pattern.BURST: _burst(own, limits),
            Pattern.ONE_NUMBER: _one_number(own, limits),
            Pattern.FALSE_FAILURES: _often([one for one in own if _failed(one)], _false, limits),
            Pattern.AFTER_HOURS: _often([one for one in own if _handed(one)], _late, limits),
        }
        found += [
            Suspicion(postman, pattern, tuple(one.attempt for one in those))
            for pattern, those in evidence.items()
            if those
        ]
    return found


def _handed(one: Seen) -> bool:
    return one.verdict == Verdict.DELIVERED


def _failed(one: Seen) -> bool:
    return one.verdict == Verdict.NOT_DELIVERED


def _far(one: Seen) -> bool:
    return Flag.FAR in one.flags


def _late(one: Seen) -> bool:
    return Flag.AFTER_HOURS in one.flags


def _false(one: Seen) -> bool:
    return not {Flag.FAR, Flag.SAME_SPOT, Flag.SAME_PHOTO, Flag.JUMP}.isdisjoint(one.flags)


def _often(of: list[Seen], looks: Callable[[Seen], bool], limits: PatternLimits) -> list[Seen]:
    those = [one for one in of if looks(one)]
    enough = len(those) >= limits.at_least and len(those) * 100 >= limits.percent * len(of)
    return those if enough else []


def _guessing(own: list[Seen], limits: PatternLimits) -> list[Seen]:
    wrong = [one for one in own if one.verdict in (Verdict.WRONG_CODE, Verdict.CODE_LOCKED)]
    locked = {one.article for one in wrong if one.verdict == Verdict.CODE_LOCKED} | _thrice(wrong)
    return [one for one in wrong if one.article in locked] if len(locked) >= limits.articles_guessed else []


def _thrice(wrong: list[Seen]) -> set[int]:
    """Articles whose code ran out of tries, also where nobody tried a fourth time."""
    count: dict[int, int] = defaultdict(int)
    for one in wrong:
        count[one.article] += 1
    return {article for article, times in count.items() if times >= 3}


def _burst(own: list[Seen], limits: PatternLimits) -> list[Seen]:
    """The first run of hand-overs at different doors from one spot."""
    placed = sorted((one for one in own if _handed(one) and one.place), key=lambda one: one.at)
    start = 0
    for end in range(len(placed)):
        while placed[end].at - placed[start].at > limits.burst_within:
            start += 1
        if end - start + 1 < limits.burst:
            continue
        here = placed[end].place
        near = [
            one
            for one in placed[start : end + 1]
            if here and one.place and metres_between(here, one.place) <= limits.spot_m
        ]
        if len({one.door for one in near}) >= limits.burst:
            return near
    return []


def _one_number(own: list[Seen], limits: PatternLimits) -> list[Seen]:
    doors: dict[str, set[str]] = defaultdict(set)
    coded = [one for one in own if _handed(one) and one.with_code and one.number]
    for one in coded:
        doors[one.number].add(one.door)
    shared = {number for number, several in doors.items() if len(several) >= limits.doors_of_a_number}
    return [one for one in coded if one.number in shared]

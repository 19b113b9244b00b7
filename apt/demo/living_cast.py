"""Who plays in the living demonstration: a head office or two in every circle with its people, and the hubs between.

Real offices, invented people without a password: nobody signs in as one of them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from apt.core.clock import ist_date
from apt.core.db import use_case
from bookings.rules.numbers import SERIES
from bookings.services import issue_blocks
from deliveries.models import Beat
from offices.models import Office, PincodeService, Posting, User, Wave
from offices.rules import Kind, Role, WaveState
from offices.services import create_post, hold_post
from transit.rules import BAG_SERIES

FIRST_ID: Final = 94_000_001
SINCE: Final = timedelta(days=30)  # how long they have stood at their posts
BLOCK_SIZE: Final = 10_000
WAVE: Final = 9
AT_OFFICE: Final = (Role.SUPERVISOR, Role.TREASURER, Role.POSTMAN)


@dataclass(frozen=True)
class Troupe:
    """An office that books and delivers, with its people; the one that sells does its bags and sheets as well."""

    office: Office
    clerk: User
    treasurer: User
    postman: User
    beat: Beat


@dataclass(frozen=True)
class Cast:
    troupes: list[Troupe]
    sorters: dict[int, tuple[Office, User]]  # by the hub's id


def living_cast() -> Cast:
    """The people who appeared. Three queries."""
    people: dict[int, dict[str, User]] = defaultdict(dict)
    offices: dict[int, Office] = {}
    posted = Posting.objects.filter(user__employee_id__startswith="94").select_related(
        "user", "post__office__sorted_at", "post__office__accounts_to"
    )
    for posting in posted.order_by("user__employee_id"):
        offices[posting.post.office_id] = posting.post.office
        people[posting.post.office_id][posting.post.roles[0]] = posting.user
    beats = {beat.office_id: beat for beat in Beat.objects.filter(office__in=offices, number=1).order_by("-id")}
    troupes = [
        Troupe(offices[key], who[Role.SUPERVISOR], who[Role.TREASURER], who[Role.POSTMAN], beats[key])
        for key, who in people.items()
        if Role.POSTMAN in who
    ]
    sorters = {key: (offices[key], who[Role.SORTER]) for key, who in people.items() if Role.SORTER in who}
    return Cast(troupes, sorters)


@use_case
def appear_everywhere(*, now: datetime, in_a_circle: int) -> int:
    """People, numbers and beats for so many offices of each circle; how many people. None when they stand already."""
    if User.objects.filter(employee_id=str(FIRST_ID)).exists():
        return 0
    chosen = _chosen(in_a_circle)
    hubs = list({one.sorted_at_id: one.sorted_at for one in chosen if one.sorted_at}.values())
    ids = [one.pk for one in chosen]
    for series in SERIES:
        issue_blocks(series=series, office_ids=ids, size=BLOCK_SIZE)
    issue_blocks(series=BAG_SERIES, office_ids=[*ids, *(hub.pk for hub in hubs)], size=BLOCK_SIZE)
    opened_on = ist_date(now) - SINCE
    wave, _new = Wave.objects.get_or_create(
        number=WAVE,
        defaults={
            "name": "First offices of every circle", "opens_on": opened_on, "state": WaveState.GO, "made_at": now
        },
    )  # fmt: skip
    new = Office.objects.filter(pk__in=[*ids, *(hub.pk for hub in hubs)], rolled_out_on__isnull=True)
    new.update(rolled_out_on=opened_on, wave=wave)
    number = FIRST_ID
    for office in [*chosen, *hubs]:
        roles = AT_OFFICE if office.kind == Kind.HEAD else (Role.SORTER,)
        for role in roles:
            _stand(number, office, role, opened_on)
            number += 1
        if office.kind == Kind.HEAD:
            Beat.objects.get_or_create(office=office, number=1, defaults={"name": "Main road"})
    return number - FIRST_ID


def _chosen(in_a_circle: int) -> list[Office]:
    """Head offices that deliver and where nobody stands yet, spread over each circle."""
    delivering = PincodeService.objects.filter(valid__upper_inf=True).values("office")
    heads = Office.objects.filter(
        kind=Kind.HEAD, closed_on__isnull=True, latitude__isnull=False, sorted_at__isnull=False, pk__in=delivering
    ).exclude(posts__postings__user__is_demonstration=True)
    by_circle: dict[str, list[Office]] = defaultdict(list)
    for office in heads.select_related("sorted_at").order_by("name", "code"):
        by_circle[office.path.split("/")[1]].append(office)
    places = [(of, len(of) * place // in_a_circle) for of in by_circle.values() for place in range(in_a_circle)]
    return list({of[index].pk: of[index] for of, index in places}.values())


def _stand(number: int, office: Office, role: Role, since: date) -> None:
    user = User.objects.create_user(str(number), None, name=f"{role.label}, {office.name}"[:100])
    post = create_post(office=office, roles=[role], begins_on=since, title="Demonstration")
    hold_post(user=user, post=post, begins_on=since, by=None)

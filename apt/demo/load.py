"""Load the demonstration, or leave it as it is when it stands already."""

from datetime import date, datetime
from typing import Final

from apt.core.clock import ist_date
from apt.core.db import use_case
from bookings.models import NumberBlock
from bookings.rules import s10
from bookings.rules.numbers import SERIES
from bookings.services import issue_blocks
from deliveries.models import Beat
from offices.models import Office, User
from offices.rules import MAIL_OFFICES, POST_OFFICES, Kind
from offices.services import create_post, hold_post
from transit.models import Schedule, ScheduleStop
from transit.rules import BAG_SERIES, Conveyance

from .people import BASAVANAGUDI, BEATS, CIRCLE, KEEPER, MYSURU, PASSWORD, PLAYERS, SCHEDULES, Place, Player

# The pilot in Karnataka ran in May and June 2025 (operations.md, section 10.1); the day of each office is not public.
PILOT_ENDED_ON: Final = date(2025, 6, 30)
BLOCK_SIZE: Final = 10_000  # 9,700 post offices of the circle fit into the 10 crore serials of one prefix
ROLL_SERIES, ROLL_FIRST, ROLL_SIZE = "EA", 10_000_000, 500  # of printed labels, to scan or to type


@use_case
def load_demonstration(*, now: datetime) -> list[str]:
    """People, number blocks for every office of the circle, beats. Returns what was done, one line each."""
    circle = Office.objects.get(kind=Kind.CIRCLE, name__startswith=CIRCLE)
    offices = Office.objects.filter(path__startswith=circle.path, closed_on__isnull=True).order_by("code")
    post = list(offices.filter(kind__in=POST_OFFICES).values_list("pk", flat=True))
    mail = list(offices.filter(kind__in=MAIL_OFFICES).values_list("pk", flat=True))
    articles = max(issue_blocks(series=series, office_ids=post, size=BLOCK_SIZE) for series in SERIES)
    bags = issue_blocks(series=BAG_SERIES, office_ids=post + mail, size=BLOCK_SIZE)
    offices.filter(rolled_out_on__isnull=True).update(rolled_out_on=PILOT_ENDED_ON)
    people = sum(_appear(player, on=ist_date(now)) for player in PLAYERS)
    schedules = _schedules(now=now)
    delivering = office_at(BASAVANAGUDI)
    for number, name in enumerate(BEATS, start=1):
        Beat.objects.get_or_create(office=delivering, number=number, defaults={"name": name})
    counter = office_at(MYSURU)
    NumberBlock.objects.get_or_create(
        office=counter,
        series=ROLL_SERIES,
        printed=True,
        defaults={"first_serial": ROLL_FIRST, "next_serial": ROLL_FIRST, "last_serial": ROLL_FIRST + ROLL_SIZE - 1},
    )
    roll = f"{s10(ROLL_SERIES, ROLL_FIRST)} to {s10(ROLL_SERIES, ROLL_FIRST + ROLL_SIZE - 1)}"
    return [
        f"{circle.name}: blocks of article numbers for {articles} offices, of bag numbers for {bags}",
        f"{counter.name}: a roll of printed labels, {roll}",
        f"{people} people with their posts",
        f"{schedules} schedules between them",
    ]


def _appear(player: Player, *, on: date) -> int:
    user = User.objects.filter(employee_id=player.employee_id).first()
    if user:
        return 0
    user = User.objects.create_user(
        player.employee_id, PASSWORD, name=player.name, is_staff=player.is_staff, is_demonstration=True
    )
    office = office_at(player.place)
    post = create_post(office=office, roles=player.roles, begins_on=on)
    hold_post(user=user, post=post, begins_on=on, by=None)
    return 1


def _schedules(*, now: datetime) -> int:
    """The way of the walk-through, and back, every day of the week."""
    made = 0
    keeper = User.objects.get(employee_id=KEEPER)
    for code, name, stops in SCHEDULES:
        offices = [office_at(place) for place, _arrives, _departs in stops]
        schedule, new = Schedule.objects.get_or_create(
            code=code,
            defaults={
                "name": name, "conveyance": Conveyance.ROAD, "days": [1, 2, 3, 4, 5, 6, 7], "office": offices[0],
                "made_by": keeper, "made_at": now,
            },
        )  # fmt: skip
        if new:
            made += 1
            ScheduleStop.objects.bulk_create(
                ScheduleStop(
                    schedule=schedule, position=position, office=office, arrives_minute=arrives, departs_minute=departs
                )
                for position, (office, (_place, arrives, departs)) in enumerate(
                    zip(offices, stops, strict=True), start=1
                )
            )
    return made


def office_at(place: Place) -> Office:
    """The open office of that kind and PIN, or name; with several, the one with the lowest code."""
    found = Office.objects.filter(kind=place.kind, pincode=place.pincode, closed_on__isnull=True)
    if place.name:
        found = found.filter(name=place.name)
    return found.select_related("sorted_at", "accounts_to").order_by("code")[0]

"""The programme as the demonstration tells it: the pilot in Karnataka, one division a circle, some circles, the rest.

The ladder is the real one (operations.md, section 10.1); its days lie around today, and the divisions are those that
come first by name.
"""

import uuid
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings

from apt.core.clock import ist_date
from apt.core.db import use_case
from offices.models import Course, Office, TrainingBatch, User, Wave
from offices.queries import offices_to_take
from offices.rules import Kind, Tier, WaveState
from offices.services import make_training, name_trainer, plan_wave, seat_people

from .load import PILOT_ENDED_ON, office_at
from .people import CIRCLE, MYSURU

FIRST_CIRCLES: Final = ("Gujarat", "Madhya Pradesh", "Uttarakhand", "Jharkhand", "Punjab")
COURSES: Final = (
    ("APT-MT", "Master trainers: the whole system", Tier.MASTER, 5, 365),
    ("APT-UC", "User champions: first-line help", Tier.CHAMPION, 3, 365),
    ("APT-EU", "Counter, bags and delivery: first steps", Tier.USER, 1, 180),
)
MASTER, CHAMPION, SEATED = "90000008", "90000007", ("90000001", "90000002", "90000012")


def load_programme(*, now: datetime) -> list[str]:
    """Waves and training. Repeating it changes nothing, and goes on where it was broken off."""
    stand = set(Wave.objects.values_list("number", flat=True))
    pilot = Office.objects.get(kind=Kind.CIRCLE, name__startswith=CIRCLE)
    said = []
    if 0 not in stand:
        _pilot(pilot, now=now)
        said.append("wave 0: the pilot, at work")
    circles = Office.objects.filter(kind=Kind.CIRCLE, closed_on__isnull=True).exclude(pk=pilot.pk).order_by("name")
    divisions = Office.objects.filter(kind=Kind.DIVISION, closed_on__isnull=True).order_by("name", "code")
    firsts = [next((one.code for one in divisions if one.path.startswith(circle.path)), "") for circle in circles]
    ladder = (
        (1, "One division in each circle", 7, [code for code in firsts if code]),
        (2, "First circles", 21, [one.code for one in circles if one.name.startswith(FIRST_CIRCLES)]),
        (3, "Rest of India", 35, [one.code for one in circles if not one.name.startswith(FIRST_CIRCLES)]),
    )
    for number, name, days, codes in ladder:
        if number not in stand and offices_to_take(codes).exists():
            wave = plan_wave(number=number, name=name, opens_on=_free_day(now, days), codes=codes, by=None, now=now)
            said.append(f"wave {number}: {name}, {wave.opens_on:%d.%m.%Y}")
    return said if TrainingBatch.objects.exists() else [*said, _training(now=now)]


@use_case
def _pilot(circle: Office, *, now: datetime) -> None:
    wave = Wave.objects.create(
        number=0, name=f"Pilot: {CIRCLE}", opens_on=PILOT_ENDED_ON, state=WaveState.GO, made_at=now
    )
    Office.objects.filter(path__startswith=circle.path, rolled_out_on__isnull=False).update(wave=wave)


def _free_day(now: datetime, days: int) -> date:
    """So many days from now, or the first day after the season of heavy load that it falls into."""
    day = ist_date(now) + timedelta(days=days)
    for first, last, _why in settings.ROLL_OUT["blackouts"]:
        if first <= day <= last:
            day = last + timedelta(days=1)
    return day


def _training(*, now: datetime) -> str:
    for code, name, tier, days, lasts in COURSES:
        Course.objects.get_or_create(
            code=code, defaults={"name": name, "tier": tier, "days": days, "lasts_days": lasts}
        )
    people = User.objects.in_bulk([MASTER, CHAMPION], field_name="employee_id")
    name_trainer(user=people[MASTER], tier=Tier.MASTER, by=None, now=now)
    champion = name_trainer(user=people[CHAMPION], tier=Tier.CHAMPION, by=None, now=now)
    batch = make_training(
        course=Course.objects.get(code="APT-EU"), office=office_at(MYSURU), trainer=champion, begins_on=ist_date(now),
        request_id=uuid.uuid5(uuid.NAMESPACE_OID, "demonstration"), by=None, now=now,
    )  # fmt: skip
    return f"a training batch at Mysuru with {seat_people(batch=batch, employee_ids=SEATED, by=None, now=now)} people"

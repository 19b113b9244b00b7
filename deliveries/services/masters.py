"""Batches, beats and areas: made from a day on, ended with a day; what was stays on record."""

import re
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.errors import Refusal
from deliveries.access import get_beat, get_master
from deliveries.errors import BadArea, MasterOverlaps
from deliveries.models import Batch, Beat, BeatArea
from deliveries.rules import AreaKind
from digipin.rules import normalise_prefix
from offices.models import Office, User


@use_case
def make_batch(*, office: Office, number: int, leaves_at: time, by: User, now: datetime) -> Batch:
    """From today on. Raises MasterOverlaps."""
    batch = Batch(office=office, number=number, leaves_at=leaves_at, valid=_from(ist_date(now)))
    _save(master=batch)
    return batch


@use_case
def make_beat(*, office: Office, number: int, name: str, batch: Batch | None, by: User, now: datetime) -> Beat:
    """From today on. Raises MasterOverlaps."""
    beat = Beat(office=office, number=number, name=name, batch=batch, valid=_from(ist_date(now)))
    _save(master=beat)
    return beat


@use_case
def add_area(*, office: Office, beat_number: int, prefix: str, by: User, now: datetime) -> BeatArea:
    """Addresses of a PIN (six digits), or of a cell of the grid, belong to a beat from today on.

    Raises UnknownMaster, BadArea, MasterOverlaps (another beat has it).
    """
    beat = get_beat(office, beat_number, on=ist_date(now))
    text = re.sub(r"[\s-]", "", prefix)
    kind = AreaKind.PIN if re.fullmatch(r"[1-9][0-9]{5}", text) else AreaKind.DIGIPIN
    if kind == AreaKind.DIGIPIN:
        try:
            text = normalise_prefix(text)
        except Refusal as refusal:
            raise BadArea(field="prefix") from refusal
    area = BeatArea(office=office, beat=beat, kind=kind, prefix=text, valid=_from(ist_date(now)))
    _save(master=area)
    return area


@use_case
def end_master(*, office: Office, kind: str, master_id: int, by: User, now: datetime) -> None:
    """A batch, beat or area is used no more from today on; a beat's areas end with it. Raises UnknownMaster."""
    today = ist_date(now)
    master = get_master(office, kind, master_id, on=today)
    _end(master=master, today=today)
    if isinstance(master, Beat):
        for area in BeatArea.objects.select_for_update().filter(beat=master, valid__contains=today).order_by("id"):
            _end(master=area, today=today)


@step
def _end(*, master: Batch | Beat | BeatArea, today: date) -> None:
    master.valid = DateRange(master.valid.lower, today, "[)")  # empty where it began today
    master.save(update_fields=["valid"])


def _from(day: date) -> Any:
    return DateRange(day, None, "[)")


@step
def _save(*, master: Batch | Beat | BeatArea) -> None:
    try:
        with transaction.atomic():
            master.save()
    except IntegrityError as error:
        raise MasterOverlaps(what=master) from error

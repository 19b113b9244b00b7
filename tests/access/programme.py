"""A wave of the roll-out and a training batch of each office's own."""

import uuid
from datetime import date, timedelta

from apt.core.clock import now
from offices.models import Approval, Course, Office, Trainer, TrainingBatch, User, Wave
from offices.services import CLOSE
from tests.world import LONG_AGO


def programme_of(office: Office, index: int, mark: str) -> dict[str, str]:
    """A wave and a batch of the office's own."""
    wave = Wave.objects.create(number=index, name=f"Wave {mark}", opens_on=date(2027, 1, 5), made_at=now())
    Office.objects.filter(pk=office.pk).update(wave=wave)
    course = Course.objects.get_or_create(code="C", defaults={"name": "C", "tier": "user", "days": 1, "lasts_days": 9})
    person = User.objects.get_or_create(employee_id="21999999", defaults={"name": "Trainer", "password": "!"})
    trainer = Trainer.objects.get_or_create(user=person[0], defaults={"tier": "master", "named_at": now()})
    batch = TrainingBatch.objects.create(
        course=course[0], office=office, trainer=trainer[0], begins_on=LONG_AGO, request_id=uuid.uuid4(),
        made_at=now(),
    )  # fmt: skip
    asked = Approval.objects.create(
        topic=CLOSE, office=office, payload={"office": office.code}, summary="Close it", reason="Empty",
        made_by=person[0], made_at=now(), expires_at=now() + timedelta(days=7),
    )  # fmt: skip
    return {"change_asked": str(asked.pk), "wave": str(wave.number), "training": str(batch.pk)}

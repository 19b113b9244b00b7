"""The register of known defects: noting one, and noting that it is fixed."""

from collections.abc import Sequence
from datetime import date, datetime

from apt.core.db import use_case
from offices.models import Office, User
from payments.errors import WordsMissing
from payments.models import KnownDefect


@use_case
def note_defect(
    *, title: str, words: str, kinds: Sequence[str], offices: Sequence[Office], since: date, by: User, now: datetime
) -> KnownDefect:
    """From now on every case that it may be behind says so, and nothing is recovered there. The same title is noted
    once. Raises WordsMissing.
    """
    if not title.strip() or not words.strip() or not kinds:
        raise WordsMissing()
    if first := KnownDefect.objects.filter(title=title.strip(), fixed_on__isnull=True).first():
        return first
    defect = KnownDefect.objects.create(
        title=title.strip(), words=words.strip(), kinds=sorted(kinds), since=since, noted_by=by, noted_at=now
    )
    defect.offices.set(offices)
    return defect


@use_case
def fix_defect(*, defect: KnownDefect, on: date, version: str, by: User, now: datetime) -> KnownDefect:
    """It is fixed in `version`, from a day on; what lies before stays its doing. Raises WordsMissing."""
    if not version.strip() or on < defect.since:
        raise WordsMissing(field="version")
    locked = KnownDefect.objects.select_for_update().get(pk=defect.pk)
    if locked.fixed_on is None:
        locked.fixed_on, locked.fixed_in = on, version.strip()[:20]
        locked.save(update_fields=["fixed_on", "fixed_in"])
    return locked

"""The sets of a mail office and what was done in each."""

from django.db.models import Count

from offices.models import Office
from transit.models import MailSet, SetDay


def sets_of(office: Office) -> list[MailSet]:
    """The sets that an office keeps, with their due mail lists. Two queries."""
    kept = MailSet.objects.filter(office=office, ended_at=None).prefetch_related("due")
    return list(kept.order_by("begins_minute", "code"))


def set_at_work(office: Office) -> SetDay | None:
    """The open set of an office, without a lock. One query."""
    return SetDay.objects.filter(office=office, closed_at=None).select_related("mail_set", "opened_by").first()


def sets_worked(office: Office, *, limit: int = 20) -> list[SetDay]:
    """The latest openings of sets, each with how many bags were `closed` and `opened` in it. One query."""
    worked = SetDay.objects.filter(office=office).select_related("mail_set", "opened_by", "closed_by")
    counted = worked.annotate(closed=Count("bags_closed", distinct=True), opened=Count("bags_opened", distinct=True))
    return list(counted.order_by("-id")[:limit])

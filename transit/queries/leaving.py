"""What of the mails an office still has before it may close."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from offices.models import Office
from offices.rules import Left
from transit.models import Bag, MailSet, ScheduleStop
from transit.rules import BagStatus


def left_of_mail(office: Office, on: date) -> Iterable[tuple[Left, int]]:
    """Bags there or on their way there, sets that it keeps, schedules that call there. Three queries."""
    moving = Bag.objects.exclude(status__in=[BagStatus.EMPTIED, BagStatus.DELETED])
    yield Left.BAGS, moving.filter(Q(at_office=office) | Q(bound_for=office) | Q(destination=office)).count()
    yield Left.SETS, MailSet.objects.filter(office=office, ended_at__isnull=True).count()
    yield Left.SCHEDULES, ScheduleStop.objects.filter(office=office, schedule__ended_at__isnull=True).count()

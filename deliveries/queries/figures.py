"""What came of the sheets of a day, for the roll-ups (`offices.services.figures`)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from deliveries.models import SheetItem
from deliveries.rules import Verdict
from offices.rules import Measure


def delivered_on(day: date) -> Iterable[tuple[int, Measure, int]]:
    """By office: articles delivered, and attempts that failed. One query."""
    counted = SheetItem.objects.filter(sheet__sheet_date=day).values("sheet__office").order_by("sheet__office")
    done, failed = Q(outcome=Verdict.DELIVERED), Q(outcome=Verdict.NOT_DELIVERED)
    for row in counted.annotate(done=Count("pk", filter=done), failed=Count("pk", filter=failed)):
        yield row["sheet__office"], Measure.DELIVERED, row["done"]
        yield row["sheet__office"], Measure.BROUGHT_BACK, row["failed"]

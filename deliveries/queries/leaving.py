"""What of the rounds an office still has before it may close."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from deliveries.models import Beat, Sheet
from offices.models import Office
from offices.rules import Left


def left_of_rounds(office: Office, on: date) -> Iterable[tuple[Left, int]]:
    """Beats, and sheets that are not closed. Two queries."""
    open_sheets = Sheet.objects.filter(closed_at__isnull=True)
    yield Left.BEATS, Beat.objects.filter(office=office, valid__contains=on).count()
    yield Left.SHEETS, open_sheets.filter(Q(office=office) | Q(branch=office)).count()

"""Which offices have brought in what their safe held when the books began."""

from collections.abc import Iterable, Sequence
from datetime import date

from offices.models import Office
from offices.rules import POST_OFFICES, Check
from payments.models import Journal
from payments.rules import Purpose


def lacking_opening(offices: Sequence[Office], on: date) -> Iterable[tuple[int, Check, str]]:
    """Post offices without an opening balance, as red rows of the roll-out. One query."""
    counting = [one.pk for one in offices if one.kind in POST_OFFICES]
    begun = Journal.objects.filter(office__in=counting, purpose=Purpose.BROUGHT_IN)
    known = set(begun.values_list("office_id", flat=True))
    return [(pk, Check.TREASURY, "") for pk in counting if pk not in known]

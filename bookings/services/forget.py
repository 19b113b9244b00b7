"""What a counter had in hand and nobody will sell any more: it holds names and addresses, and goes."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q

from apt.core.clock import ist_date
from apt.core.db import use_case
from bookings.models import BasketDraft

FORGET_AT_ONCE: Final = 1_000


@use_case
def forget_baskets(*, now: datetime) -> int:
    """Drop baskets of shifts that ended, and of shifts left open for days; how many. Sales are facts and stay.

    A basket that somebody is working on at this moment is left for the next time.
    """
    kept = settings.BASKETS_KEPT
    over = Q(shift__ended_at__lt=now - kept["after_the_shift"])
    left = Q(shift__ended_at=None, shift__business_date__lt=ist_date(now) - kept["in_an_open_shift"])
    drafts = BasketDraft.objects.filter(over | left).select_for_update(of=("self",), skip_locked=True)
    keys = list(drafts.values_list("pk", flat=True)[:FORGET_AT_ONCE])
    BasketDraft.objects.filter(pk__in=keys).delete()
    return len(keys)

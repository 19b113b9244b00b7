"""The entries behind a figure with the machine on which each was made."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from offices.models import LiveSession
from payments.models import Entry


def with_machines(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Adds `machine`: a person has one live session at a time, and it is on one registered machine. No query more."""
    made_at = OuterRef("journal__made_at")
    lived = LiveSession.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=made_at), user=OuterRef("journal__made_by"), begun_at__lte=made_at
    )
    return entries.annotate(machine=Subquery(lived.order_by("-begun_at").values("device__label")[:1]))

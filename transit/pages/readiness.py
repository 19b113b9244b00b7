"""Whether mail can move tomorrow: the due mail list of an office, and what it or those below it lack."""

from collections import Counter
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apt.core.clock import ist_date, now
from offices.access import StaffRequest, get_office_within, on_duty
from offices.models import Office
from offices.queries import subtree_of
from offices.rules import Work
from transit import queries
from transit.rules import Lack

SHOWN = 500


@require_GET
@on_duty(Work.BAG)
def own(request: StaffRequest) -> HttpResponse:
    """One's own office, with its due mail list."""
    office = request.duty.office
    day = _day(request)
    gaps = queries.gaps_of(Office.objects.filter(pk=office.pk), on=day)
    return _page(request, office, gaps, day, queries.due_mail_list(office, on=day))


@require_GET
@on_duty(Work.READ)
def below(request: StaffRequest, code: str) -> HttpResponse:
    """An office and all that report to it, for whoever answers for them."""
    office = get_office_within(request.duty, Work.READ, code)
    day = _day(request)
    return _page(request, office, queries.gaps_of(subtree_of(office), on=day), day, [])


def _day(request: StaffRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return ist_date(now()) + timedelta(days=1)


def _page(
    request: StaffRequest, office: Office, gaps: list[queries.Gap], day: date, due: list[queries.DueStop]
) -> HttpResponse:
    counted = Counter(gap.lack for gap in gaps)
    context = {
        "office": office, "day": day, "gaps": gaps[:SHOWN], "more": max(0, len(gaps) - SHOWN), "due": due,
        "counts": [(lack.label, counted[lack]) for lack in Lack if counted[lack]],
    }  # fmt: skip
    return render(request, "transit/readiness.html", context)

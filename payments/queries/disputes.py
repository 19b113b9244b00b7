"""What stands behind a difference: who else has it, which known defects touch it; what an office must answer."""

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from apt.core.clock import ist_date
from offices.models import Office, User
from payments.models import Case, Correction, KnownDefect
from payments.rules import INCIDENT_OFFICES, SAME_WITHIN


class Pattern(NamedTuple):
    """How many other offices have the like: of the same kind, and of these of the same amount to the paisa."""

    same_kind: int
    same_amount: int

    @property
    def incident(self) -> bool:
        return self.same_amount + 1 >= INCIDENT_OFFICES


def pattern_of(case: Case) -> Pattern:
    """Other offices with the same difference in the week before and after. One query."""
    near = Case.objects.filter(
        kind=case.kind, opened_at__range=(case.opened_at - SAME_WITHIN, case.opened_at + SAME_WITHIN)
    ).exclude(office=case.office_id)
    found = near.aggregate(
        kind=Count("office", distinct=True), amount=Count("office", distinct=True, filter=Q(paise=case.paise))
    )
    return Pattern(found["kind"], found["amount"])


def defects_touching(case: Case) -> QuerySet[KnownDefect]:
    """Defects that may be behind a case: they show like it, at its office or everywhere, on its day. One query."""
    on = case.shift.business_date if case.shift else ist_date(case.opened_at)
    at_its_time = Q(fixed_on__isnull=True) | Q(fixed_on__gt=on)
    here = Q(offices__isnull=True) | Q(offices=case.office_id)
    found = KnownDefect.objects.filter(at_its_time, here, kinds__contains=[case.kind], since__lte=on)
    return found.distinct().order_by("-since", "id")


def known_defects() -> QuerySet[KnownDefect]:
    """The register: what is not fixed first, the latest first. Two queries with the offices."""
    found = KnownDefect.objects.select_related("noted_by").prefetch_related("offices")
    return found.order_by("-fixed_on", "-since", "-id")


def cases_at(office: Office, *, clerk: User | None = None, closed: bool = False) -> QuerySet[Case]:
    """Cases of an office, the oldest open ones first; of one clerk's drawers alone if `clerk` is given. One query."""
    cases = Case.objects.filter(office=office, closed_at__isnull=not closed)
    if clerk:
        cases = cases.filter(shift__clerk=clerk)
    return cases.select_related("owner", "shift__clerk").order_by("-closed_at" if closed else "due_by", "id")


def corrections_at(office: Office) -> QuerySet[Correction]:
    """Corrections of an office's books, the latest first, without the evidence itself. One query."""
    found = Correction.objects.filter(office=office).defer("evidence")
    related = ("of", "approval", "asked_by", "notice__approved_by", "notice__answered_by", "notice__journal")
    return found.select_related(*related).order_by("-id")


def notices_waiting(office: Office) -> QuerySet[Correction]:
    """What the office was told and has not answered. One query."""
    return corrections_at(office).filter(notice__answer="", notice__isnull=False)

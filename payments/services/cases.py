"""Cases: money that does not agree is something to explain, never at once a debt."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext

from apt.core.db import step, use_case
from offices.models import Office, User
from payments.errors import (
    CaseClosed,
    CaseOpen,
    CaseTouched,
    NotAdmitted,
    NothingOwed,
    StillInSuspense,
)
from payments.models import Case, Incident, Journal, UpiPayment
from payments.queries import defects_touching
from payments.rules import Account, CaseKind, Line, Place, Purpose, Verdict, Word

from .journal import post_journal


@step
def open_case(
    *,
    kind: str,
    about: str,
    office: Office,
    paise: int,
    now: datetime,
    tr: str = "",
    payment: UpiPayment | None = None,
    journal: Journal | None = None,
) -> Case:
    """One case for each kind and subject, however often it is found. Due as RBI's clock has it: T+5.

    `journal`: what was posted of it; its shift is the drawer.
    """
    case, _ = Case.objects.get_or_create(
        kind=kind,
        about=about[:80],
        defaults={
            "office": office, "paise": paise, "tr": tr[:64], "payment": payment, "journal": journal,
            "shift": journal.shift if journal else None, "opened_at": now,
            "due_by": now + timedelta(days=settings.UPI["refund_days"]),
        },
    )  # fmt: skip
    return case


@step
def open_cases(*, cases: Sequence[Case], now: datetime) -> None:
    """Many at once, in one statement; what is open or was settled already stays as it is."""
    for case in cases:
        case.opened_at = now
        case.due_by = now + timedelta(days=settings.UPI["refund_days"])
    Case.objects.bulk_create(cases, ignore_conflicts=True)


@use_case
def take_up_case(*, case: Case, by: User, now: datetime) -> Case:
    """`by` looks after the case from now on."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.closed_at is None:
        locked.owner = by
        locked.save(update_fields=["owner"])
    return locked


@use_case
def close_case(*, case: Case, outcome: str, by: User, now: datetime, verdict: Verdict = Verdict.EXPLAINED) -> Case:
    """A person has settled it outside, and says how. Money that still lies in suspense keeps its case open.

    As ADMITTED only by the word of the clerk whose drawer it is, and never while a known defect may be behind it.
    Raises StillInSuspense, NotAdmitted, CaseTouched.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("payment").get(pk=case.pk)
    if locked.payment and locked.payment.place == Place.SUSPENSE:
        raise StillInSuspense()
    if locked.closed_at is None:
        if verdict == Verdict.ADMITTED:
            if locked.word != Word.ADMITTED:
                raise NotAdmitted()
            _refuse_touched(locked)
        locked.closed_at, locked.closed_by, locked.outcome, locked.verdict = now, by, outcome[:200], verdict
        locked.save(update_fields=["closed_at", "closed_by", "outcome", "verdict"])
    return locked


@use_case
def speak_to_case(*, case: Case, word: Word, by: User, now: datetime) -> Case:
    """The clerk whose drawer it is disputes the difference, or says that it was their mistake; they may think again
    until it is closed. Nothing follows by itself. Raises NotAdmitted (not their drawer), CaseClosed.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("shift").get(pk=case.pk)
    if locked.shift is None or locked.shift.clerk_id != by.pk:
        raise NotAdmitted()
    if locked.closed_at:
        raise CaseClosed()
    locked.word, locked.word_at = word, now
    locked.save(update_fields=["word", "word_at"])
    return locked


@use_case
def recover_case(*, case: Case, by: User, now: datetime) -> Case:
    """What the clerk brings for a shortage that they admitted, into the treasury. Nobody's account is ever debited.

    Refused while the case is open, while a known defect may be behind it, and for whatever was closed otherwise; a
    repeat changes nothing. Raises CaseOpen, CaseTouched, NothingOwed.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("office", "shift").get(pk=case.pk)
    if locked.closed_at is None:
        raise CaseOpen()
    if locked.verdict != Verdict.ADMITTED or locked.kind != CaseKind.SHORTAGE:
        raise NothingOwed()
    if locked.recovery_id is None:
        _refuse_touched(locked)
        lines = [Line(Account.TREASURY, locked.paise), Line(Account.SHORTAGE, -locked.paise)]
        locked.recovery = post_journal(
            office=locked.office, purpose=Purpose.RECOVERY, ref=str(locked.pk), lines=lines, by=by, now=now
        )
        locked.save(update_fields=["recovery"])
    return locked


def _refuse_touched(case: Case) -> None:
    if case.incident_id and Incident.objects.filter(pk=case.incident_id, closed_at__isnull=True).exists():
        raise CaseTouched(defects=gettext("the same difference in other offices"))
    if defects := list(defects_touching(case).values_list("title", flat=True)):
        raise CaseTouched(defects="; ".join(defects))


@step
def close_cases(*, payment: UpiPayment, outcome: str, by: User, now: datetime) -> None:
    """What was open about a payment is settled, in words."""
    Case.objects.filter(payment=payment, closed_at__isnull=True).update(
        closed_at=now, closed_by=by, outcome=outcome[:200]
    )

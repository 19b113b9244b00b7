"""A correction of the books: an author, another who approves, a reason, evidence, and a notice that the office answers.

Only then is it a journal, and the database refuses such a journal without all of it (`payments.ledger_sql`).
"""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.errors import NotFound
from apt.core.money import format_paise
from offices.models import Approval, Office, User
from offices.rules import Kind
from offices.services import request_approval
from payments.errors import (
    NoEvidence,
    NotByHand,
    NothingToCorrect,
    NoticeAnswered,
    OwnCorrection,
    ShiftNotVerified,
    TakenBackAlready,
    WordsMissing,
)
from payments.models import Case, Correction, CorrectionNotice, Entry, Journal
from payments.queries import single_handed
from payments.rules import BY_HAND, MOST_EVIDENCE, NEVER_BY_HAND, Account, Answer, Line, Purpose, reversal_of

from .cases import open_case
from .journal import lock_chain, post_journal

CORRECT: Final = "payments.correction"


@use_case
def ask_to_correct(
    *,
    office: Office,
    number: int,
    lines: Sequence[Line] = (),
    reason: str,
    evidence: bytes,
    evidence_name: str,
    request_id: uuid.UUID,
    by: User,
    now: datetime,
    case: Case | None = None,
) -> Correction:
    """Ask for a correction of journal `number`: by `lines`, or without any taking it back as a whole.

    Nothing is posted. A repeat of `request_id` is the first request. Raises NoEvidence, WordsMissing,
    NothingToCorrect, NotByHand, ShiftNotVerified, TakenBackAlready.
    """
    lock_chain(office=office)
    if first := Correction.objects.filter(request_id=request_id, office=office).first():
        return first
    if not 0 < len(evidence) <= MOST_EVIDENCE or not evidence_name.strip():
        raise NoEvidence(field="evidence", limit=MOST_EVIDENCE)
    if not reason.strip():
        raise WordsMissing(field="reason")
    of = Journal.objects.select_related("shift").filter(office=office, number=number).first()
    if of is None:
        raise NothingToCorrect(field="number", number=number)
    whole = not lines
    lines = _whole(of) if whole else list(lines)
    if len(lines) < 2 or sum(line.paise for line in lines) != 0:
        raise NotByHand()
    if not whole and any(line.account not in BY_HAND or not line.paise for line in lines):
        raise NotByHand()
    approval = request_approval(
        topic=CORRECT,
        office=deciding_office(office),
        payload={"request_id": str(request_id)},
        summary=_summary(office, of, lines),
        reason=reason.strip()[:200],
        by=by,
        now=now,
    )
    return Correction.objects.create(
        request_id=request_id, office=office, of=of, whole=whole,
        lines=[[line.account.value, line.paise] for line in lines], reason=reason.strip()[:200],
        evidence=evidence, evidence_name=evidence_name.strip()[:120],
        evidence_sha256=hashlib.sha256(evidence).hexdigest(), case=case, approval=approval, asked_by=by, asked_at=now,
    )  # fmt: skip


@step
def tell_office_as_approved(*, approval: Approval, by: User, now: datetime) -> CorrectionNotice:
    """`payments.correction`, approved: the office is told. It counts when the office agrees, not before.

    Raises TakenBackAlready.
    """
    correction = Correction.objects.select_related("office", "of").filter(approval=approval).first()
    if correction is None:
        raise NotFound()
    _not_taken_back(correction)
    return CorrectionNotice.objects.create(correction=correction, office=correction.office, approved_by=by, told_at=now)


@use_case
def answer_notice(*, correction: Correction, accept: bool, words: str, by: User, now: datetime) -> CorrectionNotice:
    """The office has seen it. Agreed, it is posted on the day that is open; disputed, it is a case, and nothing is
    posted. The author answers only where nobody else stands today; the same answer again changes nothing.

    Raises NotFound (nobody was told), NoticeAnswered, OwnCorrection, WordsMissing, TakenBackAlready.
    """
    lock_chain(office=correction.office)
    correction = Correction.objects.select_related("office", "of").get(pk=correction.pk)
    notice = CorrectionNotice.objects.select_for_update(of=("self",)).filter(correction=correction).first()
    if notice is None:
        raise NotFound()
    answer = Answer.ACCEPTED if accept else Answer.DISPUTED
    if notice.answer:
        if notice.answer == answer and notice.answered_by_id == by.pk:
            return notice
        raise NoticeAnswered(answer=Answer(notice.answer).label)
    if correction.asked_by_id == by.pk and not single_handed(correction.office, by, on=ist_date(now)):
        raise OwnCorrection()
    if accept:
        _post(correction, notice, by=by, now=now)
    else:
        if not words.strip():
            raise WordsMissing(field="words")
        open_case(
            kind="disputed_correction", about=str(correction), office=correction.office, paise=correction.paise, now=now
        )
    notice.answer, notice.words, notice.answered_by, notice.answered_at = answer, words.strip()[:200], by, now
    notice.save()
    return notice


@step
def _post(correction: Correction, notice: CorrectionNotice, *, by: User, now: datetime) -> None:
    _not_taken_back(correction)
    contract = Entry.objects.filter(journal=correction.of, contract__isnull=False).select_related("contract").first()
    notice.journal = post_journal(
        office=correction.office, purpose=Purpose.CORRECTION, ref=str(correction), lines=correction.entries(),
        contract=contract.contract if contract else None, by=by, now=now,
    )  # fmt: skip
    notice.takes_back = correction.of if correction.whole else None


def _whole(of: Journal) -> list[Line]:
    if of.shift and not of.shift.verified_at:
        raise ShiftNotVerified()
    if CorrectionNotice.objects.filter(takes_back=of).exists():
        raise TakenBackAlready()
    lines = reversal_of(Entry.objects.filter(journal=of).order_by("id").values_list("account", "paise"))
    if any(line.account in NEVER_BY_HAND for line in lines):
        raise NotByHand()
    return lines


def _not_taken_back(correction: Correction) -> None:
    if correction.whole and CorrectionNotice.objects.filter(takes_back=correction.of).exists():
        raise TakenBackAlready()


def deciding_office(office: Office) -> Office:
    """A branch office has one postmaster: its account office decides."""
    return (office.accounts_to or office) if office.kind == Kind.BRANCH else office


def _summary(office: Office, of: Journal, lines: Sequence[Line]) -> str:
    moved = ", ".join(f"{Account(line.account).label} {format_paise(line.paise)}" for line in lines)
    return f"{office.name}, {of.number} ({of.business_date:%d.%m.%Y}): {moved}"

"""A correction: author, another who approves, reason, evidence, and a notice that the office answers first."""

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from apt.core.clock import now as clock_now
from apt.core.db import use_case
from apt.core.errors import NotFound
from apt.wiring import ON_APPROVAL
from offices.access import get_duty_for
from offices.errors import OwnRequest
from offices.models import Approval, LiveSession
from offices.rules import Role
from offices.services import decide
from payments import errors
from payments.models import Case, Correction, CorrectionNotice, Entry, Journal
from payments.queries import first_broken_number, notices_waiting
from payments.rules import Account, CorrectionState, Line, Purpose
from payments.services import answer_notice, ask_to_correct, begin_shift, post_journal
from tests.world import NOW, TODAY, give_post, nothing_changes, statements

from .days import begun, close, people, sell

MOVED = [Line(Account.SUSPENSE, 500), Line(Account.POSTAGE, -500)]


@pytest.fixture
def staff(world):
    return people(world)


@pytest.fixture
def sold(world, staff):
    shift, _ = begun(world)
    journal = sell(shift, "a", 5_500)
    close(shift, 5_500, staff.supervisor)
    return journal


def ask(world, of, *, by, lines=MOVED, **more):
    given = {"reason": "Typed twice", "evidence": b"%PDF the slip", "evidence_name": "slip.pdf"} | more
    return ask_to_correct(
        office=world.mysuru, number=of.number, lines=lines, request_id=uuid.uuid4(), by=by, now=NOW, **given
    )


def approve(correction, by, *, yes=True):
    duty = get_duty_for(by, on=TODAY)
    return decide(
        approval_id=correction.approval_id, approve=yes, reason="Seen", duty=duty, by=by, now=NOW, topics=ON_APPROVAL
    )


def balance(world, account):
    return sum(Entry.objects.filter(journal__office=world.mysuru, account=account).values_list("paise", flat=True))


def state(correction):
    return Correction.objects.select_related("notice", "approval").get(pk=correction.pk).state


def test_h10_a_correction_counts_only_after_another_person_and_the_office(world, staff, sold):
    with nothing_changes():
        count = Journal.objects.count()
    correction = ask(world, sold, by=staff.treasurer)
    assert (Journal.objects.count(), state(correction)) == (count, CorrectionState.ASKED)
    approve(correction, staff.supervisor)
    assert (Journal.objects.count(), state(correction)) == (count, CorrectionState.TOLD)
    assert list(notices_waiting(world.mysuru)) == [correction]
    notice = answer_notice(correction=correction, accept=True, words="", by=world.clerk, now=NOW)
    assert state(correction) == CorrectionState.POSTED
    assert dict(notice.journal.entries.values_list("account", "paise")) == {"suspense": 500, "postage": -500}
    assert (notice.journal.purpose, notice.journal.ref) == (Purpose.CORRECTION, str(correction))
    assert first_broken_number(world.mysuru) is None
    people_of_it = {correction.asked_by, notice.approved_by, notice.answered_by}
    assert len(people_of_it) == 3


def test_h10_nobody_approves_their_own(world, staff, sold):
    correction = ask(world, sold, by=staff.supervisor)
    with nothing_changes(), pytest.raises(OwnRequest):
        approve(correction, staff.supervisor)


def test_h10_the_author_does_not_answer_for_the_office(world, staff, sold):
    correction = ask(world, sold, by=staff.treasurer)
    approve(correction, staff.supervisor)
    with nothing_changes(), pytest.raises(errors.OwnCorrection) as refused:
        answer_notice(correction=correction, accept=True, words="", by=staff.treasurer, now=NOW)
    assert refused.value.money_moved == "no"


def test_h10_a_branch_office_has_one_hand_so_its_account_office_approves_and_it_answers_itself(world, staff):
    give_post(world.idle, world.branch, Role.BRANCH_POSTMASTER, number=1)
    shift = begin_shift(office=world.branch, counter_number=1, by=world.idle, now=NOW)
    of = sell(shift, "b", 500)
    correction = ask_to_correct(
        office=world.branch, number=of.number, lines=MOVED, reason="Wrong head", evidence=b"x", evidence_name="x",
        request_id=uuid.uuid4(), by=world.idle, now=NOW,
    )  # fmt: skip
    approve(correction, staff.supervisor)  # of Mysuru
    with nothing_changes(), pytest.raises(NotFound):  # a foreign office has nobody who decides
        decide(
            approval_id=correction.approval_id, approve=True, reason="x", duty=get_duty_for(world.supervisor, on=TODAY),
            by=world.supervisor, now=NOW, topics=ON_APPROVAL,
        )  # fmt: skip
    notice = answer_notice(correction=correction, accept=True, words="", by=world.idle, now=NOW)
    assert (notice.journal.office, notice.approved_by) == (world.branch, staff.supervisor)


def test_h10_the_office_disputes_and_nothing_is_posted(world, staff, sold):
    correction = ask(world, sold, by=staff.treasurer)
    approve(correction, staff.supervisor)
    count = Journal.objects.count()
    with nothing_changes(), pytest.raises(errors.WordsMissing):
        answer_notice(correction=correction, accept=False, words=" ", by=world.clerk, now=NOW)
    answer_notice(correction=correction, accept=False, words="We sold it once", by=world.clerk, now=NOW)
    assert (Journal.objects.count(), state(correction)) == (count, CorrectionState.DISPUTED)
    case = Case.objects.get()
    assert (case.kind, case.paise) == ("disputed_correction", 500)
    with nothing_changes(), pytest.raises(errors.NoticeAnswered):
        answer_notice(correction=correction, accept=True, words="", by=staff.supervisor, now=NOW)


def test_h10_not_approved_nobody_is_told_and_nothing_counts(world, staff, sold):
    correction = ask(world, sold, by=staff.treasurer)
    approve(correction, staff.supervisor, yes=False)
    assert state(correction) == CorrectionState.REFUSED
    with nothing_changes(), pytest.raises(NotFound):
        answer_notice(correction=correction, accept=True, words="", by=world.clerk, now=NOW)


@use_case
def post_bare(office, *, by, now):
    return post_journal(office=office, purpose=Purpose.CORRECTION, ref="C1", lines=MOVED, by=by, now=now)


@pytest.mark.django_db(transaction=True)
def test_h10_i10_the_database_refuses_a_correction_without_its_notice(world):
    """Whoever writes, and however: the promise is the database's."""
    count = Journal.objects.count()
    with pytest.raises(IntegrityError, match="without a notice"):
        post_bare(world.mysuru, by=world.clerk, now=NOW)
    assert Journal.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_h10_i10_nor_with_a_notice_that_nobody_answered_or_an_author_who_approved(world):
    staff = people(world)
    shift, _ = begun(world)
    correction = ask(world, sell(shift, "a", 500), by=staff.treasurer)
    notice = CorrectionNotice.objects.create(
        correction=correction, office=world.mysuru, approved_by=staff.treasurer, told_at=NOW
    )
    with pytest.raises(IntegrityError, match="without a notice"):
        answer_notice(correction=correction, accept=True, words="", by=world.clerk, now=NOW)
    notice.refresh_from_db()
    assert (notice.answer, notice.journal) == ("", None)
    CorrectionNotice.objects.update(approved_by=staff.supervisor)
    answer_notice(correction=correction, accept=True, words="", by=world.clerk, now=NOW)
    assert Journal.objects.filter(purpose="correction").count() == 1


def test_h10_an_answered_notice_never_changes(world, staff, sold):
    correction = ask(world, sold, by=staff.treasurer)
    approve(correction, staff.supervisor)
    answer_notice(correction=correction, accept=True, words="", by=world.clerk, now=NOW)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        CorrectionNotice.objects.update(words="never mind")


@pytest.mark.parametrize("lacking", [{"evidence": b""}, {"evidence_name": " "}, {"evidence": b"x" * 1_000_001}])
def test_h16_no_correction_without_evidence(world, staff, sold, lacking):
    with nothing_changes(), pytest.raises(errors.NoEvidence):
        ask(world, sold, by=staff.treasurer, **lacking)
    with nothing_changes(), pytest.raises(errors.WordsMissing):
        ask(world, sold, by=staff.treasurer, reason=" ")


def test_h08_a_reversal_is_the_negated_copy_once(world, staff, sold):
    first, second = (ask(world, sold, by=staff.treasurer, lines=()) for _ in range(2))
    for correction in (first, second):
        approve(correction, staff.supervisor)
    before = {account: balance(world, account) for account in (Account.POSTAGE, Account.TREASURY, Account.CASH)}
    answer_notice(correction=first, accept=True, words="", by=world.clerk, now=NOW)
    assert balance(world, Account.POSTAGE) == before[Account.POSTAGE] + 5_500 == 0
    assert balance(world, Account.TREASURY) == before[Account.TREASURY] - 5_500
    assert balance(world, Account.CASH) == 0
    with nothing_changes(), pytest.raises(errors.TakenBackAlready):
        answer_notice(correction=second, accept=True, words="", by=world.clerk, now=NOW)
    with nothing_changes(), pytest.raises(errors.TakenBackAlready):
        ask(world, sold, by=staff.treasurer, lines=())


def test_a_journal_of_a_running_drawer_is_not_taken_back(world, staff):
    shift, _ = begun(world)
    journal = sell(shift, "a", 500)
    with nothing_changes(), pytest.raises(errors.ShiftNotVerified):
        ask(world, journal, by=staff.treasurer, lines=())


@pytest.mark.parametrize(
    "lines",
    [
        [Line(Account.CASH, 5), Line(Account.POSTAGE, -5)],
        [Line(Account.ADVANCE, 5), Line(Account.POSTAGE, -5)],
        [Line(Account.SUSPENSE, 5), Line(Account.POSTAGE, -4)],
        [Line(Account.SUSPENSE, 5)],
    ],
)
def test_no_drawer_or_contract_is_written_by_hand(world, staff, sold, lines):
    with nothing_changes(), pytest.raises(errors.NotByHand):
        ask(world, sold, by=staff.treasurer, lines=lines)


def test_h01_the_same_form_twice_is_one_request(world, staff, sold):
    form = uuid.uuid4()
    given = {"office": world.mysuru, "number": sold.number, "lines": MOVED, "reason": "x", "evidence": b"x"}
    first, second = (
        ask_to_correct(**given, evidence_name="x", request_id=form, by=staff.treasurer, now=NOW) for _ in range(2)
    )
    assert (first, Approval.objects.filter(topic="payments.correction").count()) == (second, 1)


def test_an_answer_costs_the_same_however_many_corrections_there_are(world, staff, sold):
    costs = []
    for number in range(3):
        correction = ask(world, sold, by=staff.treasurer, lines=MOVED, reason=f"no {number}")
        approve(correction, staff.supervisor)
        with statements() as asked:
            answer_notice(correction=correction, accept=True, words="", by=world.clerk, now=NOW)
        costs.append(asked.count)
    assert len(set(costs)) == 1


def test_h10_by_its_pages(world, staff, sold):
    author, approver, clerk = Client(), Client(), Client()
    second = give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=49)
    assert second
    author.force_login(world.idle)
    approver.force_login(staff.supervisor)
    clerk.force_login(world.clerk)
    url = f"/money/accounts/{world.mysuru.code}/correct/"
    form = {
        "request_id": str(uuid.uuid4()), "number": sold.number, "debit": "suspense", "credit": "postage",
        "rupees": "5", "reason": "Typed twice",
    }  # fmt: skip
    LiveSession.objects.update(stepped_up_at=None)
    with nothing_changes():  # a code of the phone first
        answer = author.post(url, form | {"evidence": SimpleUploadedFile("slip.pdf", b"slip")})
    assert answer.status_code == 302
    assert "step-up" in answer["Location"]
    LiveSession.objects.update(stepped_up_at=clock_now())
    with nothing_changes():
        assert author.post(url, form).status_code == 422
    author.post(url, form | {"evidence": SimpleUploadedFile("slip.pdf", b"slip")})
    correction = Correction.objects.get()
    approver.post(f"/staff/approvals/{correction.approval_id}/", {"decision": "approved", "reason": "Seen"})
    assert str(correction) in clerk.get("/money/cases/").content.decode()
    page = f"/money/corrections/{correction.pk}/"
    shown = clerk.get(page).content.decode()
    assert correction.evidence_sha256 in shown
    assert "It does not count yet." in shown
    assert clerk.get(f"{page}evidence/").content == b"slip"
    clerk.post(f"{page}answer/", {"answer": "accepted"})
    assert Journal.objects.filter(purpose="correction").count() == 1
    assert Client().get(page).status_code == 302


def test_h16_the_evidence_can_be_opened_from_the_request_before_anybody_decides(client, world, staff, sold):
    correction = ask(world, sold, by=staff.treasurer)
    Approval.objects.update(expires_at=clock_now() + timedelta(days=1))
    client.force_login(staff.supervisor)
    page = reverse("money:correction-asked", args=[correction.approval_id])
    assert page in client.get(reverse("approvals:inbox")).content.decode()
    assert "Typed twice" in client.get(page).content.decode()
    evidence = client.get(reverse("money:asked-evidence", args=[correction.approval_id]))
    assert hashlib.sha256(evidence.content).hexdigest() == correction.evidence_sha256
    client.force_login(world.supervisor)  # of another office
    assert client.get(page).status_code == 404

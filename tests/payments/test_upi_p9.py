"""P9: refunds: never more than was paid, once a reason, through the outbox, and what the provider may answer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apt.core.db import use_case
from apt.core.errors import NotFound
from apt.core.models import OutboxMessage
from apt.core.services import MAX_TRIES
from apt.wiring import ON_APPROVAL
from offices.access import get_duty_for
from offices.services import decide
from payments.errors import NotInSuspense, OverRefund, StillInSuspense
from payments.models import Case, Refund, UpiPayment
from payments.psp import NoAnswer
from payments.rules import AttemptState, Told, Why
from payments.services import (
    REFUND_DUE,
    apply_notice,
    close_case,
    give_back,
    raise_refund,
    refund_from_suspense,
    send_again,
    send_refund,
    take_up_case,
    watch_upi,
)
from tests.payments.upi import all_money_is_somewhere, attempt_of, balances, notice
from tests.world import NOW, TODAY, nothing_changes

from .days import people

raise_one = use_case(raise_refund)


@pytest.fixture
def paid(world):
    attempt = attempt_of(world)
    apply_notice(notice=notice(attempt), now=NOW)
    attempt.refresh_from_db()
    return attempt


@pytest.fixture
def case(world) -> Case:
    apply_notice(notice=notice(attempt_of(world), paise=5400), now=NOW)
    return Case.objects.get()


def refund_word(refund, told=Told.REFUND_DONE, **changes):
    base = notice(None, told, refund.payment.payment_id, event_id=f"evt-{refund.ref}-{told.value}")
    return base._replace(refund_ref=refund.ref, paise=refund.paise, tr=refund.payment.tr, **changes)


def test_p9_the_database_itself_refuses_more_than_was_paid(world, paid):
    payment = UpiPayment.objects.get()
    values = {"payment": payment, "asked_by": world.clerk, "asked_at": NOW, "due_by": NOW}
    Refund.objects.create(ref="R1", why="late", paise=5000, **values)
    with pytest.raises(IntegrityError, match="refunds of payment"), transaction.atomic():
        Refund.objects.create(ref="R2", why="second", paise=501, **values)
    with pytest.raises(IntegrityError, match="one_refund_a_reason"), transaction.atomic():
        Refund.objects.create(ref="R3", why="late", paise=1, **values)


@pytest.mark.parametrize("paise", [5501, 0, -1])
def test_p9_more_than_was_paid_is_refused(world, paid, paise):
    with nothing_changes(), pytest.raises(OverRefund) as refusal:
        raise_one(payment=UpiPayment.objects.get(), why=Why.LATE, paise=paise, by=world.clerk, now=NOW)
    assert refusal.value.money_moved == "no"


def test_p9_asked_again_it_is_the_first_refund(world, paid):
    first = give_back(attempt=paid, why=Why.LATE, by=world.clerk, now=NOW)
    with nothing_changes():
        assert raise_one(payment=first.payment, why=Why.LATE, paise=5500, by=world.clerk, now=NOW) == first


def test_a_provider_that_is_away_gets_it_later_and_knows_a_repeat(paid, psp):
    refund = give_back(attempt=paid, why=Why.LATE, by=None, now=NOW)
    psp.bank.payments["100000000001"] = {"tr": paid.tr, "amount": "55.00", "event": "payment.success"}
    psp.bank.down = True
    with nothing_changes(), pytest.raises(NoAnswer):
        send_refund(refund_id=refund.pk, now=NOW)
    psp.bank.down = False
    send_refund(refund_id=refund.pk, now=NOW)
    Refund.objects.update(state="due")  # as if the process had died before it could note the answer
    send_refund(refund_id=refund.pk, now=NOW)
    assert len(psp.bank.refunds) == 1
    refund.refresh_from_db()
    assert (refund.state, refund.sent_at) == ("sent", NOW)


def test_the_word_of_the_end_may_come_before_the_answer_to_the_sending(paid):
    refund = give_back(attempt=paid, why=Why.LATE, by=None, now=NOW)
    apply_notice(notice=refund_word(refund), now=NOW)
    refund.refresh_from_db()
    paid.refresh_from_db()
    assert (refund.state, refund.done_at, paid.state) == ("done", NOW, AttemptState.REFUNDED)
    assert balances() == {}
    with nothing_changes():
        assert apply_notice(notice=refund_word(refund), now=NOW) is False
    all_money_is_somewhere()


def test_a_refused_refund_is_a_case_and_goes_out_again_when_somebody_says_so(world, paid, psp):
    refund = give_back(attempt=paid, why=Why.LATE, by=None, now=NOW)
    send_refund(refund_id=refund.pk, now=NOW)  # the simulator knows no such payment
    refund.refresh_from_db()
    assert refund.state == "failed"
    case = Case.objects.get()
    assert (case.kind, case.about, case.due_by) == ("refund_failed", refund.ref, NOW + timedelta(days=5))
    psp.bank.payments["100000000001"] = {"tr": paid.tr, "amount": "55.00", "event": "payment.success"}
    send_again(refund=refund, by=world.supervisor, now=NOW)
    send_refund(refund_id=refund.pk, now=NOW)
    apply_notice(notice=refund_word(refund), now=NOW)
    case.refresh_from_db()
    assert case.closed_at == NOW
    assert balances() == {}


def test_what_the_provider_says_of_a_refund_that_is_not_ours_is_a_case(world, paid):
    refund = give_back(attempt=paid, why=Why.LATE, by=None, now=NOW)
    apply_notice(notice=refund_word(refund, event_id="e1", body_hash="1")._replace(refund_ref="R-of-nobody"), now=NOW)
    apply_notice(notice=refund_word(refund, event_id="e2", body_hash="2")._replace(paise=1), now=NOW)
    assert sorted(Case.objects.values_list("kind", flat=True)) == ["refund_amount", "unknown_refund"]
    assert balances() == {"upi_clearing": 5500, "refunds_due": -5500}


def test_a_refund_of_which_the_outbox_has_given_up_is_taken_up_again(paid):
    refund = give_back(attempt=paid, why=Why.LATE, by=None, now=NOW)
    OutboxMessage.objects.filter(topic=REFUND_DUE).update(done_at=NOW, tries=MAX_TRIES, dead_reason="gave up")
    watch_upi(now=NOW + timedelta(minutes=59))
    assert OutboxMessage.objects.filter(topic=REFUND_DUE).count() == 1
    for _ in range(2):
        watch_upi(now=NOW + timedelta(minutes=61))
    again = OutboxMessage.objects.filter(topic=REFUND_DUE, done_at=None).get()
    assert again.ref == str(refund.pk)


def test_money_in_suspense_goes_back_once_by_a_persons_decision(world, case):
    refund = refund_from_suspense(case=case, by=world.supervisor, now=NOW)
    assert (refund.paise, refund.asked_by) == (5400, world.supervisor)
    case.refresh_from_db()
    assert (case.closed_by, case.outcome) == (world.supervisor, f"refund {refund.ref}")
    with nothing_changes(), pytest.raises(NotInSuspense):
        refund_from_suspense(case=case, by=world.supervisor, now=NOW)
    assert balances() == {"upi_clearing": 5400, "refunds_due": -5400}


def test_p9_above_a_limit_one_asks_and_another_agrees(world, case, settings):
    settings.SECOND_PERSON = settings.SECOND_PERSON | {"refund_paise": 5400}
    asked = refund_from_suspense(case=case, by=world.supervisor, now=NOW)
    assert refund_from_suspense(case=case, by=world.supervisor, now=NOW) == asked
    assert not Refund.objects.exists()
    staff = people(world)
    words = {"approval_id": asked.pk, "approve": True, "reason": "Seen", "now": NOW, "topics": ON_APPROVAL}
    with nothing_changes(), pytest.raises(NotFound):
        decide(duty=get_duty_for(world.clerk, on=TODAY), by=world.clerk, **words)
    decide(duty=get_duty_for(staff.supervisor, on=TODAY), by=staff.supervisor, **words)
    assert Refund.objects.get().asked_by == world.supervisor
    with nothing_changes(), pytest.raises(NotInSuspense):
        refund_from_suspense(case=case, by=world.supervisor, now=NOW)


def test_a_case_is_not_closed_over_money_that_still_lies_in_suspense(world, case):
    with nothing_changes(), pytest.raises(StillInSuspense):
        close_case(case=case, outcome="All well", by=world.supervisor, now=NOW)


def test_a_case_has_an_owner(world, case):
    assert take_up_case(case=case, by=world.supervisor, now=NOW).owner == world.supervisor

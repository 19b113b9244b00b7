"""Cancelling until despatch: two people, one refund, the way it was paid."""

from datetime import timedelta

import pytest

from apt.core.errors import NotFound
from apt.wiring import ON_APPROVAL
from bookings.errors import (
    CancelNotAllowed,
    DrawerShort,
    MoveRefused,
    NotOneself,
    RefundElsewhere,
    TooLateToCancel,
    UnknownArticle,
)
from bookings.models import Article, Cancellation, Sale
from bookings.rules import Status
from bookings.services import ask_to_cancel, cancel_article
from offices.access import get_duty_for
from offices.errors import OwnRequest
from offices.models import Approval, Posting
from offices.rules import Role
from offices.services import decide
from payments.errors import NoShift
from payments.models import Entry, Journal
from payments.queries import drawer_paise, first_broken_number
from tests.bookings.labels import allow
from tests.world import (
    HASSAN_PIN,
    NOW,
    TODAY,
    book,
    booked,
    close_bag,
    despatch_bags,
    filled_bag,
    give_post,
    item,
    nothing_changes,
    shift_of,
    statements,
)
from tracking.models import TrackingEvent
from tracking.queries import timeline


@pytest.fixture
def supervisor(world):
    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=90)
    return world.idle


@pytest.fixture
def shift(world):
    return shift_of(world.clerk)


@pytest.fixture
def article(world):
    return booked(world, 1, HASSAN_PIN, "OTP")[0]


def ask(world, number, by=None, now=NOW):
    return ask_to_cancel(office=world.mysuru, number=number, reason="Wrong PIN", by=by or world.clerk, now=now)


def cancel(shift, number, by=None, now=NOW):
    return cancel_article(shift=shift, number=number, by=by or shift.clerk, now=now)


def allowed(world, supervisor, number):
    return allow(ask(world, number), supervisor)


def test_cancel_pays_back_exactly_what_was_paid(world, shift, supervisor, article):
    other = book(shift, item())
    before = drawer_paise(shift)
    approval = allowed(world, supervisor, article.number)
    done = cancel(shift, article.number)
    assert done.refund_paise == article.total_paise
    assert drawer_paise(shift) == before - article.total_paise == other.total_paise
    assert (done.approval, done.reason, done.cancelled_by) == (approval, "Wrong PIN", world.clerk)
    sums: dict[str, int] = {}
    for entry in Entry.objects.filter(journal__in=[article.sale.journal, done.journal]):
        sums[entry.account] = sums.get(entry.account, 0) + entry.paise
    assert set(sums.values()) == {0}
    assert (done.journal.purpose, done.journal.ref) == ("refund", article.number)
    assert first_broken_number(world.mysuru) is None
    article.refresh_from_db()
    assert article.status == Status.CANCELLED
    assert [line.code for line in timeline(article.number)] == ["ITEM_BOOK", "ITEM_CANCEL"]


def test_cancel_twice_pays_once(world, shift, supervisor, article):
    allowed(world, supervisor, article.number)
    first = cancel(shift, article.number)
    with nothing_changes():
        assert cancel(shift, article.number) == first
    with nothing_changes(), pytest.raises(TooLateToCancel):
        ask(world, article.number)


def test_cancel_comes_out_of_the_drawer_of_whoever_pays(world, shift, supervisor, article):
    second = shift_of(world.second_clerk, counter=2)
    book(second, item(), item())
    allowed(world, supervisor, article.number)
    before = drawer_paise(shift), drawer_paise(second)
    cancel(second, article.number)
    assert (drawer_paise(shift), drawer_paise(second)) == (before[0], before[1] - article.total_paise)


def test_cancel_needs_another_person(world, shift, supervisor, article):
    with nothing_changes(), pytest.raises(CancelNotAllowed):
        cancel(shift, article.number)
    asked = ask(world, article.number)
    assert ask(world, article.number) == asked
    with nothing_changes(), pytest.raises(CancelNotAllowed):
        cancel(shift, article.number)
    allow(asked, supervisor, approve=False)
    with nothing_changes(), pytest.raises(CancelNotAllowed) as refused:
        cancel(shift, article.number)
    assert refused.value.money_moved == "no"


def test_nobody_allows_their_own_request_or_pays_what_they_allowed(world, shift, supervisor, article):
    own = ask(world, article.number, by=supervisor)
    with nothing_changes(), pytest.raises(OwnRequest):
        allow(own, supervisor)
    allowed(world, supervisor, article.number)
    own = shift_of(supervisor, counter=9)
    with nothing_changes(), pytest.raises(NotOneself):
        cancel(own, article.number)
    assert cancel(shift, article.number)


def test_a_clerk_may_not_allow(world, article):
    asked = ask(world, article.number)
    duty = get_duty_for(world.second_clerk, on=TODAY)
    with nothing_changes(), pytest.raises(NotFound):
        decide(
            approval_id=asked.pk, approve=True, reason="ok", duty=duty, by=world.second_clerk, now=NOW,
            topics=ON_APPROVAL,
        )  # fmt: skip


def test_permission_is_good_for_a_day(world, shift, supervisor, article):
    allowed(world, supervisor, article.number)
    with nothing_changes(), pytest.raises(CancelNotAllowed):
        cancel(shift, article.number, now=NOW + timedelta(days=1, seconds=1))


@pytest.mark.parametrize("gone", ["bagged", "despatched"])
def test_cancel_is_too_late_once_it_has_left_the_counter(world, shift, supervisor, article, gone):
    asked = ask(world, article.number)
    bag = filled_bag(world, [article])  # scanned, not closed: still at the counter
    allow(asked, supervisor)
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    if gone == "despatched":
        despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(TooLateToCancel) as refused:
        cancel(shift, article.number)
    assert "recall" in refused.value.sentence()
    with nothing_changes(), pytest.raises(TooLateToCancel):
        ask(world, article.number, now=NOW + timedelta(hours=1))


def test_allowing_is_refused_once_it_has_left(world, supervisor, article):
    asked = ask(world, article.number)
    bag = filled_bag(world, [article])
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(TooLateToCancel):
        allow(asked, supervisor)
    assert Approval.objects.get(pk=asked.pk).decision == ""


def test_a_cancelled_article_goes_into_no_bag(world, shift, supervisor, article):
    bag = filled_bag(world, [article])
    allowed(world, supervisor, article.number)
    cancel(shift, article.number)
    with nothing_changes(), pytest.raises(MoveRefused):
        close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)


def test_cancel_refuses_what_is_not_ones_own(world, shift, supervisor, article):
    for number in ("EK999999990IN", "x", ""):
        with nothing_changes(), pytest.raises(UnknownArticle):
            ask(world, number)
    foreign = book(shift_of(world.hassan_clerk), item()).articles.get()
    with nothing_changes(), pytest.raises(UnknownArticle):
        cancel(shift, foreign.number)
    allowed(world, supervisor, article.number)
    with nothing_changes(), pytest.raises(NoShift):
        cancel(shift, article.number, by=world.second_clerk)
    shift.ended_at = NOW
    with nothing_changes(), pytest.raises(NoShift):
        cancel(shift, article.number)


def test_an_empty_drawer_pays_nothing(world, supervisor, article):
    allowed(world, supervisor, article.number)
    empty = shift_of(world.second_clerk, counter=2)
    with nothing_changes(), pytest.raises(DrawerShort):
        cancel(empty, article.number)


def test_what_was_not_paid_at_a_counter_is_not_paid_back_there(world, monkeypatch, article):
    monkeypatch.setattr("bookings.services.cancel._AT_COUNTER", frozenset())
    with nothing_changes(), pytest.raises(RefundElsewhere):
        ask(world, article.number)


def test_a_branch_office_is_decided_by_its_account_office(world, supervisor):
    Posting.objects.filter(user=world.hassan_mails).delete()
    give_post(world.hassan_mails, world.branch, Role.CLERK, number=91)
    shift = shift_of(world.hassan_mails)
    article = book(shift, item()).articles.get()
    asked = ask_to_cancel(office=world.branch, number=article.number, reason="x", by=world.hassan_mails, now=NOW)
    assert asked.office == world.mysuru
    allow(asked, supervisor)
    assert cancel(shift, article.number).refund_paise == article.total_paise


def test_cancel_costs_the_same_in_a_basket_of_one_and_of_four(world, shift, supervisor):
    counts = []
    for size in (1, 4):
        sale = book(shift, *[item() for _ in range(size)])
        number = Article.objects.filter(sale=sale).order_by("id").first().number
        allowed(world, supervisor, number)
        with statements() as asked:
            cancel(shift, number)
        counts.append(asked.count)
    assert counts == [10, 10]


# --- pages -----------------------------------------------------------------------------------------------------------


def test_pages_from_asking_to_the_slip(client, world, supervisor, article):
    client.force_login(world.clerk)
    receipt = f"/counter/receipts/{article.sale.receipt_number}/"
    one = {"article": article.number}
    with nothing_changes():
        client.post(f"{receipt}cancel/", one | {"reason": ""})
        client.post(f"{receipt}pay-out/", one)
    page = client.get(receipt).content.decode()
    assert "Say why it is cancelled" in page
    assert "No money has moved" in page
    client.post(f"{receipt}cancel/", one | {"reason": "Wrong PIN"})
    assert "waits for another person" in client.get(receipt).content.decode()
    client.logout()
    client.force_login(supervisor)
    inbox = client.get("/staff/approvals/").content.decode()
    assert article.number in inbox
    approval = Approval.objects.get()
    client.post(f"/staff/approvals/{approval.pk}/", {"decision": "approved", "reason": "Seen"})
    client.logout()
    client.force_login(world.clerk)
    assert "Take it back and pay out" in client.get(receipt).content.decode()
    answers = {client.post(f"{receipt}pay-out/", one)["Location"] for _ in range(5)}
    assert answers == {f"/counter/refunds/{article.number}/"}
    slip = client.get(answers.pop()).content.decode()
    for text in ("Wrong PIN", "Idle", article.number, "Paid back in cash"):
        assert text in slip
    assert "CANCELLED" in client.get(receipt).content.decode()
    public = client.get(f"/track/{article.number}/").content.decode()
    assert "Booking Cancelled" in public
    assert Cancellation.objects.count() == Journal.objects.filter(purpose="refund").count() == 1
    assert TrackingEvent.objects.filter(code="ITEM_CANCEL").count() == 1


def test_slip_of_another_office_is_not_found(client, world, shift, supervisor, article):
    allowed(world, supervisor, article.number)
    cancel(shift, article.number)
    client.force_login(world.hassan_clerk)
    assert client.get(f"/counter/refunds/{article.number}/").status_code == 404
    assert Sale.objects.count() == 1

"""Sheets, and what happens at the door."""

import uuid
from datetime import timedelta

import pytest

from apt.core.models import OutboxMessage
from bookings.errors import MoveRefused, UnknownArticle
from bookings.models import Article
from bookings.rules import Status
from deliveries.errors import (
    AlreadyAcknowledged,
    AttemptClosed,
    AttemptReused,
    BadCodeShape,
    CodeNeeded,
    EmptySheet,
    NotAcknowledged,
    NotForDelivery,
    RecipientNeeded,
    RemarkNeeded,
    UnknownItem,
    UnknownSheet,
)
from deliveries.models import Attempt, DeliveryCode, SheetItem
from deliveries.queries import (
    articles_to_deliver,
    beats_of,
    items_of_sheet,
    postmen_of,
    round_of,
    sheets_of_office,
)
from deliveries.rules import Verdict
from deliveries.services import Outcome, acknowledge_sheet, code_for, make_sheet
from tests.world import NOW, TODAY, arrived, attempt, booked, nothing_changes, numbers_of, out, sheet, statements
from tracking.models import TrackingEvent
from tracking.queries import timeline

ACKNOWLEDGING_STATEMENTS = 10


def try_code(world, article, code, *, uid=None, by=None, now=NOW, **said):
    return attempt(by or world.postman, article, code=code, client_uuid=uid or uuid.uuid4(), now=now, **said)


def miss(world, article, remark="door_locked", *, uid=None, now=NOW):
    return attempt(world.postman, article, remark=remark, client_uuid=uid or uuid.uuid4(), now=now)


def right_code(article):
    return code_for(
        article.number, DeliveryCode.objects.filter(article=article).order_by("-issue_number")[0].issue_number
    )


def wrong_code(article, step=1):
    return f"{(int(right_code(article)) + step) % 1_000_000:06d}"


@pytest.fixture
def article(world):
    """One OTP article that is out with the postman."""
    found = arrived(world, 1, "OTP")[0]
    out(world, [found])
    return found


# --- sheets ---------------------------------------------------------------------------------------------------------


def test_make_sheet_puts_articles_in_walking_order(world):
    articles = arrived(world, 3)[::-1]
    made = sheet(world, [*articles, articles[0]])  # named twice, on it once
    assert numbers_of([item.article for item in items_of_sheet(made)]) == numbers_of(articles)
    assert [item.position for item in items_of_sheet(made)] == [1, 2, 3]
    assert set(Article.objects.values_list("status", flat=True)) == {Status.ON_SHEET}
    assert TrackingEvent.objects.filter(code="ITEM_INVOICE").count() == 3
    assert (made.sheet_date, made.acknowledged_at) == (TODAY, None)
    assert articles_to_deliver(world.bengaluru) == []


def test_make_sheet_refuses(world):
    here, elsewhere = arrived(world)[0], booked(world)[0]
    onward = booked(world, 1, "573201")[0]
    Article.objects.filter(pk=onward.pk).update(at_office=world.bengaluru)
    for numbers, refusal in (
        ([], EmptySheet),
        ([here.number, elsewhere.number], UnknownArticle),
        ([here.number, onward.number], NotForDelivery),
        ([here.number, "EK999999995IN"], UnknownArticle),
    ):
        with nothing_changes(), pytest.raises(refusal):
            make_sheet(
                office=world.bengaluru, beat=world.beat, postman=world.postman, article_numbers=numbers,
                by=world.delivery,                 now=NOW,
            )  # fmt: skip


def test_make_sheet_refuses_an_article_that_is_on_a_sheet(world):
    one, two = arrived(world, 2)
    sheet(world, [one])
    with nothing_changes(), pytest.raises(MoveRefused):
        sheet(world, [two, one])


def test_make_sheet_costs_the_same_for_one_and_twenty(world):
    counts = []
    for size in (1, 20):
        articles = arrived(world, size)
        with statements() as asked:
            sheet(world, articles)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_acknowledge_issues_codes_to_otp_articles_only(world):
    plain, otp = arrived(world, 1)[0], arrived(world, 1, "OTP")[0]
    made = out(world, [plain, otp])
    assert made.acknowledged_at == NOW
    assert set(Article.objects.values_list("status", flat=True)) == {Status.OUT}
    code = DeliveryCode.objects.get()
    assert (code.article, code.issue_number, code.wrong_tries, code.spent_at) == (otp, 1, 0, None)
    assert code.expires_at.isoformat() == "2026-11-20T14:30:00+00:00"  # 20:00 in India
    message = OutboxMessage.objects.get()
    assert (message.topic, message.ref, message.done_at) == ("deliveries.otp_issued", str(code.pk), None)
    assert TrackingEvent.objects.filter(code="BEAT_DISPATCH").count() == 2


def test_acknowledge_late_in_the_day_still_gives_two_hours(world):
    late = NOW + timedelta(hours=8, minutes=30)  # 19:30 in India
    articles = arrived(world, 1, "OTP")
    out(world, articles, now=late)
    assert DeliveryCode.objects.get().expires_at == late + timedelta(hours=2)


def test_acknowledge_costs_the_same_for_one_and_twenty(world):
    counts = []
    for size in (1, 20):
        made = sheet(world, arrived(world, size, "OTP"))
        with statements() as asked:
            acknowledge_sheet(number=made.number, by=world.postman, now=NOW)
        counts.append(asked.count)
    assert counts == [ACKNOWLEDGING_STATEMENTS, ACKNOWLEDGING_STATEMENTS]
    assert DeliveryCode.objects.count() == 21


def test_acknowledge_refuses_a_second_time_and_a_foreign_sheet(world):
    made = sheet(world, arrived(world, 1, "OTP"))
    for stranger in (world.second_postman, world.mandya_postman, world.delivery):
        with nothing_changes(), pytest.raises(UnknownSheet):
            acknowledge_sheet(number=made.number, by=stranger, now=NOW)
    acknowledge_sheet(number=made.number, by=world.postman, now=NOW)
    with nothing_changes(), pytest.raises(AlreadyAcknowledged):
        acknowledge_sheet(number=made.number, by=world.postman, now=NOW)


def test_sheets_cost_the_same_for_one_and_three(world):
    counts = []
    for size in (1, 2):
        for _ in range(size):
            out(world, arrived(world, size))
        with statements() as asked:
            for carried in round_of(world.postman, on=TODAY):
                assert all(item.article.parties.addressee_name for item in carried.items.all())
            assert sheets_of_office(world.bengaluru, on=TODAY)
        counts.append(asked.count)
    assert counts[0] == counts[1]
    assert beats_of(world.bengaluru) == [world.beat]
    assert postmen_of(world.bengaluru, on=TODAY) == [world.postman, world.second_postman]


# --- at the door ----------------------------------------------------------------------------------------------------


def test_right_code_delivers_once(world, article):
    assert try_code(world, article, right_code(article)) == Outcome(Verdict.DELIVERED, None)
    article.refresh_from_db()
    assert article.status == Status.DELIVERED
    assert SheetItem.objects.get().outcome == Verdict.DELIVERED
    assert DeliveryCode.objects.get().spent_at == NOW
    assert [line.code.value for line in timeline(article.number)][-1] == "ITEM_DELIVERY"
    with nothing_changes(), pytest.raises(AttemptClosed):
        try_code(world, article, right_code(article))


@pytest.mark.parametrize(
    "write", [lambda c: f" {c[:3]} {c[3:]}", lambda c: c.translate(str.maketrans("0123456789", "०१२३४५६७८९"))]
)
def test_right_code_is_accepted_with_spaces_and_in_devanagari(world, article, write):
    assert try_code(world, article, write(right_code(article))).verdict == Verdict.DELIVERED


def test_wrong_code_is_counted_and_kept(world, article):
    assert try_code(world, article, wrong_code(article)) == Outcome(Verdict.WRONG_CODE, 2)
    assert DeliveryCode.objects.get().wrong_tries == 1
    attempt = Attempt.objects.get()
    assert (attempt.verdict, attempt.article, attempt.made_by) == (Verdict.WRONG_CODE, article, world.postman)
    article.refresh_from_db()
    assert article.status == Status.OUT
    assert not TrackingEvent.objects.filter(code="ITEM_DELIVERY").exists()


def test_three_wrong_codes_lock_even_the_right_one_out(world, article):
    left = [try_code(world, article, wrong_code(article, step)).tries_left for step in (1, 2, 3)]
    assert left == [2, 1, 0]
    assert try_code(world, article, right_code(article)) == Outcome(Verdict.CODE_LOCKED, 0)
    assert DeliveryCode.objects.get().wrong_tries == 3
    article.refresh_from_db()
    assert article.status == Status.OUT
    assert miss(world, article).verdict == Verdict.NOT_DELIVERED


def test_five_wrong_codes_a_day_lock_whatever_the_issue(world, article):
    for step in (1, 2, 3):
        try_code(world, article, wrong_code(article, step))
    miss(world, article)
    out(world, [article])
    assert [try_code(world, article, wrong_code(article, step)).tries_left for step in (1, 2)] == [1, 0]
    assert try_code(world, article, right_code(article)).verdict == Verdict.CODE_LOCKED


def test_expired_code_is_refused_and_costs_no_try(world, article):
    late = DeliveryCode.objects.get().expires_at + timedelta(seconds=1)
    assert try_code(world, article, right_code(article), now=late).verdict == Verdict.CODE_EXPIRED
    assert DeliveryCode.objects.get().wrong_tries == 0
    article.refresh_from_db()
    assert article.status == Status.OUT


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "12345x", "१२३", "\u202e123456"])
def test_code_of_another_shape_costs_no_try(world, article, code):
    with nothing_changes(), pytest.raises(BadCodeShape):
        try_code(world, article, code)


@pytest.mark.parametrize("code", ["", "   "])
def test_otp_article_is_never_handed_over_without_a_code(world, article, code):
    with nothing_changes(), pytest.raises(CodeNeeded):
        try_code(world, article, code, received_by="K. Sharma")


def test_code_of_another_article_is_wrong(world):
    mine, other = arrived(world, 2, "OTP")
    out(world, [mine, other])
    assert try_code(world, mine, right_code(other)).verdict == Verdict.WRONG_CODE


def test_repeat_of_an_attempt_returns_the_first_answer(world, article):
    first, second = uuid.uuid4(), uuid.uuid4()
    answers = [
        try_code(world, article, wrong_code(article), uid=first),
        try_code(world, article, wrong_code(article, 2), uid=second),
    ]
    with nothing_changes():
        assert try_code(world, article, wrong_code(article), uid=first) == answers[0] == Outcome(Verdict.WRONG_CODE, 2)
        assert try_code(world, article, wrong_code(article, 2), uid=second) == answers[1]
    uid, code = uuid.uuid4(), right_code(article)
    delivered = try_code(world, article, code, uid=uid)
    with nothing_changes():
        assert try_code(world, article, code, uid=uid, now=NOW + timedelta(days=2)) == delivered


def test_repeat_of_an_attempt_from_an_earlier_sheet_returns_the_first_answer(world, article):
    """A phone that was out of reach sends yesterday's attempt again, while the article is out once more."""
    uid = uuid.uuid4()
    first = miss(world, article, uid=uid)
    out(world, [article])
    with nothing_changes():
        assert miss(world, article, uid=uid) == first


@pytest.mark.parametrize("changed", [{"code": "000000"}, {"received_by": "x"}, {"remark": "absent"}])
def test_repeat_of_an_attempt_with_other_content_is_refused(world, article, changed):
    uid, code = uuid.uuid4(), wrong_code(article)
    try_code(world, article, code, uid=uid)
    with nothing_changes(), pytest.raises(AttemptReused):
        try_code(world, article, **({"code": code} | changed), uid=uid)


def test_repeat_of_an_attempt_for_another_article_is_refused(world):
    one, two = arrived(world, 2)
    out(world, [one, two])
    uid = uuid.uuid4()
    try_code(world, one, "", uid=uid, received_by="K. Sharma")
    with nothing_changes(), pytest.raises(AttemptReused):
        try_code(world, two, "", uid=uid, received_by="K. Sharma")


def test_article_on_another_postmans_sheet_is_not_found(world, article):
    for stranger in (world.second_postman, world.mandya_postman, world.supervisor):
        with nothing_changes(), pytest.raises(UnknownItem):
            try_code(world, article, right_code(article), by=stranger)


def test_delivery_before_the_sheet_was_taken_over_is_refused(world):
    one = arrived(world)[0]
    sheet(world, [one])
    with nothing_changes(), pytest.raises(NotAcknowledged):
        try_code(world, one, "", received_by="K. Sharma")


def test_article_without_otp_needs_a_name(world):
    one = arrived(world)[0]
    out(world, [one])
    with nothing_changes(), pytest.raises(RecipientNeeded):
        try_code(world, one, "", received_by="  ")
    assert try_code(world, one, "", received_by=" K. Sharma ").verdict == Verdict.DELIVERED
    assert Attempt.objects.get().received_by == "K. Sharma"


def test_not_delivered_needs_a_remark_and_holds_the_article(world, article):
    for remark in ("", "nonsense", "DOOR_LOCKED"):
        with nothing_changes(), pytest.raises(RemarkNeeded):
            miss(world, article, remark)
    assert miss(world, article) == Outcome(Verdict.NOT_DELIVERED, None)
    article.refresh_from_db()
    assert (article.status, article.at_office) == (Status.HELD, world.bengaluru)
    item = SheetItem.objects.get()
    assert (item.outcome, item.remark) == (Verdict.NOT_DELIVERED, "door_locked")
    event = TrackingEvent.objects.get(code="ITEM_NONDELIVER")
    assert (event.subject_number, event.remark) == (article.number, "door_locked")
    assert articles_to_deliver(world.bengaluru) == [article]


def test_second_sheet_gets_a_new_code_and_the_old_one_is_dead(world, article):
    old = right_code(article)
    miss(world, article)
    out(world, [article], postman=world.second_postman)
    new = right_code(article)
    assert new != old
    assert list(DeliveryCode.objects.order_by("id").values_list("issue_number", flat=True)) == [1, 2]
    with pytest.raises(AttemptClosed):  # the first postman's sheet is over for it
        try_code(world, article, new)
    assert try_code(world, article, old, by=world.second_postman).verdict == Verdict.WRONG_CODE
    assert try_code(world, article, new, by=world.second_postman).verdict == Verdict.DELIVERED


def test_attempt_costs_the_same_on_a_short_and_a_long_sheet(world):
    counts = []
    for size in (1, 20):
        articles = arrived(world, size, "OTP")
        out(world, articles)
        code = right_code(articles[-1])
        with statements() as asked:
            try_code(world, articles[-1], code)
        counts.append(asked.count)
    assert counts[0] == counts[1]

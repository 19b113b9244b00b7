"""What phones send: any order, any number of times, one end; what cannot be applied is kept, what is wrong is said."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.models import Article
from bookings.rules import Status
from deliveries.errors import (
    AddresseeOnly,
    AttemptReused,
    BadCodeShape,
    CallNeeded,
    EntryCannotStand,
    EntryDecided,
    NotForThisArticle,
    OwnEntry,
    PhoneOfAnother,
    PhoneRevoked,
    PhotoNeeded,
    PositionInTheSea,
    PositionNeeded,
    RelationNeeded,
    SignatureNeeded,
    TooManyEntries,
    UnknownEntry,
    UnknownPhone,
)
from deliveries.models import Attempt, DeliveryCode, KeptEntry, Phone, SheetItem
from deliveries.rules import AT_DOOR as REMARKS_AT_DOOR
from deliveries.rules import DEMANDS, Position, Remark, SetAside, Verdict, receipt_of
from deliveries.services import Outcome, code_for, decide_entry, meet_phone, revoke_phone, sync_round
from tests.world import NOW, arrived, claim, nothing_changes, out, statements
from tracking.models import TrackingEvent

LATER = NOW + timedelta(hours=3)
SYNC_STATEMENTS = 24


def meet(world, who=None, now=NOW):
    return meet_phone(key=uuid.uuid4(), label="Redmi", office=world.bengaluru, by=who or world.postman, now=now)


def send(world, phone, *claims, now=LATER, who=None, clock_off=False):
    return sync_round(key=phone.key, claims=claims, clock_off=clock_off, by=who or world.postman, now=now)


def at(minutes):
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def phone(world):
    return meet(world)


@pytest.fixture
def articles(world):
    found = arrived(world, 3)
    out(world, found)
    return found


# --- a day ---


def test_twenty_entries_cost_what_one_costs(world):
    counts = []
    for size in (1, 20):
        found = arrived(world, size, "OTP")
        out(world, found)
        phone = meet(world)
        said = [claim(one, code=code_for(one.number, 1), seq=place) for place, one in enumerate(found[::2], 1)]
        said += [claim(one, remark="refused", seq=place + 50) for place, one in enumerate(found[1::2], 1)]
        if size == 1:
            found += arrived(world, 1, "OTP")
            out(world, found[1:])
            said.append(claim(found[1], remark="refused", seq=9))
        with statements() as asked:
            synced = send(world, phone, *said)
        assert {type(answer) for answer in synced.answers} == {Outcome}
        counts.append(asked.count)
    assert counts[0] == counts[1] <= SYNC_STATEMENTS, counts


def test_a_sync_is_answered_entry_by_entry_and_the_rest_goes_through(world, phone, articles):
    one, two, three = articles
    synced = send(
        world, phone, claim(one, seq=1), claim(two, seq=2, signature=""), claim(three, seq=3, remark="door_locked")
    )
    assert [getattr(answer, "verdict", type(answer)) for answer in synced.answers] == [
        Verdict.DELIVERED, SignatureNeeded, Verdict.NOT_DELIVERED,
    ]  # fmt: skip
    assert list(Article.objects.order_by("id").values_list("status", flat=True)) == ["delivered", "out", "held"]
    assert (synced.received, synced.revoked) == (2, False)
    events = TrackingEvent.objects.filter(code__in=["ITEM_DELIVERY", "ITEM_NONDELIVER"]).order_by("id")
    assert [event.evidence for event in events] == ["5" * 64, "b" * 64]


def test_the_time_at_the_door_is_the_events_time(world, phone, articles):
    send(world, phone, claim(articles[0], now=at(20), seq=1))
    event = TrackingEvent.objects.get(code="ITEM_DELIVERY")
    assert (event.happened_at, event.recorded_at) == (at(20), LATER)


def test_the_same_queue_twice_changes_nothing_and_answers_the_same(world, phone, articles):
    said = [claim(articles[0], seq=1), claim(articles[1], seq=2, remark="refused")]
    first = send(world, phone, *said)
    with nothing_changes_but_the_phone():
        again = send(world, phone, *said[::-1], now=LATER + timedelta(hours=2))
    assert again.answers == first.answers[::-1]
    assert (again.received, again.receipt) == (first.received, first.receipt)
    assert first.receipt == sum(receipt_of(one.client_uuid) for one in said)


def nothing_changes_but_the_phone():
    Phone.objects.update(last_seen_at=LATER)
    return _Unchanged()


class _Unchanged:
    """As `nothing_changes`, the moment a phone was last heard aside."""

    def __enter__(self):
        self.before = self._rows()

    def __exit__(self, *problem):
        assert problem[0] or self.before == self._rows()

    @staticmethod
    def _rows():
        tables = (Attempt, SheetItem, DeliveryCode, KeptEntry, TrackingEvent, Article)
        return [list(table.objects.order_by("pk").values()) for table in tables]


def test_one_message_may_name_an_entry_twice(world, phone, articles):
    said = claim(articles[0], seq=1)
    synced = send(world, phone, said, said)
    assert synced.answers == [Outcome(Verdict.DELIVERED)] * 2
    assert (synced.received, Attempt.objects.count()) == (1, 1)


def test_an_entry_with_other_content_is_refused(world, phone, articles):
    said = claim(articles[0], seq=1)
    send(world, phone, said)
    changed = claim(articles[0], seq=1, client_uuid=said.client_uuid, received_by="Somebody else")
    assert isinstance(send(world, phone, changed).answers[0], AttemptReused)
    assert Attempt.objects.get().received_by == "K. Sharma"


# --- codes that were typed without signal ---


def test_a_code_is_judged_at_the_time_it_was_typed(world, phone):
    (article,) = arrived(world, 1, "OTP")
    out(world, [article])
    code = DeliveryCode.objects.get()
    typed = claim(article, code=code_for(article.number, 1), now=code.expires_at - timedelta(minutes=1), seq=1)
    synced = send(world, phone, typed, now=code.expires_at + timedelta(hours=5))
    assert synced.answers == [Outcome(Verdict.DELIVERED)]


def test_a_code_typed_after_its_end_is_expired(world, phone):
    (article,) = arrived(world, 1, "OTP")
    out(world, [article])
    code = DeliveryCode.objects.get()
    typed = claim(article, code=code_for(article.number, 1), now=code.expires_at + timedelta(minutes=1), seq=1)
    assert send(world, phone, typed, now=typed.happened_at).answers == [Outcome(Verdict.CODE_EXPIRED, 0)]
    assert Article.objects.get().status == Status.OUT


def test_three_wrong_codes_in_one_message_lock_the_fourth(world, phone):
    (article,) = arrived(world, 1, "OTP")
    out(world, [article])
    right = int(code_for(article.number, 1))
    said = [claim(article, code=f"{(right + step) % 10**6:06d}", seq=step) for step in (1, 2, 3)]
    said.append(claim(article, code=f"{right:06d}", seq=4))
    answers = send(world, phone, *said).answers
    assert [answer.tries_left for answer in answers] == [2, 1, 0, 0]
    assert answers[3].verdict == Verdict.CODE_LOCKED
    assert DeliveryCode.objects.get().wrong_tries == 3


# --- two phones with one sheet ---


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)), cut=st.integers(1, 5), repeats=st.lists(st.integers(0, 4), max_size=3))
def test_any_order_and_any_repeat_end_alike(world, order, cut, repeats):
    """Five claims about one article from two phones: the delivery stands; of failures the earlier; all are kept."""
    assert _end(world, order, cut, repeats) == _end(world, range(5), 5, [])


def _end(world, order, cut, repeats):
    (article,) = arrived(world, 1)
    out(world, [article])
    phones = [meet(world), meet(world)]
    said = [
        claim(article, now=at(10), seq=1, remark="door_locked", client_uuid=_uid(article, 0)),
        claim(article, now=at(5), seq=1, remark="refused", client_uuid=_uid(article, 1)),
        claim(article, now=at(30), seq=2, received_by="First", client_uuid=_uid(article, 2)),
        claim(article, now=at(20), seq=2, received_by="Second", client_uuid=_uid(article, 3)),
        claim(article, now=at(40), seq=3, remark="absent", client_uuid=_uid(article, 4)),
    ]
    places = [*order, *repeats]
    for start in range(0, len(places), cut):
        for which, phone in enumerate(phones):
            piece = [said[place] for place in places[start : start + cut] if place % 2 == which]
            if piece:
                send(world, phone, *piece)
    item = SheetItem.objects.select_related("standing").get(article=article)
    article.refresh_from_db()
    events = TrackingEvent.objects.filter(subject_number=article.number, code="ITEM_DELIVERY").count()
    return article.status, item.outcome, item.remark, item.standing.received_by, events, item.attempts.count()


def _uid(article, place):
    return uuid.UUID(int=article.pk * 10 + place)


def test_what_the_end_is(world):
    assert _end(world, range(5), 5, []) == ("delivered", "delivered", "", "Second", 1, 5)


def test_of_two_failures_the_earlier_stands(world, phone, articles):
    other = meet(world)
    send(world, phone, claim(articles[0], now=at(30), remark="door_locked", seq=1))
    send(world, other, claim(articles[0], now=at(10), remark="refused", seq=1))
    item = SheetItem.objects.get(article=articles[0])
    assert (item.remark, item.standing.remark, item.attempts.count()) == ("refused", "refused", 2)


def test_an_entry_older_than_the_articles_last_move_is_kept_for_the_supervisor(world, phone, articles):
    send(world, phone, claim(articles[0], now=at(10), remark="door_locked", seq=1))
    out(world, [articles[0]], postman=world.second_postman, now=at(60))
    late = claim(articles[0], now=at(20), seq=2)
    assert send(world, phone, late).answers == [SetAside.OVERTAKEN]
    articles[0].refresh_from_db()
    assert articles[0].status == Status.OUT
    assert send(world, phone, late).answers == [SetAside.OVERTAKEN]
    assert KeptEntry.objects.get().said["received_by"] == "K. Sharma"


# --- kept for a decision ---


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (SetAside.FROM_THE_FUTURE, {"now": LATER + timedelta(hours=1)}),
        (SetAside.TOO_EARLY, {"now": NOW - timedelta(hours=1)}),
        (SetAside.TOO_LATE, {"now": NOW}),
        (SetAside.NOT_ON_SHEET, {"now": NOW}),
        (SetAside.REVOKED, {"now": NOW}),
    ],
)
def test_what_the_record_cannot_take_is_kept_whole(world, phone, articles, why, said):
    target = "EK999999995IN" if why == SetAside.NOT_ON_SHEET else articles[0]
    heard = NOW + timedelta(hours=30) if why == SetAside.TOO_LATE else LATER
    if why == SetAside.REVOKED:
        revoke_phone(key=phone.key, office=world.bengaluru, reason="lost", by=world.supervisor, now=NOW)
    synced = send(world, phone, claim(target, seq=1, **said), now=heard)
    assert (synced.answers, synced.revoked) == ([why], why == SetAside.REVOKED)
    assert Attempt.objects.count() == 0
    kept = KeptEntry.objects.get()
    assert (kept.why, kept.office, kept.article_number) == (why, world.bengaluru, str(target))
    assert set(Article.objects.values_list("status", flat=True)) == {Status.OUT}


def test_a_code_is_not_kept_with_an_entry(world, phone):
    (article,) = arrived(world, 1, "OTP")
    out(world, [article])
    code = code_for(article.number, 1)
    revoke_phone(key=phone.key, office=world.bengaluru, reason="lost", by=world.supervisor, now=NOW)
    send(world, phone, claim(article, code=code, seq=1))
    kept = KeptEntry.objects.get()
    assert kept.said["with_code"] is True
    assert code not in str(kept.__dict__)
    with nothing_changes(), pytest.raises(EntryCannotStand):
        decide(world, kept)


def decide(world, kept, *, accept=True, by=None, office=None):
    return decide_entry(
        client_uuid=kept.client_uuid, office=office or world.bengaluru, accept=accept, reason="seen",
        by=by or world.supervisor, now=LATER,
    )  # fmt: skip


def test_an_accepted_entry_counts_as_if_heard_in_time(world, phone, articles):
    revoke_phone(key=phone.key, office=world.bengaluru, reason="lost", by=world.supervisor, now=NOW)
    send(world, phone, claim(articles[0], now=at(10), seq=1), claim(articles[1], now=at(12), seq=2, remark="refused"))
    one, two = KeptEntry.objects.order_by("id")
    decide(world, one)
    assert Article.objects.get(pk=articles[0].pk).status == Status.DELIVERED
    assert TrackingEvent.objects.get(code="ITEM_DELIVERY").happened_at == at(10)
    decide(world, two, accept=False)
    assert Article.objects.get(pk=articles[1].pk).status == Status.OUT
    for kept in (one, two):
        with nothing_changes(), pytest.raises(EntryDecided):
            decide(world, kept)


def test_nobody_decides_about_their_own_and_no_other_office_does(world, phone, articles):
    revoke_phone(key=phone.key, office=world.bengaluru, reason="lost", by=world.supervisor, now=NOW)
    send(world, phone, claim(articles[0], seq=1))
    kept = KeptEntry.objects.get()
    with nothing_changes(), pytest.raises(OwnEntry):
        decide(world, kept, by=world.postman)
    with nothing_changes(), pytest.raises(UnknownEntry):
        decide(world, kept, office=world.mysuru)


# --- phones ---


def test_a_phone_has_one_person_and_one_end(world, phone, articles):
    with nothing_changes(), pytest.raises(PhoneOfAnother):
        meet_phone(key=phone.key, label="x", office=world.bengaluru, by=world.second_postman, now=NOW)
    with nothing_changes(), pytest.raises(PhoneOfAnother):
        send(world, phone, claim(articles[0], seq=1), who=world.second_postman)
    with nothing_changes(), pytest.raises(UnknownPhone):
        revoke_phone(key=phone.key, office=world.mysuru, reason="x", by=world.supervisor, now=NOW)
    with nothing_changes(), pytest.raises(UnknownPhone):
        sync_round(key=uuid.uuid4(), claims=[], clock_off=False, by=world.postman, now=NOW)
    revoke_phone(key=phone.key, office=world.bengaluru, reason="lost", by=world.supervisor, now=NOW)
    with nothing_changes():
        revoke_phone(key=phone.key, office=world.bengaluru, reason="again", by=world.administrator, now=LATER)
        with pytest.raises(PhoneRevoked):
            meet_phone(key=phone.key, label="x", office=world.bengaluru, by=world.postman, now=NOW)


def test_a_message_of_too_many_entries_is_refused_whole(world, phone, articles):
    with nothing_changes(), pytest.raises(TooManyEntries):
        send(world, phone, *[claim(articles[0], seq=place) for place in range(1, 102)])


# --- what an entry must say ---


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (RelationNeeded, {"relation": ""}),
        (RelationNeeded, {"relation": "cousin"}),
        (SignatureNeeded, {"signature": ""}),
        (PhotoNeeded, {"remark": "door_locked", "photo": ""}),
        (PositionNeeded, {"remark": "refused", "position": None}),
        (CallNeeded, {"remark": "absent", "called_at": None}),
        (NotForThisArticle, {"remark": "cod_refused"}),
        (PositionInTheSea, {"position": Position(Decimal("10.00000"), Decimal("68.00000"), 10)}),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_and_nothing_is_counted(world, phone, articles, refusal, said):
    with _Unchanged():
        (answer,) = send(world, phone, claim(articles[0], seq=1, **said)).answers
    assert isinstance(answer, refusal)


def test_registered_articles_are_the_addressees(world, phone):
    (article,) = arrived(world, 1, "REG")
    out(world, [article])
    refused, taken = send(
        world, phone, claim(article, relation="neighbour", seq=1), claim(article, relation="authorised", seq=2)
    ).answers
    assert isinstance(refused, AddresseeOnly)
    assert taken == Outcome(Verdict.DELIVERED)


def test_a_code_of_letters_costs_no_try(world, phone):
    (article,) = arrived(world, 1, "OTP")
    out(world, [article])
    (answer,) = send(world, phone, claim(article, code="12a456", seq=1)).answers
    assert isinstance(answer, BadCodeShape)
    assert Attempt.objects.count() == 0


def test_the_27_remarks():
    assert len(Remark) == len(DEMANDS) == 27
    assert {"door_locked", "absent", "beat_change", "moved", "refused", "deceased"} <= set(REMARKS_AT_DOOR)
    assert not {Remark.RECALLED, Remark.UNCLAIMED, Remark.POSTE_RESTANTE} & set(REMARKS_AT_DOOR)

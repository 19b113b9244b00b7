"""The timeline: own events and those of the bags around, in one query; the history keeps its promises."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apt.core.db import use_case
from tests.world import NOW, nothing_changes, statements
from tracking.errors import AlreadyInBag, BagInsideItself, EventFromTheFuture
from tracking.models import Enclosure, TrackingEvent
from tracking.queries import bag_holding, contents_of, everything_in, stages_reached, timeline
from tracking.rules import Event, Subject
from tracking.services import Happening, enclose, record_events, release

ARTICLE, OTHER, INNER, OUTER = "EK123456785IN", "EK000000005IN", "EBK0000000001", "EBK0000000002"


class History:
    """Writes events a minute apart."""

    def __init__(self, office):
        self.office, self.minute = office, 0

    def _write(self, kind, number, code):
        self.minute += 1
        at = NOW + timedelta(minutes=self.minute)
        happening = Happening(kind, number, code, self.office, f"{code}:{number}:{self.minute}")
        return record_events([happening], by=None, happened_at=at, now=at)[0]

    @use_case
    def item(self, code, number=ARTICLE):
        return self._write(Subject.ARTICLE, number, code)

    @use_case
    def bag(self, code, number):
        return self._write(Subject.BAG, number, code)

    @use_case
    def close(self, number, *articles, bags=()):
        closed = self._write(Subject.BAG, number, Event.BAG_CLOSE)
        enclose(bag_number=number, articles=articles, bags=bags, closed=closed)

    @use_case
    def open(self, number, *lost):
        release(bag_number=number, opened=self._write(Subject.BAG, number, Event.BAG_OPEN), lost=lost)


@pytest.fixture
def history(world):
    return History(world.mysuru)


def told(number, kind=Subject.ARTICLE):
    return [(line.subject_number, line.code.value) for line in timeline(number, kind)]


def test_timeline_of_an_article_through_a_bag(history):
    history.item(Event.ITEM_BOOK)
    history.close(INNER, ARTICLE, OTHER)
    history.bag(Event.BAG_DISPATCH, INNER)
    assert (bag_holding(ARTICLE), contents_of(INNER)) == (INNER, [ARTICLE, OTHER])
    history.open(INNER)
    history.item(Event.ITEM_INVOICE)
    assert told(ARTICLE) == [
        (ARTICLE, "ITEM_BOOK"), (INNER, "BAG_CLOSE"), (INNER, "BAG_DISPATCH"), (INNER, "BAG_OPEN"),
        (ARTICLE, "ITEM_INVOICE"),
    ]  # fmt: skip
    assert told(OTHER) == told(ARTICLE)[1:4]
    assert (bag_holding(ARTICLE), contents_of(INNER)) == (None, [])


def test_timeline_of_an_article_in_a_bag_in_a_bag(history):
    history.bag(Event.BAG_RECEIVE, OUTER)  # before anything lay in it
    history.close(INNER, ARTICLE)
    history.close(OUTER, bags=[INNER])
    history.bag(Event.BAG_DISPATCH, OUTER)
    history.open(OUTER)
    assert contents_of(OUTER) == []
    history.bag(Event.BAG_RECEIVE, OUTER)  # after it was emptied
    history.bag(Event.BAG_DISPATCH, INNER)
    history.open(INNER)
    assert told(ARTICLE) == [
        (INNER, "BAG_CLOSE"), (OUTER, "BAG_CLOSE"), (OUTER, "BAG_DISPATCH"), (OUTER, "BAG_OPEN"),
        (INNER, "BAG_DISPATCH"),
        (INNER, "BAG_OPEN"),
    ]  # fmt: skip


def test_timeline_leaves_out_what_the_bag_did_before_and_after(history):
    history.bag(Event.BAG_DISPATCH, INNER)
    history.close(INNER, ARTICLE)
    history.open(INNER)
    history.bag(Event.BAG_RECEIVE, INNER)
    history.close(INNER, OTHER)
    assert told(ARTICLE) == [(INNER, "BAG_CLOSE"), (INNER, "BAG_OPEN")]


def test_timeline_of_a_bag_is_asked_for_by_kind(history):
    history.close(INNER, ARTICLE)
    assert told(INNER) == []
    assert told(INNER, Subject.BAG) == [(INNER, "BAG_CLOSE")]
    assert told(ARTICLE, Subject.BAG) == []


def test_timeline_ends_even_if_two_bags_claim_to_hold_each_other(history):
    history.close(INNER, ARTICLE)
    history.close(OUTER, bags=[INNER])
    with nothing_changes(), pytest.raises(BagInsideItself):
        history.close(INNER, bags=[OUTER])
    entered = TrackingEvent.objects.latest("id")
    Enclosure.objects.create(
        inner_kind=Subject.BAG, inner_number=OUTER, bag_number=INNER, entered=entered, entered_at=entered.happened_at
    )
    assert len(told(ARTICLE)) == 2


def test_a_bag_is_never_closed_into_itself_at_any_depth(history):
    third = "EBK0000000003"
    history.close(INNER, ARTICLE)
    history.close(OUTER, bags=[INNER])
    history.close(third, bags=[OUTER])
    for inner in ([INNER], [OUTER], [third]):
        with nothing_changes(), pytest.raises((BagInsideItself, AlreadyInBag)):
            history.close(INNER, bags=inner)
    assert [(one.depth, one.number) for one in everything_in(third)] == [(1, OUTER), (2, INNER), (3, ARTICLE)]


def test_timeline_of_a_lost_article_ends_before_its_bag_is_opened(history):
    history.close(INNER, ARTICLE, OTHER)
    history.close(OUTER, bags=[INNER])
    history.open(OUTER)
    history.open(INNER, ARTICLE)
    ways = [(INNER, "BAG_CLOSE"), (OUTER, "BAG_CLOSE"), (OUTER, "BAG_OPEN")]
    assert told(ARTICLE) == ways
    assert told(OTHER) == [*ways, (INNER, "BAG_OPEN")]


def test_timeline_of_what_lay_in_a_lost_bag_ends_with_it(history):
    history.close(INNER, ARTICLE)
    history.close(OUTER, bags=[INNER])
    history.open(OUTER, INNER)
    assert told(ARTICLE) == [(INNER, "BAG_CLOSE"), (OUTER, "BAG_CLOSE")]


def test_timeline_says_what_was_corrected(history):
    history.close(INNER, ARTICLE)
    closed = TrackingEvent.objects.latest("id")
    at = NOW + timedelta(hours=1)

    @use_case
    def correct():
        what = Happening(Subject.BAG, INNER, Event.BAG_REOPEN, history.office, "again", corrects=closed)
        record_events([what], by=None, happened_at=at, now=at)

    correct()
    assert [(line.code, line.corrected) for line in timeline(ARTICLE)] == [("BAG_CLOSE", True), ("BAG_REOPEN", False)]


def test_timeline_is_one_query_whatever_the_length(history, world):
    counts = []
    for steps in (1, 30):
        for _ in range(steps):
            history.close(INNER, ARTICLE)
            history.bag(Event.BAG_DISPATCH, INNER)
            history.open(INNER)
        with statements() as asked:
            lines = timeline(ARTICLE)
        counts.append(asked.count)
    assert counts == [1, 1]
    assert len(lines) == 3 * 31
    assert [line.happened_at for line in lines] == sorted(line.happened_at for line in lines)


def test_timeline_of_an_unknown_number_is_empty(world):
    assert timeline("EK999999999IN") == []
    assert stages_reached([]) == [
        ("Booked", False), ("On the way", False), ("At delivery office", False), ("Out for delivery", False),
        ("Delivered", False),
    ]  # fmt: skip


def test_stages_a_later_step_implies_the_earlier(history):
    history.item(Event.ITEM_INVOICE)
    assert [reached for _, reached in stages_reached(timeline(ARTICLE))] == [True, True, True, False, False]


def test_enclose_refuses_what_lies_in_another_bag(history):
    history.close(INNER, ARTICLE)
    with nothing_changes(), pytest.raises(AlreadyInBag) as refused:
        history.close(OUTER, OTHER, ARTICLE)
    assert refused.value.values == {"number": ARTICLE}


def test_enclosure_is_unique_in_the_database(history):
    history.close(INNER, ARTICLE)
    lying = Enclosure.objects.get()
    with pytest.raises(IntegrityError, match="tracking_in_one_bag_at_a_time"), transaction.atomic():
        Enclosure.objects.create(
            inner_kind="A", inner_number=ARTICLE, bag_number=OUTER, entered=lying.entered, entered_at=NOW
        )
    with pytest.raises(IntegrityError, match="tracking_bag_not_in_itself"), transaction.atomic():
        Enclosure.objects.create(
            inner_kind="B", inner_number=OUTER, bag_number=OUTER, entered=lying.entered, entered_at=NOW
        )
    assert Enclosure.objects.count() == 1


def test_enclosure_once_left_is_final_and_never_deleted(history):
    history.close(INNER, ARTICLE)
    history.open(INNER)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Enclosure.objects.update(left=None, left_at=None)
    with pytest.raises(DatabaseError, match=r"append-only|pending trigger"), transaction.atomic():
        connection.cursor().execute("DELETE FROM tracking_enclosure")
    assert Enclosure.objects.filter(left__isnull=False).count() == 1


def test_event_of_the_future_is_refused_and_by_the_database_too(world):
    happening = Happening(Subject.ARTICLE, ARTICLE, Event.ITEM_BOOK, world.mysuru, "x")
    record = use_case(record_events)
    late = NOW + timedelta(seconds=31)
    with nothing_changes(), pytest.raises(EventFromTheFuture) as refused:
        record([happening], by=None, happened_at=late, now=NOW)
    assert (refused.value.code, refused.value.http_status) == ("event_from_the_future", 422)
    with nothing_changes(), pytest.raises(IntegrityError, match="not_from_the_future"), transaction.atomic():
        TrackingEvent.objects.create(
            subject_kind="A", subject_number=ARTICLE, code=Event.ITEM_BOOK, happened_at=late, recorded_at=NOW,
            office=world.mysuru, dedupe_key="x",
        )  # fmt: skip
    assert record([happening], by=None, happened_at=NOW + timedelta(seconds=29), now=NOW)[0].pk


def test_event_with_the_same_dedupe_key_is_not_written_twice(world):
    happening = Happening(Subject.ARTICLE, ARTICLE, Event.ITEM_BOOK, world.mysuru, "x")
    record = use_case(record_events)
    record([happening], by=None, happened_at=NOW, now=NOW)
    with nothing_changes(), pytest.raises(IntegrityError, match="dedupe_key"):
        record([happening], by=None, happened_at=NOW, now=NOW)


def test_record_events_is_one_statement_for_any_number(world):
    with statements() as asked:
        use_case(record_events)(
            [Happening(Subject.ARTICLE, ARTICLE, Event.ITEM_BOOK, world.mysuru, str(n)) for n in range(50)],
            by=None, happened_at=NOW, now=NOW,
        )  # fmt: skip
    assert asked.count == 1
    assert TrackingEvent.objects.count() == 50


def test_timeline_walks_indexes_at_one_lakh_events(history, world):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tracking_trackingevent
                (subject_kind, subject_number, code, happened_at, recorded_at, office_id, remark, dedupe_key)
            SELECT CASE WHEN n %% 5 = 0 THEN 'B' ELSE 'A' END, CASE WHEN n %% 5 = 0 THEN 'EBK' ELSE 'EK' END
                   || (n / 10),
                   'ITEM_BOOK', %(now)s, %(now)s, %(office)s, '', n FROM generate_series(1, 100000) n
            """,
            {"now": NOW, "office": world.mysuru.pk},
        )
        cursor.execute(
            """
            INSERT INTO tracking_enclosure (inner_kind, inner_number, bag_number, entered_id, entered_at)
            SELECT 'A', 'EK' || n, 'EBK' || n / 50, (SELECT min(id) FROM tracking_trackingevent), %(now)s
            FROM generate_series(1, 20000) n
            """,
            {"now": NOW},
        )
        history.close(INNER, ARTICLE)
        history.close(OUTER, bags=[INNER])
        cursor.execute("ANALYZE tracking_trackingevent")
        cursor.execute("ANALYZE tracking_enclosure")
        with statements() as asked:
            assert len(timeline(ARTICLE)) == 2
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + asked.sql[0])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on tracking" not in plan
    assert plan.count("tracking_event_history") >= 2
    assert "tracking_enclosure_inner" in plan

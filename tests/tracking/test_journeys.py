"""Random journeys: whatever is scanned, repeated and told out of order, there is one history, and it is the same."""

import contextlib
import itertools
import random
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apt.core.db import use_case
from bookings.models import Article
from tests.world import NOW, booked, numbers_of
from tracking.models import TrackingEvent
from tracking.queries import timeline
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events
from transit.services import begin_bag, close_bag, despatch_bags, open_bag, receive_bag, reopen_bag, scan_codes

SERIALS = itertools.count(1)  # examples share one database
LEGAL = {  # state of the bag: what may be done next, and what it becomes
    "filling": {"scan": "filling", "close": "closed"},
    "closed": {"reopen": "filling", "despatch": "on the way"},
    "on the way": {"receive": "received"},
    "received": {"open": "done"},
    "done": {},
}
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(data=st.data())
def test_any_legal_journey_repeated_gives_one_timeline(world, data):
    """Each scan comes once or more, in any order; the bag is reopened as often as anybody likes."""
    with _undone():
        _journey(world, data)


def _journey(world, data):
    numbers = numbers_of(booked(world, 3))
    bag = begin_bag(office=world.mysuru, destination=world.mysuru_hub, by=world.mails, now=NOW)
    state, told, scanned = "filling", [], {}  # scanned: what had been told by then
    for minute in range(data.draw(st.integers(4, 14))):
        legal = [step for step in LEGAL[state] if step != "close" or scanned]
        if not legal:
            break
        step = data.draw(st.sampled_from(legal))
        at = NOW + timedelta(minutes=minute + 1)
        if step == "scan":
            codes = data.draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=6))
            scan_codes(office=world.mysuru, bag_number=bag.number, codes=codes, by=world.mails, now=at)
            scanned = dict.fromkeys(codes, len(told)) | scanned
        else:
            told += _do(world, bag.number, step, at)
        state = LEGAL[state][step]
    for number in numbers:
        lines = timeline(number)
        assert lines == sorted(lines, key=lambda line: (line.happened_at, line.id))
        assert len({line.id for line in lines}) == len(lines)
        mine = [line.code for line in lines if line.code != Event.ITEM_BOOK]
        assert mine == (told[scanned[number] :] if number in scanned else [])
    assert sorted(Article.objects.values_list("number", flat=True)) == sorted(
        TrackingEvent.objects.filter(code=Event.ITEM_BOOK).values_list("subject_number", flat=True)
    )


@contextlib.contextmanager
def _undone():
    """Each example begins with the same world: a bag that another left open would be gone on with."""
    with transaction.atomic():
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True  # a use case, durable, may begin inside
        yield
        transaction.set_rollback(True)


def _do(world, number, step, at):
    mysuru = {"office": world.mysuru, "by": world.mails, "now": at}
    hub = {"office": world.mysuru_hub, "by": world.sorter, "now": at}
    if step == "close":
        close_bag(number=number, **mysuru)
        return [Event.BAG_CLOSE]
    if step == "reopen":
        reopen_bag(number=number, **mysuru)
        return [Event.BAG_REOPEN]
    if step == "despatch":
        despatch_bags(numbers=[number], **mysuru)
        return [Event.BAG_DISPATCH]
    if step == "receive":
        receive_bag(number=number, **hub)
        return [Event.BAG_RECEIVE]
    open_bag(number=number, **hub)
    return [Event.BAG_OPEN]


@SLOW
@given(seed=st.integers(0, 10**6), size=st.integers(2, 8))
def test_told_in_any_order_and_twice_the_history_is_the_same(world, seed, size):
    """Phones come back into the net when they like: what counts is when it happened."""
    chance = random.Random(seed)
    codes = [Event.ITEM_RECEIVE, Event.ITEM_INVOICE, Event.BEAT_DISPATCH, Event.ITEM_ONHOLD]
    stories = {}
    for series in ("EA", "EB"):
        number = f"{series}{next(SERIALS):09d}IN"
        happened = [(NOW + timedelta(minutes=minute), codes[minute % len(codes)]) for minute in range(size)]
        told = [*enumerate(happened), *enumerate(happened)]
        if series == "EB":
            chance.shuffle(told)
        for place, (at, code) in told:
            _tell(world, number, code, at, f"{number}:{place}")
        stories[series] = [(line.code, line.happened_at) for line in timeline(number)]
    first, second = stories.values()
    assert first == second == happened_sorted(size, codes)


def happened_sorted(size, codes):
    return [(codes[minute % len(codes)], NOW + timedelta(minutes=minute)) for minute in range(size)]


@use_case
def _tell(world, number, code, at, key):
    if not TrackingEvent.objects.filter(dedupe_key=key).exists():
        what = Happening(Subject.ARTICLE, number, code, world.mysuru, key)
        record_events([what], by=None, happened_at=at, now=NOW + timedelta(days=1))

"""5,000 events while workers are killed and Valkey is emptied: every subscriber has each, the numbers have no gap."""

import contextlib
import time
from collections.abc import Iterator

import pytest

from apt.core.clock import now
from partners.models import Customer
from tests.live import Stack, within
from tests.tracking.test_feeds import customer, follow
from tests.webhooks import Receiver, receiving
from tests.world import World, make_world
from tracking.models import Feed, FeedEntry
from tracking.services import make_endpoint

EVENTS, AT_A_TIME, SUBSCRIBERS = 5_000, 50, 4
KILLS = 3


@pytest.fixture
def world(transactional_db) -> World:
    return make_world()


@pytest.fixture
def direct() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def test_nothing_is_lost_when_workers_die_and_valkey_is_emptied(world, direct, settings, tmp_path_factory):
    settings.WEBHOOKS = {"answer_within_s": 1.5, "to_this_machine": True}
    folder = tmp_path_factory.mktemp("k")
    with contextlib.ExitStack() as closing:
        subscribers: dict[Customer, Receiver] = {}
        numbers = [f"EK{place:08d}0IN" for place in range(SUBSCRIBERS)]
        for place, number in enumerate(numbers):
            one, receiver = customer(world, f"Firm {place}"), closing.enter_context(receiving())
            follow(customer=one, numbers=[number], by=world.clerk)
            make_endpoint(customer=one, live=True, url=receiver.url, by=world.clerk, now=now())
            subscribers[one] = receiver
        stack = Stack(folder, DIRECT_TO=direct.url)
        closing.callback(stack.stop)
        got = lambda: sum(len(one.ids) for one in subscribers.values())  # noqa: E731
        writer = stack.start("-m", "tests.stack.direct", str(EVENTS), str(AT_A_TIME), *numbers)
        for kill in range(1, KILLS + 1):
            assert within(30, lambda kill=kill: got() >= kill * EVENTS // 5), f"{got()} came"
            if kill == 1:  # while the writer still writes: what waits in the queue with nobody at work is gone
                stack.worker.kill()
                stack.worker.wait()
                time.sleep(0.5)
                stack.empty_valkey()
            stack.kill_worker()
        assert writer.wait(60) == 0
        assert within(60, lambda: got() == EVENTS), f"{got()} of {EVENTS} came; {(folder / 'log').read_text()[-3000:]}"
        share = EVENTS // SUBSCRIBERS
        for one, receiver in subscribers.items():
            feed = Feed.objects.get(customer=one)
            told = FeedEntry.objects.filter(feed=feed).order_by("seq").values_list("seq", flat=True)
            assert list(told) == list(range(1, share + 1))
            assert set(receiver.sequences) == set(range(1, share + 1))
            assert set(receiver.ids) == {f"evt_live_{one.code}_{seq}" for seq in range(1, share + 1)}
        # The control: the same killed and emptied stack, with the work in the message alone.
        time.sleep(1)
        sent = {f"direct_{place}" for place in range(0, EVENTS, 5)}
        assert set(direct.ids) < sent, "the control lost nothing: the test killed nothing"

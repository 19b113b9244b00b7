"""5,000 events while workers are killed and Valkey is emptied: every subscriber has each, the numbers have no gap."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from apt.core.clock import now
from apt.stack.servers import Children, Valkey
from partners.models import Customer
from tests.house.sources import ROOT
from tests.tracking.test_feeds import customer, follow
from tests.webhooks import Receiver, receiving
from tests.world import World, make_world
from tracking.models import Feed, FeedEntry
from tracking.services import make_endpoint

EVENTS, AT_A_TIME, SUBSCRIBERS = 5_000, 50, 4
KILLS = 3


class Stack:
    """A Valkey, a worker of threads and a beat of the test's own, any of which may be killed."""

    def __init__(self, folder: Path, direct_to: str) -> None:
        self.folder, self.children = folder, Children()
        self.valkey = Valkey(folder / "valkey", self.children)
        self.valkey.start()
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
        self.environment = {
            **os.environ, "DATABASE_URL": database, "REDIS_URL": self.valkey.url, "APT_WEBHOOKS_LOCAL": "1",
            "APT_WEBHOOK_ANSWER_S": "1.5", "DIRECT_TO": direct_to, "DJANGO_SETTINGS_MODULE": "apt.settings",
        }  # fmt: skip
        self.log = (folder / "log").open("ab")
        self.worker = self.work()
        self.start("-m", "celery", "-A", "apt", "beat", "-s", str(folder / "beat"), "--pidfile", "")

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, *arguments]
        return self.children.start(
            arguments[1], command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )

    def work(self) -> "subprocess.Popen[bytes]":
        queues = ["-Q", "callbacks", "-P", "threads", "-c", "8", "--without-mingle", "--without-gossip"]
        return self.start("-m", "celery", "-A", "tests.stack.direct", "worker", *queues)

    def kill_worker(self) -> None:
        self.worker.kill()
        self.worker.wait()
        self.worker = self.work()

    def empty_valkey(self) -> None:
        """Emptied, killed, and started again with nothing."""
        server = next(child for child, _, name in self.children.running if name == "Valkey" and child.poll() is None)
        server.kill()
        server.wait()
        shutil.rmtree(self.valkey.data)
        self.valkey.data.mkdir()
        self.valkey.start()

    def stop(self) -> None:
        self.children.stop()
        self.log.close()


@pytest.fixture
def world(transactional_db) -> World:
    return make_world()


@pytest.fixture
def direct() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


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
        stack = Stack(folder, direct.url)
        closing.callback(stack.stop)
        got = lambda: sum(len(one.ids) for one in subscribers.values())  # noqa: E731
        writer = stack.start("-m", "tests.stack.direct", str(EVENTS), str(AT_A_TIME), *numbers)
        for kill in range(1, KILLS + 1):
            assert within(30, lambda kill=kill: got() >= kill * EVENTS // 5), f"{got()} came"
            if kill == 2:
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

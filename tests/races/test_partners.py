"""Partners' repeats, numbers and workers, all at once. Each first without its guard."""

import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import BoundedSemaphore

import pytest
from django.db import connection

from apt.core.clock import now
from bookings.models import Article
from bookings.services import book_for_partner
from partners.access import _HOLD as HOLD_CONTRACT
from partners.errors import NonceUsed
from partners.models import Member, Nonce, Request
from partners.rules import MemberRole
from partners.services import add_member, note_nonce, remove_member
from tests.live import within
from tests.partners.api import Partner, article
from tests.races.conftest import slowly, without_constraints
from tests.tracking.test_feeds import customer, follow, happen
from tests.webhooks import receiving
from tests.world import NOW, at_once
from tracking.models import Endpoint, Feed, FeedEntry, WebhookCall
from tracking.rules import Event, Subject
from tracking.services import Happening, make_endpoint, relay, send_webhooks
from tracking.services.sending import take_endpoint

NUMBER = "EK000000011IN"


@pytest.fixture
def partner(world) -> Partner:
    return Partner(world)


def book(partner: Partner, once: str) -> int:
    return partner.ask("post", "bookings/", {"article": article()}, once=once).status_code


def test_one_key_twelve_requests_one_article(partner, monkeypatch):
    with monkeypatch.context() as patch:  # the control: every request takes itself for the first
        patch.setattr("partners.gate.begin_request", lambda **_: 0)
        patch.setattr("bookings.services.partner_book.uuid.uuid5", lambda *_: uuid.uuid4())
        at_once(4, lambda _: book(partner, "order-race-1"))
        assert Article.objects.count() == 4
    with slowly("bookings_article"):
        answers = at_once(12, lambda _: book(partner, "order-race-2"))
    assert Article.objects.count() == 5
    assert set(answers) <= {201, 409}, answers
    assert 201 in answers
    assert book(partner, "order-race-2") == 201


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(partner):
    """What it uses is counted in a row that somebody holds: the article is booked, and nobody may be told otherwise."""
    assert book(partner, "order-before-1") == 201
    other = connection.copy()
    with other.cursor() as holder, connection.cursor() as ours:
        holder.execute("BEGIN; SELECT FROM partners_usage FOR UPDATE")
        ours.execute("SET lock_timeout = 100")
        first = partner.ask("post", "bookings/", {"article": article()}, once="order-held-1")
        ours.execute("RESET lock_timeout")
    other.close()
    assert first.status_code == 201, first.content
    assert Article.objects.count() == 2
    assert book(partner, "order-held-1") == 409  # still claimed
    Request.objects.update(begun_at=now() - timedelta(seconds=61))
    again = partner.ask("post", "bookings/", {"article": article()}, once="order-held-1")
    assert again.content == first.content
    assert Article.objects.count() == 2


def test_a_reference_is_booked_once_under_two_keys(partner, monkeypatch):
    """The row of the contract is held while it is looked up; below it, the database refuses as well."""

    def one(place: int) -> object:
        contract = partner.contract.places.select_related("contract__customer", "office").get()
        return book_for_partner(
            place=contract, live=True, rows=[article(reference="PO-1")], once=f"other-{place}", by=partner.world.clerk,
            now=now(),
        )[0].number  # fmt: skip

    with monkeypatch.context() as patch, without_constraints("bookings_partner_reference_once"):
        patch.setattr("partners.access._HOLD", HOLD_CONTRACT.replace("FOR NO KEY UPDATE", ""))
        with slowly("bookings_article"):
            harm = at_once(2, one)
        assert all(isinstance(number, str) and number for number in harm), harm
    answers = at_once(3, one)
    assert sum(isinstance(number, str) and number != "" for number in answers) == 1, answers
    assert Article.objects.filter(partner_booking__reference="PO-1").count() == 1


def test_a_nonce_is_taken_once(partner):
    key, nonce = partner.live, "n" * 16

    def take(_: int) -> object:
        return note_nonce(key=key, nonce=nonce, by=partner.world.clerk, now=NOW)

    with without_constraints("partners_nonce_once"):  # the control
        assert at_once(4, take) == [None] * 4
    Nonce.objects.all().delete()
    with slowly("partners_nonce"):
        answers = at_once(4, take)
    assert sum(isinstance(one, NonceUsed) for one in answers) == 3, answers


def events(world, count: int, begin: int) -> None:
    for place in range(count):
        what = Happening(Subject.ARTICLE, NUMBER, Event.ITEM_INVOICE, world.mysuru, f"r{begin + place}")
        happen(what, by=world.clerk)


def test_relays_at_once_number_without_a_gap(world, monkeypatch):
    follow(customer=customer(world), numbers=[NUMBER], by=world.clerk)
    monkeypatch.setattr("tracking.services.feeds.CLAIM", 5)
    from tracking.services import feeds

    events(world, 20, 0)
    with monkeypatch.context() as patch, slowly("tracking_feedentry"):  # the control: the feed's row is read, not held
        patch.setattr("tracking.services.feeds._LOCK", feeds._LOCK.replace("FOR UPDATE", ""))
        answers = at_once(4, lambda _: relay(now=NOW))
        assert any(
            isinstance(answer, Exception) for answer in answers
        )  # two gave the same number: the database refused
    while relay(now=NOW)[0]:
        pass
    events(world, 40, 100)
    with slowly("tracking_feedentry", 20):
        assert not [one for one in at_once(6, lambda _: relay(now=NOW)) if isinstance(one, Exception)]
    while relay(now=NOW)[0]:
        pass
    assert list(FeedEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 61))
    assert Feed.objects.get().last_seq == 60


def test_an_endpoint_has_one_worker(world, settings, monkeypatch):
    settings.WEBHOOKS = {"answer_within_s": 15.0, "to_this_machine": True}
    made, _ = make_endpoint(customer=customer(world), live=True, url="http://127.0.0.1:9/", by=world.clerk, now=NOW)
    with monkeypatch.context() as patch:  # the control: whoever comes is let through
        patch.setattr("tracking.services.sending.lease", lambda: timedelta(0))
        assert sum(one is not None for one in at_once(4, lambda _: take_endpoint(endpoint_id=made.pk, now=NOW))) == 4
    with slowly("tracking_endpoint", verb="UPDATE"):
        taken = at_once(4, lambda _: take_endpoint(endpoint_id=made.pk, now=NOW))
    assert sum(one is not None for one in taken) == 1


def test_many_that_hang_do_not_keep_the_living_waiting(world, settings, monkeypatch):
    """Twenty endpoints that take the connection and say nothing, before one that answers; a worker of eight threads."""
    settings.WEBHOOKS = {"answer_within_s": 1.5, "to_this_machine": True}
    monkeypatch.setattr("tracking.services.sending.HURRIED_S", 0.1)

    def seconds_of_the_living(patient: int) -> float:
        monkeypatch.setattr("tracking.services.sending.PATIENT", BoundedSemaphore(patient))
        Endpoint.objects.update(failures=0, rest_until=NOW, busy_until=NOW)
        WebhookCall.objects.update(state="due", next_at=NOW)
        before, begun = len(living.got), time.monotonic()
        with ThreadPoolExecutor(8) as worker:
            for endpoint in endpoints:
                worker.submit(call, endpoint)
            assert within(10, lambda: len(living.got) > before)
            return time.monotonic() - begun

    def call(endpoint: Endpoint) -> None:
        try:
            send_webhooks(endpoint_id=endpoint.pk, clock=lambda: NOW)
        finally:
            connection.close()

    with socket.create_server(("127.0.0.1", 0), backlog=256) as silent, receiving() as living:
        hanging = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        endpoints = []
        for place in range(21):
            one = customer(world, f"Firm {place}")
            follow(customer=one, numbers=[NUMBER], by=world.clerk)
            url = living.url if place == 20 else hanging
            endpoints.append(make_endpoint(customer=one, live=True, url=url, by=world.clerk, now=NOW)[0])
        events(world, 1, 0)
        relay(now=NOW)
        assert seconds_of_the_living(patient=100) > 1.5  # the control: all are waited for
        assert seconds_of_the_living(patient=4) < 1.2


def test_two_owners_who_remove_each_other_leave_one(partner, without_locks):
    def two() -> list[Member]:
        return [
            add_member(
                customer=partner.customer, name=f"Owner {place}", mobile="9845000002", role=MemberRole.OWNER,
                by=partner.world.supervisor, now=NOW,
            )[0]
            for place in range(2)
        ]  # fmt: skip

    owners = two()
    with without_locks(), slowly("partners_member", verb="UPDATE"):
        at_once(2, lambda place: remove_member(member=owners[place], by=owners[1 - place].user, now=NOW))
    assert not Member.objects.filter(left_at=None).exists()  # the harm
    owners = two()
    at_once(2, lambda place: remove_member(member=owners[place], by=owners[1 - place].user, now=NOW))
    assert Member.objects.filter(left_at=None).count() == 1

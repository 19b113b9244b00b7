"""Webhooks: signed, retried, told apart; a dead subscriber delays nobody; what is hostile is not called."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from apt.core.errors import NotFound
from partners.models import Customer
from tests.house.sources import ROOT
from tests.tracking.test_feeds import customer, follow, happen, relay_all
from tests.webhooks import Receiver, receiving, say
from tests.world import NOW, nothing_changes
from tracking.errors import (
    FAULTY,
    EndpointExists,
    EndpointMoveRefused,
    SecretJustChanged,
    SequenceUnknown,
    TooManyEndpoints,
)
from tracking.models import Endpoint, WebhookCall
from tracking.rules import (
    RETRIES,
    CallState,
    EndpointState,
    Event,
    Subject,
    check_endpoint_move,
    pause_before,
    rest_after,
    signatures,
    written_pause,
)
from tracking.services import (
    Happening,
    change_secret,
    make_endpoint,
    send_again,
    send_webhooks,
    switch_endpoint,
    wake,
)
from tracking.services.sending import take_endpoint

NUMBER = "EK000000011IN"


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOKS = {"answer_within_s": 1.0, "to_this_machine": True}
    with receiving() as one:
        yield one


@pytest.fixture
def ours(world) -> Customer:
    made = customer(world)
    follow(customer=made, numbers=[NUMBER], by=world.clerk)
    return made


def endpoint(world, ours: Customer, url: str, *, live: bool = True) -> tuple[Endpoint, str]:
    return make_endpoint(customer=ours, live=live, url=url, by=world.clerk, now=NOW)


def events(world, count: int = 1, *, begin: int = 0, now=NOW) -> None:
    happen(
        *[
            Happening(Subject.ARTICLE, NUMBER, Event.ITEM_INVOICE, world.mysuru, f"e{begin + place}")
            for place in range(count)
        ],
        by=world.clerk,
        now=now,
    )
    relay_all()


def send(to: Endpoint, *, now=NOW) -> bool:
    return send_webhooks(endpoint_id=to.pk, clock=lambda: now)


def call() -> WebhookCall:
    return WebhookCall.objects.select_related("endpoint").get()


def test_a_webhook_and_the_feed_say_the_same(world, ours, receiver):
    to, secret = endpoint(world, ours, receiver.url)
    events(world, 3)
    assert send(to) is False
    assert receiver.sequences == [1, 2, 3] or sorted(receiver.sequences) == [1, 2, 3]
    assert set(receiver.ids) == {f"evt_live_{ours.code}_{seq}" for seq in (1, 2, 3)}
    got = receiver.got[0]
    stamp = got.headers["webhook-timestamp"]
    assert got.headers["webhook-signature"] == signatures(
        [secret], message_id=got.message_id, timestamp=int(stamp), body=got.body
    )
    assert set(WebhookCall.objects.values_list("state", "tries", "answer")) == {("sent", 1, "204")}
    send(to)
    assert len(receiver.got) == 3


def test_the_signature_is_that_of_the_specification():
    """The example of the Standard Webhooks repository, and its reference library, which is another's work."""
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError

    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    one = signatures([secret], message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=body)
    assert one == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    now = int(time.time())
    both = signatures(["whsec_" + "A" * 43 + "=", secret], message_id="evt_1", timestamp=now, body=body)
    headers = {"webhook-id": "evt_1", "webhook-timestamp": str(now), "webhook-signature": both}
    assert Webhook(secret).verify(body, headers) == {"test": 2432232314}
    for changed in ({"webhook-id": "evt_2"}, {"webhook-timestamp": str(now - 3600)}, {"webhook-signature": "v1,AAAA"}):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, headers | changed)


def test_while_the_secret_changes_both_sign(world, ours, receiver):
    from standardwebhooks.webhooks import Webhook

    to, first = endpoint(world, ours, receiver.url)
    _, second = change_secret(customer=ours, code=to.code, by=world.clerk, now=NOW)
    assert first != second
    with nothing_changes(), pytest.raises(SecretJustChanged):
        change_secret(customer=ours, code=to.code, by=world.clerk, now=NOW)
    events(world, 1)
    send(to)
    content = receiver.got[0]
    assert len(content.headers["webhook-signature"].split()) == 2
    for secret in (first, second):
        stamp = int(content.headers["webhook-timestamp"])
        signed = Webhook(secret).sign(content.message_id, _moment(stamp), content.body.decode())
        assert signed in content.headers["webhook-signature"].split()
    events(world, 1, begin=10, now=NOW)
    send(to, now=NOW + timedelta(hours=25))
    assert len(receiver.got[1].headers["webhook-signature"].split()) == 1


def _moment(stamp: int):
    return datetime.fromtimestamp(stamp, UTC)


def test_the_retry_table_is_kept(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    receiver.answer = lambda handler: say(handler, 500, b"down for <maintenance>")
    events(world)
    at = NOW
    for tries, pause in enumerate(RETRIES, start=1):
        send(to, now=at)
        found = call()
        assert (found.tries, found.state, found.answer) == (tries, CallState.DUE, "500")
        assert 0.79 * pause <= found.next_at - at <= 1.21 * pause
        at = max(found.next_at, Endpoint.objects.get().rest_until)
    send(to, now=at)
    assert (call().tries, call().state, call().said) == (10, CallState.DEAD, "down for <maintenance>")
    assert len(set(receiver.ids)) == 1  # the same id at every try
    assert sum(receiver.ids.values()) == 10
    assert timedelta(hours=60) < at - NOW < timedelta(hours=91)


def test_the_quick_start_has_the_table_of_retries():
    *pauses, last = map(written_pause, RETRIES)
    told = " ".join((ROOT / "docs" / "quickstart.md").read_text(encoding="utf-8").split())
    assert f"{', '.join(pauses)} and {last}" in told


def test_a_retry_after_is_obeyed_up_to_a_day(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    receiver.answer = lambda handler: say(handler, 429, Retry_After="7200")
    events(world)
    send(to)
    assert call().next_at == NOW + timedelta(hours=2)
    assert pause_before(1, spread=0, asked_for="999999") == timedelta(hours=24)
    assert pause_before(1, spread=0, asked_for="soon") == RETRIES[0]


def test_410_ends_it(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    receiver.answer = lambda handler: say(handler, 410)
    events(world, 2)
    assert send(to) is False
    to.refresh_from_db()
    assert (to.state, to.ended_at) == ("gone", NOW)
    tried = len(receiver.got)
    events(world, 1, begin=5)
    assert send(to, now=NOW + timedelta(days=1)) is False
    assert len(receiver.got) == tried
    receiver.answer = lambda handler: say(handler, 204)
    switch_endpoint(customer=ours, code=to.code, to=EndpointState.ON, by=world.clerk, now=NOW + timedelta(days=1))
    send(to, now=NOW + timedelta(days=2))
    assert {1, 2} <= set(receiver.sequences)  # what waited is not lost; what came meanwhile is replayed
    send_again(customer=ours, code=to.code, first=3, last=3, by=world.clerk, now=NOW + timedelta(days=2))
    send(to, now=NOW + timedelta(days=2))
    assert 3 in receiver.sequences


def test_switched_off_and_on(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    events(world)
    switch_endpoint(customer=ours, code=to.code, to=EndpointState.OFF, by=world.clerk, now=NOW)
    assert send(to) is False
    assert receiver.got == []
    switch_endpoint(customer=ours, code=to.code, to=EndpointState.OFF, by=world.clerk, now=NOW)  # it is off already
    switch_endpoint(customer=ours, code=to.code, to=EndpointState.ON, by=world.clerk, now=NOW)
    send(to)
    assert receiver.sequences == [1]


def test_send_again_has_the_same_id_and_body(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    events(world, 4)
    send(to)
    send_again(customer=ours, code=to.code, first=2, last=3, by=world.clerk, now=NOW)
    send(to)
    by_seq = {seq: [one.body for one in receiver.got if one.data["sequence"] == seq] for seq in (1, 2, 3, 4)}
    assert {seq: len(bodies) for seq, bodies in by_seq.items()} == {1: 1, 2: 2, 3: 2, 4: 1}
    assert by_seq[2][0] == by_seq[2][1]
    for first, last in ((0, 1), (3, 2), (4, 5)):
        with nothing_changes(), pytest.raises(SequenceUnknown):
            send_again(customer=ours, code=to.code, first=first, last=last, by=world.clerk, now=NOW)
    another = customer(world, "Another")
    with nothing_changes(), pytest.raises(NotFound):
        send_again(customer=another, code=to.code, first=1, last=1, by=world.clerk, now=NOW)


def test_an_address_twice_and_a_sixth_endpoint(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    with nothing_changes(), pytest.raises(EndpointExists):
        endpoint(world, ours, receiver.url)
    for place in range(4):
        endpoint(world, ours, f"{receiver.url}/{place}")
    with nothing_changes(), pytest.raises(TooManyEndpoints):
        endpoint(world, ours, f"{receiver.url}/6")
    endpoint(world, ours, receiver.url, live=False)  # the sandbox counts by itself
    with pytest.raises(EndpointMoveRefused):
        check_endpoint_move(EndpointState.OFF, EndpointState.GONE)
    assert to.state == "on"


def test_secrets_are_not_in_the_database(world, ours, receiver):
    to, secret = endpoint(world, ours, receiver.url)
    assert secret.encode() not in bytes(Endpoint.objects.get(pk=to.pk).secret)
    other = Endpoint(code="we_other", secret=to.secret)
    from tracking.services import live_secrets

    assert live_secrets(to, now=NOW) == [secret]
    assert live_secrets(other, now=NOW) == []  # a box copied to another row opens nothing


# --- isolation -------------------------------------------------------------------------------------------------------


def test_one_worker_an_endpoint_and_a_dead_one_is_followed_after_the_lease(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    events(world)
    assert take_endpoint(endpoint_id=to.pk, now=NOW)  # a worker that dies here
    assert send(to) is False
    assert receiver.got == []
    send(to, now=NOW + timedelta(seconds=1.9))
    assert receiver.got == []
    send(to, now=NOW + timedelta(seconds=2))
    assert receiver.sequences == [1]


def test_a_failing_endpoint_costs_few_tries_however_much_waits(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    receiver.answer = lambda handler: say(handler, 503)
    events(world, 100)
    send(to)
    assert 1 <= len(receiver.got) <= 8  # those under way on the other lines
    assert wake(now=NOW, feeds=[to.feed_id]) == []  # it rests
    assert rest_after(1) < rest_after(2) < rest_after(3) < rest_after(4) == rest_after(400)
    receiver.answer = lambda handler: say(handler, 204)
    assert wake(now=NOW + timedelta(minutes=10)) == [to.pk]
    send(to, now=NOW + timedelta(minutes=10))
    assert set(receiver.sequences) == set(range(1, 101))
    assert Endpoint.objects.get().failures == 0


def test_one_nudge_is_on_its_way_at_a_time(world, ours, receiver):
    to, _ = endpoint(world, ours, receiver.url)
    events(world, 2)
    assert wake(now=NOW, feeds=[to.feed_id]) == [to.pk]
    assert wake(now=NOW, feeds=[to.feed_id]) == []
    assert wake(now=NOW + timedelta(seconds=6)) == [to.pk]  # it was lost: the sweep sends another
    send(to, now=NOW + timedelta(seconds=6))
    assert wake(now=NOW + timedelta(seconds=60)) == []  # nothing is due


def test_a_refused_address_leaves_nothing(world, ours):
    with nothing_changes(), pytest.raises(FAULTY["private_address"]) as refused:
        endpoint(world, ours, "https://10.0.0.1/")
    assert (refused.value.code, refused.value.field) == ("webhook_private_address", "url")

"""Endpoints: made, switched, given new secrets; calls made again."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from apt.core.clock import IST
from apt.core.db import after_commit, outside_transaction, step, use_case
from apt.core.outward import Faulty, look_up, target_of
from apt.core.services import nudge
from offices.models import User
from partners.models import Customer
from tracking.access import get_endpoint_of
from tracking.errors import FAULTY, EndpointExists, SecretJustChanged, SequenceUnknown, TooManyEndpoints
from tracking.models import Endpoint, Feed
from tracking.rules import EndpointState, check_endpoint_move
from tracking.rules.webhooks import BOTH_SECRETS_FOR, MOST_ENDPOINTS

from .feeds import SEND, open_feed
from .secrets import new_secret

MOST_AGAIN = 10_000  # numbers of a replay

# What was never called for (the endpoint is younger, or was switched off) is called now; what was, once more.
_AGAIN = """
    INSERT INTO tracking_webhookcall AS c (endpoint_id, entry_id, state, tries, next_at, answer, said)
    SELECT %s, id, 'due', 0, %s, '', '' FROM tracking_feedentry WHERE feed_id = %s AND seq BETWEEN %s AND %s
    ON CONFLICT (endpoint_id, entry_id) DO UPDATE SET state = 'due', tries = 0, next_at = excluded.next_at
"""


@outside_transaction
def check_address(url: str) -> None:
    """Look a webhook's address up as each call will. Raises the WebhookFaulty that says what is wrong with it."""
    local = settings.WEBHOOKS["to_this_machine"]
    try:
        look_up(target_of(url, local=local), seconds=5, local=local)
    except Faulty as fault:
        raise FAULTY[fault.code](field="url") from fault


def make_endpoint(*, customer: Customer, live: bool, url: str, by: User, now: datetime) -> tuple[Endpoint, str]:
    """Have a customer's feed called from now on. The endpoint, and its secret, which is shown once.

    Raises WebhookFaulty, EndpointExists, TooManyEndpoints.
    """
    check_address(url)
    return _make_endpoint(customer=customer, live=live, url=url, by=by, now=now)


@use_case
def _make_endpoint(*, customer: Customer, live: bool, url: str, by: User, now: datetime) -> tuple[Endpoint, str]:
    feed = Feed.objects.select_for_update(no_key=True).get(pk=open_feed(customer=customer, live=live).pk)
    _check_room(feed)
    code = f"we_{secrets.token_hex(6)}"
    written, box = new_secret(code)
    try:
        with transaction.atomic():
            made = Endpoint.objects.create(
                code=code, feed=feed, url=url, secret=box, made_by=by, made_at=now, rest_until=now, busy_until=now,
                nudged_until=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise EndpointExists(field="url") from error
    return made, written


@step
def _check_room(feed: Feed) -> None:
    if feed.endpoints.filter(state=EndpointState.ON).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(most=MOST_ENDPOINTS)


@use_case
def switch_endpoint(*, customer: Customer, code: str, to: EndpointState, by: User, now: datetime) -> Endpoint:
    """Stop calling an endpoint, call it again (what waits for it at once), or take it away for good.

    Raises NotFound, EndpointMoveRefused, EndpointExists, TooManyEndpoints. What it is already, it stays.
    """
    endpoint = get_endpoint_of(customer, code, lock=True)
    on = to == EndpointState.ON
    if endpoint.state == to:
        return endpoint
    check_endpoint_move(endpoint.state, to)
    if on:
        _check_room(endpoint.feed)
    endpoint.state, endpoint.ended_at, endpoint.failures, endpoint.rest_until = to, None if on else now, 0, now
    try:
        with transaction.atomic():
            endpoint.save(update_fields=["state", "ended_at", "failures", "rest_until"])
    except IntegrityError as error:
        raise EndpointExists(field="url") from error
    if on:
        after_commit(lambda: nudge(SEND, endpoint_id=endpoint.pk))
    return endpoint


@use_case
def change_secret(*, customer: Customer, code: str, by: User, now: datetime) -> tuple[Endpoint, str]:
    """A new secret; the one before signs too for a day, so that the subscriber loses nothing while changing over.

    Raises NotFound, SecretJustChanged: a third would silence the first.
    """
    endpoint = get_endpoint_of(customer, code, lock=True)
    if endpoint.old_until and endpoint.old_until > now:
        raise SecretJustChanged(at=f"{endpoint.old_until.astimezone(IST):%d %b %Y, %H:%M}")
    written, box = new_secret(endpoint.code)
    endpoint.old_secret, endpoint.old_until, endpoint.secret = endpoint.secret, now + BOTH_SECRETS_FOR, box
    endpoint.save(update_fields=["secret", "old_secret", "old_until"])
    return endpoint, written


@use_case
def send_again(*, customer: Customer, code: str, first: int, last: int, by: User, now: datetime) -> int:
    """Call an endpoint with these numbers of its feed once more, same ids and bodies; how many. Raises NotFound,
    SequenceUnknown (not all of them exist, or more than MOST_AGAIN).
    """
    endpoint = get_endpoint_of(customer, code, lock=True)
    last_seq = endpoint.feed.last_seq
    if not 1 <= first <= last <= last_seq or last - first >= MOST_AGAIN:
        raise SequenceUnknown(last=last_seq, first=first, until=last)
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, [endpoint.pk, now, endpoint.feed_id, first, last])
    Endpoint.objects.filter(pk=endpoint.pk).update(rest_until=now)
    after_commit(lambda: nudge(SEND, endpoint_id=endpoint.pk))
    return last - first + 1

"""Maker and checker: one asks, another decides, and what was asked for happens in the transaction of the decision.

What a topic needs and does is `apt.wiring.ON_APPROVAL`, handed in by argument: offices know nothing of tariffs.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.errors import NotFound
from offices.access import Duty
from offices.errors import AlreadyDecided, NotForOneself, OwnRequest, RequestExpired
from offices.models import Approval, Arrangement, Office, Post, User
from offices.queries import person_by_employee_id
from offices.rules import DIRECT_LEAVE_DAYS, Absence, Decision, Work

from .people import check_arrangement, check_posting, hold_post, make_arrangement

VALID_FOR: Final = timedelta(days=7)

POST_PERSON: Final = "offices.post_person"
ARRANGE: Final = "offices.arrange"


class Topic(NamedTuple):
    work: Work  # what the person who decides must be able to do at the office
    apply: Callable[..., object]  # a step: (*, approval, by, now)
    page: str = ""  # where what is asked, and its evidence, can be looked at: the name of an address of the approval


Topics = Mapping[str, Topic]


@step
def request_approval(
    *,
    topic: str,
    office: Office,
    payload: dict[str, Any],
    summary: str,
    reason: str,
    by: User,
    now: datetime,
    valid_for: timedelta = VALID_FOR,
) -> Approval:
    """Ask for something that another person decides. The same, asked again while it is open, is the first request."""
    # One request at a time an office: two presses of one button would both find nothing open.
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    asked = Approval.objects.filter(topic=topic, office=office, payload=payload, made_by=by, decision="")
    first = asked.filter(expires_at__gt=now).order_by("id").first()
    return first or Approval.objects.create(
        topic=topic, office=office, payload=payload, summary=summary[:200], reason=reason, made_by=by, made_at=now,
        expires_at=now + valid_for,
    )  # fmt: skip


@use_case
def ask_for_approval(
    *,
    topic: str,
    office: Office,
    payload: dict[str, Any],
    summary: str,
    reason: str,
    by: User,
    now: datetime,
    valid_for: timedelta = VALID_FOR,
) -> Approval:
    """The same as a use case of its own."""
    return request_approval(
        topic=topic, office=office, payload=payload, summary=summary, reason=reason, by=by, now=now, valid_for=valid_for
    )


@use_case
def decide(
    *, approval_id: int, approve: bool, reason: str, duty: Duty, by: User, now: datetime, topics: Topics
) -> Approval:
    """Approve or refuse what another asked for; approving does it, in this transaction.

    Raises NotFound (absent, or beyond the duty of `by`), OwnRequest, AlreadyDecided, RequestExpired, and whatever the
    topic's own step refuses: then the request stays open and nothing is written.
    """
    found = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("office", "made_by")
        .filter(pk=approval_id, topic__in=topics)
        .first()
    )
    if found is None or duty.user.pk != by.pk or not duty.reaches(found.office, topics[found.topic].work):
        raise NotFound()
    if found.made_by_id == by.pk:
        raise OwnRequest()
    # Not by a join to the person: after a wait for the lock, a joined row is still the one from before.
    if found.decision and found.decided_by:
        raise AlreadyDecided(person=found.decided_by.name)
    if found.expires_at <= now:
        raise RequestExpired(date=ist_date(found.expires_at))
    if approve:
        topics[found.topic].apply(approval=found, by=by, now=now)
    found.decision = Decision.APPROVED if approve else Decision.REFUSED
    found.decided_by, found.decided_at, found.decision_reason = by, now, reason
    found.save(update_fields=["decision", "decided_by", "decided_at", "decision_reason"])
    return found


# --- what offices themselves ask for --------------------------------------------------------------------------------


@use_case
def ask_for_posting(*, user: User, post: Post, begins_on: date, reason: str, by: User, now: datetime) -> Approval:
    """Ask that `user` hold `post`. Refuses at once what would be refused at the decision (see `hold_post`)."""
    check_posting(user=user, post=post, begins_on=begins_on, by=by)
    return request_approval(
        topic=POST_PERSON,
        office=post.office,
        payload={"employee_id": user.employee_id, "post": post.pk, "begins_on": begins_on.isoformat()},
        summary=f"{user}: {post.title or post.role_names} ({post.number}), {post.office.name}, {begins_on:%d.%m.%Y} -",
        reason=reason,
        by=by,
        now=now,
    )


@use_case
def ask_for_arrangement(
    *,
    kind: Absence,
    user: User,
    post: Post,
    begins_on: date,
    ends_on: date,
    order_number: str,
    reason: str,
    by: User,
    now: datetime,
) -> Arrangement | Approval:
    """Short leave is granted at once; standing in, which gives rights, and longer leave wait for another person.

    Refuses at once what would be refused at the decision (see `make_arrangement`).
    """
    if kind == Absence.LEAVE and (ends_on - begins_on).days < DIRECT_LEAVE_DAYS:
        return make_arrangement(
            kind=kind, user=user, post=post, begins_on=begins_on, ends_on=ends_on, order_number=order_number, by=by,
            now=now,
        )  # fmt: skip
    check_arrangement(kind=kind, user=user, post=post, begins_on=begins_on, ends_on=ends_on, by=by)
    days = f"{begins_on:%d.%m.%Y} - {ends_on:%d.%m.%Y}"
    return request_approval(
        topic=ARRANGE,
        office=post.office,
        payload={
            "kind": kind.value,
            "employee_id": user.employee_id,
            "post": post.pk,
            "begins_on": begins_on.isoformat(),
            "ends_on": ends_on.isoformat(),
            "order_number": order_number,
        },
        summary=f"{user}: {kind.label}, {post.title or post.role_names} ({post.number}), {post.office.name}, {days}",
        reason=reason,
        by=by,
        now=now,
    )


@step
def post_as_approved(*, approval: Approval, by: User, now: datetime) -> None:
    """`offices.post_person`, approved. Raises what `hold_post` raises; neither of the two may be the person posted."""
    user, post = _subjects(approval)
    hold_post(user=user, post=post, begins_on=date.fromisoformat(approval.payload["begins_on"]), by=by)


@step
def arrange_as_approved(*, approval: Approval, by: User, now: datetime) -> None:
    """`offices.arrange`, approved. Made by the person who asked; the approval names the one who agreed."""
    user, post = _subjects(approval)
    if user.pk == by.pk:
        raise NotForOneself()
    make_arrangement(
        kind=Absence(approval.payload["kind"]),
        user=user,
        post=post,
        begins_on=date.fromisoformat(approval.payload["begins_on"]),
        ends_on=date.fromisoformat(approval.payload["ends_on"]),
        order_number=approval.payload["order_number"],
        by=approval.made_by,
        now=now,
    )


def _subjects(approval: Approval) -> tuple[User, Post]:
    post = Post.objects.select_related("office").filter(pk=approval.payload["post"], office=approval.office).first()
    if post is None:
        raise NotFound()
    return person_by_employee_id(approval.payload["employee_id"]), post

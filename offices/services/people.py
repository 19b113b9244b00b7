"""Posts, postings and arrangements: who works where, from when to when. Overlaps are refused by the database too."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Q

from apt.core.db import step, use_case
from offices.errors import (
    ArrangementBeyondPost,
    ArrangementWithoutEnd,
    NotForOneself,
    NotTheHolder,
    OfficeClosed,
    OverlappingArrangement,
    OverlappingPosting,
    PersonLeft,
    RoleOutsideLevel,
)
from offices.models import Arrangement, Office, Post, Posting, User
from offices.rules import Absence, Role, role_may_stand_at


@step
def create_post(*, office: Office, roles: Sequence[Role], begins_on: date, title: str = "") -> Post:
    """Sanction a post at an office, under the next number there. Raises OfficeClosed, RoleOutsideLevel."""
    _check_open(office, on=begins_on)
    for role in roles:
        if not role_may_stand_at(role, office.kind):
            raise RoleOutsideLevel(field="roles", role=Role(role).label, kind=office.get_kind_display())
    last = Post.objects.filter(office=office).aggregate(last=Max("number"))["last"] or 0
    return Post.objects.create(
        office=office, number=last + 1, title=title, roles=list(roles), valid=DateRange(begins_on, None)
    )


@use_case
def open_post(*, office: Office, roles: Sequence[Role], begins_on: date, title: str, by: User, now: datetime) -> Post:
    """Sanction a post. Raises OfficeClosed, RoleOutsideLevel."""
    # One at a time an office: two at once would take the same number.
    Office.objects.select_for_update().get(pk=office.pk)
    return create_post(office=office, roles=roles, begins_on=begins_on, title=title)


@step
def hold_post(*, user: User, post: Post, begins_on: date, by: User | None) -> Posting:
    """`user` holds `post` from a day on; what either held before ends that day.

    Raises NotForOneself, PersonLeft, OfficeClosed, ArrangementBeyondPost, OverlappingPosting (a later posting stands in
    the way).
    """
    user, post = _locked(user, post)
    check_posting(user=user, post=post, begins_on=begins_on, by=by)
    valid = DateRange(begins_on, None)
    for posting in _postings_from(user, post, begins_on):
        _end(posting, on=begins_on)
    return Posting.objects.create(user=user, post=post, valid=valid)


def check_posting(*, user: User, post: Post, begins_on: date, by: User | None) -> None:
    """Raises what `hold_post` raises, as far as can be said before its locks are taken."""
    if by is not None and by.pk == user.pk:
        raise NotForOneself()
    _check_serving(user, on=begins_on)
    _check_open(post.office, on=begins_on)
    if (post.valid.lower and begins_on < post.valid.lower) or (post.valid.upper and begins_on >= post.valid.upper):
        raise ArrangementBeyondPost(field="begins_on")
    if any(posting.valid.lower > begins_on for posting in _postings_from(user, post, begins_on)):
        raise OverlappingPosting(person=user.name, post=str(post.number))


def _postings_from(user: User, post: Post, day: date) -> list[Posting]:
    both = Posting.objects.filter(Q(user=user) | Q(post=post), valid__overlap=DateRange(day, None))
    return list(both.order_by("id"))


@use_case
def post_person(*, user: User, post: Post, begins_on: date, by: User, now: datetime) -> Posting:
    """The same as a use case of its own."""
    return hold_post(user=user, post=post, begins_on=begins_on, by=by)


@use_case
def end_posting(*, posting: Posting, on: date, by: User, now: datetime) -> None:
    """From `on` the person holds the post no more. Raises NotForOneself."""
    if posting.user_id == by.pk:
        raise NotForOneself()
    _end(Posting.objects.select_for_update().get(pk=posting.pk), on=on)


@step
def make_arrangement(
    *, kind: Absence, user: User, post: Post, begins_on: date, ends_on: date, order_number: str, by: User, now: datetime
) -> Arrangement:
    """Leave from one's own post, or standing in at a post, from `begins_on` up to and including `ends_on`.

    It ends by itself. Raises NotForOneself, PersonLeft, OfficeClosed, ArrangementWithoutEnd, ArrangementBeyondPost,
    NotTheHolder, OverlappingArrangement.
    """
    user, post = _locked(user, post)
    check_arrangement(kind=kind, user=user, post=post, begins_on=begins_on, ends_on=ends_on, by=by)
    valid = DateRange(begins_on, ends_on + timedelta(days=1))
    return Arrangement.objects.create(
        kind=kind, user=user, post=post, valid=valid, order_number=order_number, made_by=by, made_at=now
    )


def check_arrangement(*, kind: Absence, user: User, post: Post, begins_on: date, ends_on: date, by: User) -> None:
    """Raises what `make_arrangement` raises, as far as can be said before its locks are taken."""
    if user.pk == by.pk:
        raise NotForOneself()
    if ends_on < begins_on:
        raise ArrangementWithoutEnd(field="ends_on")
    _check_serving(user, on=ends_on)
    _check_open(post.office, on=ends_on)
    valid = DateRange(begins_on, ends_on + timedelta(days=1))
    starts_inside = post.valid.lower is None or post.valid.lower <= begins_on
    if not starts_inside or (post.valid.upper is not None and valid.upper > post.valid.upper):
        raise ArrangementBeyondPost(field="ends_on" if starts_inside else "begins_on")
    if kind == Absence.LEAVE and not Posting.objects.filter(user=user, post=post, valid__contains=valid).exists():
        raise NotTheHolder(person=user.name, field="employee_id")
    leave = Q(kind=Absence.LEAVE)
    rival = Q(user=user) & leave if kind == Absence.LEAVE else Q(post=post) & ~leave
    if Arrangement.objects.filter(rival, valid__overlap=valid).exists():
        raise OverlappingArrangement(person=user.name)


@use_case
def arrange(
    *, kind: Absence, user: User, post: Post, begins_on: date, ends_on: date, order_number: str, by: User, now: datetime
) -> Arrangement:
    """The same as a use case of its own."""
    return make_arrangement(
        kind=kind, user=user, post=post, begins_on=begins_on, ends_on=ends_on, order_number=order_number, by=by, now=now
    )


@use_case
def end_arrangement(*, arrangement: Arrangement, on: date, by: User, now: datetime) -> None:
    """The arrangement ends earlier: from `on` it holds no more. Raises NotForOneself."""
    if arrangement.user_id == by.pk:
        raise NotForOneself()
    found = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
    found.valid = DateRange(found.valid.lower, max(on, found.valid.lower))
    found.save(update_fields=["valid"])


@step
def _locked(user: User, post: Post) -> tuple[User, Post]:
    """The rows that postings and arrangements hang on, the person first: who holds both locks sees every overlap."""
    person = User.objects.select_for_update().get(pk=user.pk)
    return person, Post.objects.select_for_update(of=("self",)).select_related("office").get(pk=post.pk)


@step
def _end(posting: Posting, *, on: date) -> None:
    if posting.valid.lower == on:  # it would have lasted no day at all
        posting.delete()
        return
    posting.valid = DateRange(posting.valid.lower, on)
    posting.save(update_fields=["valid"])


def _check_open(office: Office, *, on: date) -> None:
    if office.closed_on and office.closed_on <= on:
        raise OfficeClosed(office=office.name, date=office.closed_on)


def _check_serving(user: User, *, on: date) -> None:
    if not user.is_active or (user.left_on and user.left_on <= on):
        raise PersonLeft(person=user.name)

"""Who may: the duty of a signed-in person today, and the guard that views put in front of themselves."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from apt.core.clock import day_in_words
from apt.core.errors import NotFound
from apt.core.middleware import REQUEST_ID
from apt.core.rows import columns, made
from offices.errors import NoDayToOpen, NoDuty, NotRolledOut, NotYourDuty, OfficeClosed
from offices.models import AccessRecord, Approval, Office, Post, TrainingBatch, User, Wave
from offices.rules import ROLES, Reach, Role, Work


@dataclass(frozen=True)
class Held:
    """A post that a person fills today, by posting or, with its id, by arrangement."""

    post_id: int
    office: Office
    roles: tuple[str, ...]
    arrangement_id: int | None


@dataclass(frozen=True)
class Duty:
    """What a person does today: the posts filled, and the office where the work of the screen is done."""

    user: User
    office: Office
    held: tuple[Held, ...]

    @property
    def here(self) -> tuple[Held, ...]:
        return tuple(held for held in self.held if held.office.pk == self.office.pk)

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(sorted({role for held in self.here for role in held.roles}))

    @property
    def arrangement_id(self) -> int | None:
        return next((held.arrangement_id for held in self.here if held.arrangement_id), None)

    def may(self, work: Work) -> bool:
        """Whether a post filled at the office of duty includes `work`."""
        return any(work in ROLES[Role(role)].works for role in self.roles)

    def reach(self, work: Work, *, through: str = "") -> Q:
        """The offices within which any post filled today includes `work`: one indexed condition on `Office`.

        `through` makes it one on rows that hang on offices: `"origin__"`.
        """
        condition = Q(pk__in=())
        for held in self.held:
            for role in held.roles:
                rule = ROLES[Role(role)]
                if work not in rule.works:
                    continue
                whole = rule.reach == Reach.SUBTREE
                at = {"path__startswith": held.office.path} if whole else {"pk": held.office.pk}
                condition |= Q(**{f"{through}{name}": value for name, value in at.items()})
        return condition

    def reaches(self, office: Office, work: Work) -> bool:
        """The same for one office at hand, without a query."""
        for held in self.held:
            for role in held.roles:
                rule = ROLES[Role(role)]
                inside = (
                    office.path.startswith(held.office.path) if rule.reach == Reach.SUBTREE else office == held.office
                )
                if work in rule.works and inside:
                    return True
        return False

    @property
    def may_book(self) -> bool:
        return self.may(Work.BOOK)

    @property
    def may_bag(self) -> bool:
        return self.may(Work.BAG)

    @property
    def may_deliver(self) -> bool:
        return self.may(Work.DELIVER)

    @property
    def may_carry(self) -> bool:
        return self.may(Work.CARRY)

    @property
    def may_supervise(self) -> bool:
        return self.may(Work.SUPERVISE)

    @property
    def may_treasure(self) -> bool:
        return self.may(Work.TREASURE)

    @property
    def may_manage_people(self) -> bool:
        return self.may(Work.MANAGE_PEOPLE)

    @property
    def may_manage_offices(self) -> bool:
        return self.may(Work.MANAGE_OFFICES)

    @property
    def may_manage_tariffs(self) -> bool:
        return self.may(Work.MANAGE_TARIFFS)

    @property
    def may_manage_partners(self) -> bool:
        return self.may(Work.MANAGE_PARTNERS)

    @property
    def may_read(self) -> bool:
        return self.may(Work.READ)

    @property
    def role_names(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)


# Own posts unless away, and posts stood in for; driven by the person, so that it costs the same among 4.6 lakh people.
_HELD_ON = """
WITH mine AS (
    SELECT post_id, NULL::bigint AS arrangement_id FROM offices_posting p
    WHERE p.user_id = %(user)s AND p.valid @> %(on)s::date AND NOT EXISTS (
        SELECT 1 FROM offices_arrangement a
        WHERE a.user_id = p.user_id AND a.post_id = p.post_id AND a.kind = 'leave' AND a.valid @> %(on)s::date)
    UNION ALL
    SELECT post_id, id FROM offices_arrangement
    WHERE user_id = %(user)s AND kind <> 'leave' AND valid @> %(on)s::date
)
SELECT {office}, post.id, post.roles, mine.arrangement_id
FROM mine JOIN offices_post post ON post.id = mine.post_id JOIN offices_office office ON office.id = post.office_id
WHERE post.valid @> %(on)s::date
ORDER BY mine.arrangement_id NULLS LAST, post.id
"""


def get_duty_for(user: User, *, on: date) -> Duty | None:
    """The duty of `user` on a day: one query. Standing in comes before the own post; None without either."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD_ON.format(office=columns(Office, "office")), {"user": user.pk, "on": on})
        held = tuple(
            Held(post_id, made(Office, office), tuple(roles), arrangement_id)
            for *office, post_id, roles, arrangement_id in cursor.fetchall()
        )
    return Duty(user, held[0].office, held) if held else None


def check_duty(duty: Duty | None, work: Work) -> Duty:
    """The duty itself, if it includes `work`. Raises NoDuty, NotYourDuty, OfficeClosed."""
    if not duty:
        raise NoDuty()
    if not duty.may(work):
        raise NotYourDuty()
    if duty.office.closed_on:
        raise OfficeClosed(office=duty.office.name, date=duty.office.closed_on)
    return duty


class StaffRequest(HttpRequest):
    """A request that passed `on_duty`: somebody is signed in, and `duty` includes the work asked for."""

    user: User
    duty: Duty
    posting: Duty | None  # put there by DutyMiddleware
    recorded: bool  # the audit has its row already
    htmx: HtmxDetails


P = ParamSpec("P")
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def on_duty(work: Work) -> Callable[[StaffView[P]], View[P]]:
    """Let only people through whose duty includes `work`; strangers are sent to the sign-in page."""

    def decorate(view: StaffView[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            staff = cast(StaffRequest, request)
            staff.duty = check_duty(staff.posting, work)
            return view(staff, *args, **kwargs)

        guarded.asks_for = work  # type: ignore[attr-defined]  # tests/house checks that staff pages have a guard
        return guarded

    return decorate


V = TypeVar("V", bound=Callable[..., HttpResponse])


def shows_personal_data(view: V) -> V:
    """Mark a view whose answer holds full names, addresses or mobiles: AuditMiddleware notes who looked."""
    view.shows_personal_data = True  # type: ignore[attr-defined]
    return view


def passing_state(view: V) -> V:
    """Mark a view that only keeps what stands in a form. It is asked at every key: the audit would drown in it."""
    view.passing_state = True  # type: ignore[attr-defined]
    return view


def check_rolled_out(office: Office, *, on: date) -> None:
    """That the office works with this system on a day. Raises NotRolledOut, NoDayToOpen. No query."""
    if office.rolled_out_on is None:
        raise NoDayToOpen(office=office.name)
    if office.rolled_out_on > on:
        raise NotRolledOut(office=office.name, date=day_in_words(office.rolled_out_on))


def get_office_within(duty: Duty, work: Work, code: str) -> Office:
    """An office within which the duty includes `work`. Raises NotFound for any other, absent or foreign alike."""
    found = Office.objects.filter(duty.reach(work), code=code).first()
    if found is None:
        raise NotFound()
    return found


def get_wave_for(duty: Duty, number: int, *, whole: bool) -> Wave:
    """A wave with an office within which the duty manages offices; `whole`: that has none outside. Raises NotFound."""
    reach = duty.reach(Work.MANAGE_OFFICES)
    found = Wave.objects.annotate(size=Count("offices")).filter(number=number).first()
    mine = Office.objects.filter(reach, wave=found)
    if found is None or not mine.exists() or (whole and Office.objects.filter(~reach, wave=found).exists()):
        raise NotFound()
    return found


def get_training_within(duty: Duty, work: Work, batch_id: int) -> TrainingBatch:
    """A training batch at an office within reach. Raises NotFound."""
    places = Office.objects.filter(duty.reach(work))
    found = TrainingBatch.objects.select_related("course", "office", "trainer__user").filter(
        pk=batch_id, office__in=places
    )
    if batch := found.first():
        return batch
    raise NotFound()


def get_post_within(duty: Duty, work: Work, code: str, number: int) -> Post:
    """A post by its office and its number there; of several one after another, the latest. Raises NotFound."""
    posts = Post.objects.filter(office=get_office_within(duty, work, code), number=number).select_related("office")
    found = posts.order_by("-valid").first()
    if found is None:
        raise NotFound()
    return found


def get_approvals_waiting_for(duty: Duty, works: Mapping[str, Work], *, now: datetime) -> list[Approval]:
    """What the person may decide, the oldest first: open, not their own, of topics and offices of their duty."""
    within = Q(pk__in=())
    for work in sorted(set(works.values())):
        topics = [topic for topic, needed in works.items() if needed == work]
        within |= Q(topic__in=topics, office__in=Office.objects.filter(duty.reach(work)))
    waiting = Approval.objects.filter(within, decision="", expires_at__gt=now).exclude(made_by=duty.user)
    return list(waiting.select_related("office", "made_by").order_by("id"))


def get_approval_within(duty: Duty, work: Work, approval_id: int, topics: Sequence[str]) -> Approval:
    """A request of some topics about an office within reach. Raises NotFound."""
    within = Office.objects.filter(duty.reach(work))
    found = Approval.objects.filter(pk=approval_id, topic__in=topics, office__in=within).first()
    if found is None:
        raise NotFound()
    return found


def on_any_duty(view: StaffView[P]) -> View[P]:
    """Let everybody through who holds or fills a post today, whatever its work."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        staff = cast(StaffRequest, request)
        if not staff.posting:
            raise NoDuty()
        staff.duty = staff.posting
        return view(staff, *args, **kwargs)

    guarded.asks_for = "any"  # type: ignore[attr-defined]  # as above
    return guarded


def signed_in(view: View[P]) -> View[P]:
    """Let anybody through who is signed in, whatever their duty: one's own password, sessions and codes."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.asks_for = "signed_in"  # type: ignore[attr-defined]
    return guarded


def access_record(request: StaffRequest, *, now: datetime) -> AccessRecord:
    """What the audit will keep of this request, unsaved: who, at which office and machine, under which arrangement.

    Who writes it together with what it is about sets `request.recorded`; else AuditMiddleware writes it afterwards.
    Names of persons stay out of it: only the printed numbers of the address go in.
    """
    match = request.resolver_match
    assert match is not None  # noqa: S101  # a view is being served
    numbers = [str(value) for value in match.kwargs.values() if isinstance(value, str | int)]
    return AccessRecord(
        at=now,
        user=request.duty.user,
        office=request.duty.office,
        device_id=getattr(getattr(request, "live_session", None), "device_id", None),
        arrangement_id=request.duty.arrangement_id,
        request_id=REQUEST_ID.get(),
        act=match.view_name[:60],
        subject=" ".join(numbers)[:60],
    )


def step_up_required(view: StaffView[P]) -> StaffView[P]:
    """Below `on_duty`: ask for a code of the last five minutes before something grave (trust goal D7).

    For money corrections, role changes and keys. The step-up page leads back to where the form stands, since a form
    is not sent twice.
    """

    @functools.wraps(view)
    def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if getattr(request, "stepped_up", False):
            return view(request, *args, **kwargs)
        back = request.get_full_path()
        if request.method != "GET" or request.htmx:
            came_from = urlsplit(request.headers.get("Referer", ""))
            back = came_from.path + (f"?{came_from.query}" if came_from.query else "") or reverse("home")
        page = f"{reverse('offices:step-up')}?{urlencode({'next': back})}"
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)

    return guarded

"""Who may: the duty of a signed-in person today, and the guard that views put in front of themselves."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from .errors import NoDuty, NotYourDuty, OfficeClosed
from .models import Office, Posting, User
from .rules import ROLE_MAY, Role, Work


@dataclass(frozen=True)
class Duty:
    """What a person does today: at which office, in which roles."""

    user: User
    office: Office
    roles: tuple[str, ...]

    def may(self, work: Work) -> bool:
        return any(work in ROLE_MAY[role] for role in self.roles)

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
    def role_names(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)


def get_duty_for(user: User, *, on: date) -> Duty | None:
    """The duty of `user` on a day: one query. With postings at several offices, the one that began last."""
    postings = list(
        Posting.objects.filter(user=user, valid__contains=on).select_related("office").order_by("-valid", "id")
    )
    if not postings:
        return None
    office = postings[0].office
    return Duty(user, office, tuple(sorted(posting.role for posting in postings if posting.office_id == office.pk)))


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

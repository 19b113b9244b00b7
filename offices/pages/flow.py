"""Between the password and the session: what was proved so far, and which page is next."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from apt.core.clock import ist_date, now
from offices.access import Duty, get_duty_for
from offices.device_cookie import keep_token, token_of
from offices.errors import DeviceNotRegistered
from offices.models import Device, User
from offices.queries import device_by_token
from offices.rules import Work
from offices.services import begin_session

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
_KEY: Final = "signing_in"
MAY_ENROL: Final = "may_enrol"
_SECONDS: Final = 10 * 60


@dataclass
class SigningIn:
    """Somebody who gave the right password; kept in the session of a browser that is nobody yet."""

    user_id: int
    begun: float
    next: str = ""
    code_given: bool = False
    by_recovery: bool = False


def begin(request: HttpRequest, user: User, *, next_page: str) -> None:
    request.session.flush()  # what an attacker planted in this browser ends here: a new key, an empty session
    keep(request, SigningIn(user.pk, now().timestamp(), next_page))


def keep(request: HttpRequest, state: SigningIn) -> None:
    request.session[_KEY] = asdict(state)


def current(request: HttpRequest) -> tuple[SigningIn, User] | None:
    """Who is between password and session; None if nobody is, or it took too long."""
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if not kept or now().timestamp() - kept["begun"] > _SECONDS:
        return None
    user = User.objects.filter(pk=kept["user_id"], is_active=True).first()
    return (SigningIn(**kept), user) if user and not gone(user) else None


def gone(user: User) -> bool:
    return bool(user.left_on and user.left_on <= ist_date(now()))


def may_try(request: HttpRequest, user: User) -> bool:
    return bool(AxesProxyHandler.is_allowed(request, {"username": user.employee_id}))


def count_wrong_try(request: HttpRequest, user: User) -> None:
    """A wrong code is a failure like a wrong password, else the six digits could be tried one by one."""
    AxesProxyHandler.user_login_failed(sender="code", credentials={"username": user.employee_id}, request=request)


def go_on(request: HttpRequest) -> HttpResponse:
    """The next page: code or enrolment, the first password's change, then the work."""
    found = current(request)
    if not found:
        return redirect("offices:sign-in")
    state, user = found
    if not user.totp_confirmed_at:
        return redirect("offices:enrol")
    if not state.code_given:
        return redirect("offices:code")
    if user.must_change_password:
        return redirect("offices:password")
    response = enter(request, user, next_page=state.next, with_code=not state.by_recovery)
    # Whoever came with a recovery code has lost the phone, and may enrol another without a code of the old one.
    request.session[MAY_ENROL] = state.by_recovery
    return response


def check_machine(request: HttpRequest, user: User) -> Device | None:
    """The registered machine this is. Raises DeviceNotRegistered, but not at people who may register it."""
    token = token_of(request)
    device = device_by_token(token) if token else None
    if settings.DEVICES_REQUIRED and device is None:
        duty = get_duty_for(user, on=ist_date(now()))
        if not (duty and may_register(duty)):
            raise DeviceNotRegistered()
    return device


def may_register(duty: Duty) -> bool:
    return duty.may(Work.SUPERVISE) or duty.may(Work.MANAGE_PEOPLE)


def enter(request: HttpRequest, user: User, *, next_page: str, with_code: bool) -> HttpResponse:
    """Begin the session; whoever is signed in elsewhere is told so here, and there."""
    device = check_machine(request, user)
    request.session.flush()
    login(request, user, backend=BACKEND)
    key = str(request.session.session_key)
    earlier = begin_session(session_key=key, device=device, with_code=with_code, by=user, now=now())
    if earlier:
        place = f"{earlier.device.label}, {earlier.device.office.name}" if earlier.device else _("another browser")
        messages.warning(request, _("Your earlier session at {place} was ended.").format(place=place))
    response = redirect(safe_next(request, next_page, first_page(get_duty_for(user, on=ist_date(now())), user)))
    if device:
        keep_token(response, token_of(request))  # a year from the last sign-in
    return response


def safe_next(request: HttpRequest, wanted: str, default: str) -> str:
    """`wanted` if it is a page of ours: a link from elsewhere must not lead through the sign-in to a look-alike."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and ours else default


def first_page(duty: Duty | None, user: User) -> str:
    """Where a person's work begins."""
    if user.is_outside:
        return reverse("console:home")
    if duty:
        doors = (
            (duty.may_book, "bookings:counter"),
            (duty.may_bag, "transit:bags"),
            (duty.may_deliver, "deliveries:sheets"),
            (duty.may_carry, "deliveries:round"),
            (duty.may_manage_partners and not duty.may_manage_people, "bulk:batches"),
        )
        for may, page in doors:
            if may:
                return reverse(page)
        if duty.user.is_staff:
            return reverse("admin:index")
    return reverse("home")

"""Whose request it is: ends what must not go on, puts session and duty on it, notes who saw or did what."""

import logging
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from apt.core.clock import ist_date, now

from .access import Duty, StaffRequest, access_record, get_duty_for
from .device_cookie import token_of
from .models import LiveSession
from .queries import session_by_key
from .rules.sign_in import Ended, token_hash
from .services import end_session, fresh, record_access
from .session_store import SessionStore

LOG = logging.getLogger(__name__)


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, except that the person was read with the session already: no statement of its own."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]


def _person(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    session = cast(SessionStore, request.session)
    person = session.person
    if (
        person is not None
        and person.is_active
        and session.get(SESSION_KEY) == str(person.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    ):
        return person
    return get_user(request)  # a changed password, a key in rotation, no sign-in: as Django does it


class DutyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def duty() -> Duty | None:
            if not request.user.is_authenticated:
                return None
            return get_duty_for(request.user, on=ist_date(now()))

        request.posting = SimpleLazyObject(duty)  # type: ignore[attr-defined]
        return self.get_response(request)


class LiveSessionMiddleware:
    """A signed-in request goes on only within a live session, of a person in service, on the device it began on.

    No query of its own: the sign-in came with the session. It fails closed: a log-in that came past
    `begin_session` is no log-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.live_session = None  # type: ignore[attr-defined]
        request.stepped_up = False  # type: ignore[attr-defined]
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if cookie:
            claimed = SESSION_KEY in request.session
            if claimed:
                self._check(request)
            elif request.session.session_key is None and (ended := session_by_key(cookie)):
                # Django's row is gone and its cookie came once more: say why, this once.
                messages.warning(request, _why(ended))
        if request.live_session and _must_register(request):  # type: ignore[attr-defined]
            return redirect("offices:devices")
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        user, at = request.user, now()
        found = cast(SessionStore, request.session).live
        if user.is_authenticated and user.left_on and user.left_on <= ist_date(at):
            if found and not found.ended_at:
                end_session(session=found, because=Ended.PERSON, by=None, now=at)
            sentence = _closed()
        elif not user.is_authenticated:
            sentence = _closed()
        elif found is None or found.ended_at or found.user_id != user.pk or not _same_machine(request, found):
            sentence = _why(found) if found else _("Your session is over. Please sign in again.")
        else:
            request.live_session = found  # type: ignore[attr-defined]
            # Invented people have no phone; their log-ins exist only while the demonstration is loaded.
            excused = settings.DEMO and user.is_demonstration and not user.totp_confirmed_at
            request.stepped_up = excused or fresh(found, now=at)  # type: ignore[attr-defined]
            return
        request.session.flush()
        request.user = AnonymousUser()
        messages.warning(request, sentence)


def _must_register(request: HttpRequest) -> bool:
    """On a machine that is not registered, people who may register it do that and nothing else."""
    if not settings.DEVICES_REQUIRED or request.live_session.device_id or request.user.is_outside:  # type: ignore[attr-defined,union-attr]
        return False
    pages = ("offices:devices", "offices:register-device", "offices:step-up", "offices:sign-out", "set_language")
    return request.path not in {reverse(page) for page in pages}


def _same_machine(request: HttpRequest, session: LiveSession) -> bool:
    """A session cookie that was carried to another machine is worth nothing there."""
    if session.device_id is None:
        return True
    return session.device_revoked_at is None and token_hash(token_of(request)) == session.device_token_hash  # type: ignore[attr-defined]  # session_by_key


def _closed() -> str:
    return _("Your log-in is closed. If that is a mistake, ask the supervisor of your office.")


def _why(session: LiveSession) -> str:
    because = session.ended_because
    if because == Ended.ELSEWHERE:
        return _("This session was ended: you signed in somewhere else. If that was not you, tell your supervisor now.")
    if because == Ended.DEVICE or session.device_revoked_at:  # type: ignore[attr-defined]  # session_by_key
        return _("This machine is no longer registered. Ask the supervisor of your office.")
    if because == Ended.PERSON:
        return _closed()
    return _("Your session is over. Please sign in again.")


class AuditMiddleware:
    """One AccessRecord for every successful POST of a person on duty, and for every view that shows personal data.

    A booking writes it together with its own rows. Else it is written after the view, in a transaction of its own, and
    what follows from its failure differs. A page with personal data is then not shown: nobody looks unrecorded. A write
    is committed by then and carries its maker in its own rows; an error page would only make the person repeat it. So
    the answer stands, and the record goes to the log as an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        duty: Duty | None = getattr(request, "duty", None)  # set by on_duty alone: strangers cost nothing here
        match = request.resolver_match
        if duty is None or match is None or response.status_code >= 400 or getattr(response, "refused", False):
            return response
        if getattr(request, "recorded", False) or getattr(match.func, "passing_state", False):
            return response
        wrote = request.method == "POST"
        if not wrote and not getattr(match.func, "shows_personal_data", False):
            return response
        record = access_record(cast(StaffRequest, request), now=now())
        try:
            record_access(record=record, by=duty.user, now=record.at)
        except Exception:
            if not wrote:
                raise
            LOG.exception(
                "no audit row: %s at %s: %s %s", duty.user.employee_id, duty.office.code, record.act, record.subject
            )
        return response

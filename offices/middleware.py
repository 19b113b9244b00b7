"""What every staff request gets: the duty of the signed-in person, and a row that says who saw or did what."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from apt.core.clock import ist_date, now
from apt.core.middleware import REQUEST_ID

from .access import Duty, get_duty_for
from .services import record_access

LOG = logging.getLogger(__name__)


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


class AuditMiddleware:
    """One AccessRecord for every successful POST of a person on duty, and for every view that shows personal data.

    It is written after the view, in a transaction of its own, and what follows from its failure differs. A page with
    personal data is then not shown: nobody looks unrecorded. A write is committed by then and carries its maker in its
    own rows; an error page would only make the person repeat it. So the answer stands, and the record goes to the log
    as an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        duty: Duty | None = getattr(request, "duty", None)  # set by on_duty alone: strangers cost nothing here
        match = request.resolver_match
        if duty is None or match is None or response.status_code >= 400 or getattr(response, "refused", False):
            return response
        wrote = request.method == "POST"
        if not wrote and not getattr(match.func, "shows_personal_data", False):
            return response
        numbers = [str(value) for value in match.kwargs.values() if isinstance(value, str | int)]
        act, subject = match.view_name, " ".join(numbers)
        try:
            record_access(
                office=duty.office,
                act=act,
                subject=subject,
                device_id=getattr(getattr(request, "device", None), "pk", None),
                arrangement_id=duty.arrangement_id,
                request_id=REQUEST_ID.get(),
                by=duty.user,
                now=now(),
            )
        except Exception:
            if not wrote:
                raise
            LOG.exception("no audit row: %s at %s: %s %s", duty.user.employee_id, duty.office.code, act, subject)
        return response

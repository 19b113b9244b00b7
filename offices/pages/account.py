"""Where one is signed in, and the machines of an office."""

import re
from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from offices.access import StaffRequest, check_duty, signed_in, step_up_required
from offices.device_cookie import forget_token, keep_token, token_of
from offices.errors import DeviceUnknown
from offices.models import Device, User
from offices.queries import device_by_token, devices_within, office_by_code, sessions_of
from offices.rules import Work
from offices.rules.sign_in import Ended
from offices.services import end_session, register_device, revoke_device


@signed_in
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    rows = [(one, str(Ended(one.ended_because).label) if one.ended_because else "") for one in sessions_of(user)]
    context = {"rows": rows, "live": request.live_session, "registrar": _may_register(request)}  # type: ignore[attr-defined]
    return render(request, "offices/sessions.html", context)


@signed_in
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    live = request.live_session  # type: ignore[attr-defined]
    for one in sessions_of(user):
        if not one.ended_at and one.pk != live.pk:
            end_session(session=one, because=Ended.BY_HAND, by=user, now=now())
    return redirect("offices:sessions")


def _may_register(request: HttpRequest) -> bool:
    duty = cast(StaffRequest, request).posting
    return bool(duty and (duty.may(Work.SUPERVISE) or duty.may(Work.MANAGE_PEOPLE)))


def _registrar(request: HttpRequest) -> StaffRequest:
    """A person who may register machines. Raises NoDuty, NotYourDuty, OfficeClosed."""
    staff = cast(StaffRequest, request)
    may = staff.posting and staff.posting.may(Work.SUPERVISE)
    staff.duty = check_duty(staff.posting, Work.SUPERVISE if may else Work.MANAGE_PEOPLE)
    return staff


@signed_in
@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    duty = _registrar(request).duty
    token = token_of(request)
    machine = device_by_token(token) if token else None
    within = duty.reach(Work.SUPERVISE) | duty.reach(Work.MANAGE_PEOPLE)
    context = {"devices": devices_within(within), "machine": machine, "office": duty.office}
    return render(request, "offices/devices.html", context)


def _register(request: StaffRequest) -> HttpResponse:
    duty = request.duty
    code = request.POST.get("office", "")
    office = office_by_code(code) if code else duty.office
    if office is None or not (duty.reaches(office, Work.SUPERVISE) or duty.reaches(office, Work.MANAGE_PEOPLE)):
        raise NotFound()
    label = request.POST.get("label", "").strip()[:60] or _("Counter machine")
    live = request.live_session  # type: ignore[attr-defined]
    device, issued = register_device(office=office, label=label, session=live, by=request.user, now=now())
    messages.success(request, _("This machine is registered as {label}.").format(label=device.label))
    response = redirect("offices:devices")
    keep_token(response, issued)
    return response


def _revoke(request: StaffRequest) -> HttpResponse:
    duty = request.duty
    number = request.POST.get("device", "")
    device = (
        Device.objects.select_related("office")
        .filter(pk=int(number) if re.fullmatch("[0-9]{1,18}", number) else 0)
        .first()
    )
    if device is None or not any(duty.reaches(device.office, work) for work in (Work.SUPERVISE, Work.MANAGE_PEOPLE)):
        raise DeviceUnknown()
    revoke_device(device=device, by=request.user, now=now())
    response = redirect("offices:devices")
    own = device_by_token(token_of(request))
    if own is None:
        forget_token(response)
    return response


def _by_registrar(view: Callable[[StaffRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Who may not is told so at once, before any code of the phone is asked for."""

    @signed_in
    @require_POST
    def guarded(request: HttpRequest) -> HttpResponse:
        return refuse_at("offices:devices")(step_up_required(view))(_registrar(request))

    return guarded


register = _by_registrar(_register)
revoke = _by_registrar(_revoke)

"""After the password: the code, enrolment of a phone, the change of the first password, and the step-up."""

import base64
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apt.core.clock import now
from apt.core.errors import Refusal
from offices.access import signed_in
from offices.models import User
from offices.rules.sign_in import RECOVERY_CODES, otpauth_uri
from offices.services import (
    change_password,
    check_totp,
    confirm_totp,
    enrol_totp,
    open_totp,
    step_up,
    use_recovery_code,
)

from . import flow, lockout

_ENROLLING = "enrolling"


def _wrong_code() -> str:
    return _("This code is not right, or it was used before. Wait for the next one.")


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def code(request: HttpRequest) -> HttpResponse:
    """The code of the phone, or a recovery code."""
    found = flow.current(request)
    if not found:
        return redirect("offices:sign-in")
    state, user = found
    error = ""
    if request.method == "POST":
        if not flow.may_try(request, user):
            return lockout.refuse(request)
        given = request.POST.get("code", "")
        state.by_recovery = "recovery" in request.POST
        check = use_recovery_code if state.by_recovery else check_totp
        if check(code=given, by=user, now=now()):
            state.code_given = True
            flow.keep(request, state)
            return flow.go_on(request)
        flow.count_wrong_try(request, user)
        error = _wrong_code()
    recovery = "recovery" in request.GET or "recovery" in request.POST
    return render(request, "offices/code.html", {"error": error, "recovery": recovery}, status=422 if error else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def enrol(request: HttpRequest) -> HttpResponse:
    """A phone for the codes: the first one on the way in, another one only after a code of the one before."""
    found = flow.current(request)
    signed = request.user.is_authenticated
    if not found and not signed:
        return redirect("offices:sign-in")
    user = cast(User, request.user) if signed else found[1]  # type: ignore[index]  # one of the two is there
    proved = signed and (request.stepped_up or request.session.get(flow.MAY_ENROL))  # type: ignore[attr-defined]
    if user.totp_confirmed_at and not proved:
        return redirect(f"{reverse('offices:step-up')}?next={request.path}") if signed else flow.go_on(request)
    kept = request.session.get(_ENROLLING)
    sealed = base64.b64decode(kept) if kept else b""
    secret = open_totp(by=user, sealed=sealed) if sealed else None
    if secret is None:
        sealed = enrol_totp(by=user)
        request.session[_ENROLLING] = base64.b64encode(sealed).decode()
        secret = open_totp(by=user, sealed=sealed) or ""
    error = ""
    if request.method == "POST":
        codes = confirm_totp(sealed=sealed, code=request.POST.get("code", ""), by=user, now=now())
        if codes:
            del request.session[_ENROLLING]
            request.session.pop(flow.MAY_ENROL, None)
            if not signed and found:
                found[0].code_given = True
                flow.keep(request, found[0])
            onwards = reverse("offices:sessions" if signed else "offices:continue")
            return render(request, "offices/recovery_codes.html", {"codes": codes, "user": user, "onwards": onwards})
        error = _wrong_code()
    uri = otpauth_uri(secret=secret, employee_id=user.employee_id, issuer=str(_("Advanced Postal Technology")))
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"uri": uri, "secret": spaced, "error": error, "count": RECOVERY_CODES}
    return render(request, "offices/enrol.html", context, status=422 if error else 200)


@never_cache
def go_on(request: HttpRequest) -> HttpResponse:
    return flow.go_on(request)


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """The first password's change on the way in; one's own at any time."""
    found = flow.current(request)
    signed = request.user.is_authenticated
    if not signed and not (found and found[0].code_given):
        return redirect("offices:sign-in")
    user = cast(User, request.user) if signed else found[1]  # type: ignore[index]  # one of the two is there
    error = ""
    if request.method == "POST":
        new, again = request.POST.get("new_password", ""), request.POST.get("again", "")
        if signed and not flow.may_try(request, user):
            return lockout.refuse(request)
        if signed and not user.check_password(request.POST.get("old_password", "")):
            flow.count_wrong_try(request, user)
            error = _("That is not your present password.")
        elif new != again:
            error = _("The two new passwords differ.")
        else:
            try:
                _change(request, user, new)
            except Refusal as refusal:
                error = refusal.sentence()
            else:
                return redirect("offices:sessions") if signed else flow.go_on(request)
    context = {"error": error, "signed": signed}
    return render(request, "offices/password.html", context, status=422 if error else 200)


def _change(request: HttpRequest, user: User, new: str) -> None:
    live = request.live_session  # type: ignore[attr-defined]
    if live:
        request.session.cycle_key()
    key = str(request.session.session_key)
    change_password(new_password=new, session=live, session_key=key, by=user, now=now())
    if live:
        request.session["_auth_user_hash"] = user.get_session_auth_hash()
        messages.success(request, _("Your password is changed."))


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def step_up_page(request: HttpRequest) -> HttpResponse:
    """A fresh code before something grave."""
    user = cast(User, request.user)
    back = flow.safe_next(request, request.POST.get("next") or request.GET.get("next", ""), reverse("home"))
    if not user.totp_confirmed_at:
        return redirect("offices:enrol")
    error = ""
    if request.method == "POST":
        if not flow.may_try(request, user):
            return lockout.refuse(request)
        live = request.live_session  # type: ignore[attr-defined]
        if step_up(session=live, code=request.POST.get("code", ""), by=user, now=now()):
            return redirect(back)
        flow.count_wrong_try(request, user)
        error = _wrong_code()
    return render(request, "offices/step_up.html", {"error": error, "next": back}, status=422 if error else 200)

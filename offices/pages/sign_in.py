"""The sign-in page: employee id and password; with one press while the demonstration is loaded, and only then."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apt.core.clock import ist_date, now
from offices.access import get_duty_for
from offices.models import User
from offices.queries import demonstration_outsiders, demonstration_people
from offices.rules.sign_in import Ended
from offices.services import end_session

from . import flow


class PasswordForm(AuthenticationForm):
    # Eight digits or nothing is asked: what fails is written down, and people type passwords into the wrong field.
    username = forms.RegexField(
        r"^[0-9]{8}$",
        label=_("Employee id"),
        error_messages={"invalid": _("The employee id has eight digits.")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username", "inputmode": "numeric"}),
    )
    error_messages = {
        "invalid_login": _("Employee id and password do not go together. Check both."),
        "inactive": _("Employee id and password do not go together. Check both."),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if flow.gone(user):
            raise self.get_invalid_login_error()


class SignIn(LoginView):
    template_name = "offices/sign_in.html"
    authentication_form = PasswordForm
    redirect_authenticated_user = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        people = demonstration_people(on=ist_date(now())) if settings.DEMO else []
        outside = demonstration_outsiders() if settings.DEMO else []
        return super().get_context_data(people=people, outside=outside, **context)

    def get_default_redirect_url(self) -> str:
        user = cast(User, self.request.user)  # asked for only once somebody is signed in
        return flow.first_page(get_duty_for(user, on=ist_date(now())), user)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        flow.check_machine(self.request, user)
        flow.begin(self.request, user, next_page=self.get_redirect_url())
        return flow.go_on(self.request)


@require_POST
def sign_in_to_demonstration(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(
        User, employee_id=request.POST.get("employee_id", ""), is_demonstration=True, is_active=True
    )
    return flow.enter(request, user, next_page="", with_code=False)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    live = getattr(request, "live_session", None)
    if live:
        end_session(session=live, because=Ended.SIGNED_OUT, by=cast(User, request.user), now=now())
    logout(request)
    return redirect("home")

"""The sign-in page: employee id and password; with one press while the demonstration is loaded, and only then."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apt.core.clock import ist_date, now
from offices.access import Duty, get_duty_for
from offices.models import User
from offices.queries import demonstration_people


class SignIn(LoginView):
    template_name = "offices/sign_in.html"
    authentication_form = AuthenticationForm
    redirect_authenticated_user = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        people = demonstration_people(on=ist_date(now())) if settings.DEMO else []
        return super().get_context_data(people=people, **context)

    def get_default_redirect_url(self) -> str:
        user = cast(User, self.request.user)  # asked for only once somebody is signed in
        return _first_page(get_duty_for(user, on=ist_date(now())))


@require_POST
def sign_in_to_demonstration(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(
        User, employee_id=request.POST.get("employee_id", ""), is_demonstration=True, is_active=True
    )
    login(request, user)
    return redirect(_first_page(get_duty_for(user, on=ist_date(now()))))


def _first_page(duty: Duty | None) -> str:
    """Where a person's work begins."""
    if duty:
        doors = (
            (duty.may_book, "bookings:counter"),
            (duty.may_bag, "transit:bags"),
            (duty.may_deliver, "deliveries:sheets"),
            (duty.may_carry, "deliveries:round"),
        )
        for may, page in doors:
            if may:
                return reverse(page)
        if duty.user.is_staff:
            return reverse("admin:index")
    return reverse("home")

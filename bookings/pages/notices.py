"""The link in a message: to the journey, and to no more messages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apt.core.clock import now
from bookings import services
from bookings.access import get_side_for
from tracking.access import link_token


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    number, _side = get_side_for(token)
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        services.choose_messages(token=token, wanted=wanted, by=None, now=now())
        said = (
            _("You will get messages again.") if wanted else _("You will get no more messages at this mobile number.")
        )
        messages.success(request, said)
        return redirect("notices:choose", token=token)
    return render(request, "bookings/notices.html", {"number": number, "link": link_token(number), "token": token})

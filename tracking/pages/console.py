"""The console's part about events: endpoints with what became of their calls, and sandbox articles."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import Refusal
from partners.access import MemberRequest, in_console
from partners.rules import MemberWork
from tracking import queries, services
from tracking.access import get_endpoint_of
from tracking.rules import RETRIES, CallState, EndpointState, written_pause


class EndpointForm(forms.Form):
    world = forms.ChoiceField(
        label=gettext_lazy("World"), choices=[("sandbox", gettext_lazy("sandbox")), ("live", gettext_lazy("live"))]
    )
    url = forms.CharField(label=gettext_lazy("Address"), max_length=500, help_text="https://")


@never_cache
@in_console(MemberWork.BUILD)
def webhooks(request: MemberRequest) -> HttpResponse:
    """GET lists the endpoints; POST adds one and shows its secret, this once."""
    form, secret = EndpointForm(request.POST or None), ""
    customer = request.member.customer
    if form.is_valid():
        live = form.cleaned_data["world"] == "live"
        try:
            _made, secret = services.make_endpoint(
                customer=customer, live=live, url=form.cleaned_data["url"], by=request.user, now=now()
            )
            form = EndpointForm()
        except Refusal as refusal:
            form.add_error("url" if refusal.field == "url" else None, refusal.sentence())
    context = {"endpoints": queries.endpoints_of(customer), "form": form, "secret": secret, **_promised()}
    return _page(request, "webhooks", context, refused=bool(form.errors))


@never_cache
@in_console(MemberWork.BUILD)
def webhook(request: MemberRequest, code: str) -> HttpResponse:
    """GET shows one endpoint and its last calls; POST changes the secret and shows the new one, this once."""
    customer, secret = request.member.customer, ""
    endpoint = get_endpoint_of(customer, code)
    if request.method == "POST":
        try:
            endpoint, secret = services.change_secret(customer=customer, code=code, by=request.user, now=now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
    calls = queries.calls_of(endpoint, limit=30)
    context = {"endpoint": endpoint, "calls": calls, "secret": secret, "states": CallState}
    return _page(request, "webhook", context)


@require_POST
@in_console(MemberWork.BUILD)
def act(request: MemberRequest, code: str) -> HttpResponse:
    """Switch an endpoint (`do=on`, `do=off`, `do=ended`), or send numbers again (`first`, `last`)."""
    customer, do = request.member.customer, request.POST.get("do", "")
    try:
        if do in EndpointState.values:
            services.switch_endpoint(customer=customer, code=code, to=EndpointState(do), by=request.user, now=now())
        else:
            first, last = (_number(request.POST.get(name, "")) for name in ("first", "last"))
            count = services.send_again(
                customer=customer, code=code, first=first, last=last or first, by=request.user, now=now()
            )
            messages.success(request, _("Being sent again: {count}.").format(count=count))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("console-events:webhook", code=code)


def _promised() -> dict[str, Any]:
    return {
        "pauses": " · ".join(map(written_pause, RETRIES)),
        "seconds": int(settings.WEBHOOKS["answer_within_s"]),
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_GET
@in_console(MemberWork.BUILD)
def sandbox(request: MemberRequest) -> HttpResponse:
    """The latest sandbox articles, each with its life so far and to come."""
    articles = queries.sandbox_articles_of(request.member.customer)
    return _page(request, "sandbox", {"articles": articles, "at": now()})


def _page(request: MemberRequest, name: str, context: dict[str, Any], *, refused: bool = False) -> HttpResponse:
    status = 422 if refused else 200
    return render(request, f"console/{name}.html", {"member": request.member, **context}, status=status)

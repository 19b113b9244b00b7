"""The console of a customer's own people: what they use, their keys, who else signs in."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from partners import queries, services
from partners.access import MemberRequest, get_member_of, get_own_key, in_console
from partners.rules import KeyScope, MemberRole, MemberWork

DAYS = 14


class KeyForm(forms.Form):
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(label=_("What it is for"), max_length=60)
    world = forms.ChoiceField(label=_("World"), choices=[("sandbox", _("sandbox")), ("live", _("live"))])
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=KeyScope.choices, initial=list(KeyScope), widget=forms.CheckboxSelectMultiple
    )
    signs = forms.BooleanField(label=_("It signs each request and is never sent itself"), required=False)
    expires_on = forms.DateField(
        label=_("Ends on"), required=False, widget=forms.DateInput({"type": "date"}), help_text=_("Empty: never.")
    )


class MemberForm(forms.Form):
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(label=_("Name"), max_length=100)
    mobile = forms.CharField(label=_("Mobile"), max_length=10)
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices)


@require_GET
@in_console()
def home(request: MemberRequest) -> HttpResponse:
    """Usage against limits, and the contracts with their rates."""
    customer, today = request.member.customer, ist_date(now())
    context = {
        "usage": queries.usage_of(customer, since=today - timedelta(days=DAYS)),
        "limits": settings.PARTNER_API,
        "contracts": queries.contracts_with_terms(customer, on=today),
    }
    return _page(request, "home", context)


@never_cache
@in_console(MemberWork.BUILD)
def keys(request: MemberRequest) -> HttpResponse:
    """GET lists the keys; POST makes one and shows it, this once."""
    form = KeyForm(request.POST or None)
    shown = ""
    if form.is_valid():
        expires = form.cleaned_data["expires_on"]
        try:
            _key, shown = services.make_key(
                customer=request.member.customer,
                live=form.cleaned_data["world"] == "live",
                name=form.cleaned_data["name"],
                scopes=[KeyScope(one) for one in form.cleaned_data["scopes"]],
                expires_at=queries.end_of(expires),
                signs=form.cleaned_data["signs"],
                request_id=form.cleaned_data["request_id"],
                by=request.user,
                now=now(),
            )
            form = KeyForm()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    context = {"keys": queries.keys_of(request.member.customer), "form": form, "shown": shown}
    return _page(request, "keys", context)


@require_POST
@in_console(MemberWork.BUILD)
@refuse_at("console:keys")
def revoke(request: MemberRequest, prefix: str) -> HttpResponse:
    services.revoke_key(key=get_own_key(request.member.customer, prefix), by=request.user, now=now())
    return redirect("console:keys")


@never_cache
@in_console(MemberWork.PEOPLE)
def people(request: MemberRequest) -> HttpResponse:
    """GET lists who signs in; POST lets another person in and shows the first password, this once."""
    form = MemberForm(request.POST or None)
    shown: dict[str, Any] = {}
    if form.is_valid():
        try:
            made, password = services.add_member(
                customer=request.member.customer,
                name=form.cleaned_data["name"],
                mobile=form.cleaned_data["mobile"],
                role=MemberRole(form.cleaned_data["role"]),
                request_id=form.cleaned_data["request_id"],
                by=request.user,
                now=now(),
            )
            shown, form = {"number": made.user.employee_id, "password": password}, MemberForm()
        except Refusal as refusal:
            form.add_error(refusal.field or None, refusal.sentence())
    found = queries.members_of(request.member.customer)
    return _page(request, "people", {"people": found, "form": form, "shown": shown, "roles": MemberRole.choices})


@require_POST
@in_console(MemberWork.PEOPLE)
@refuse_at("console:people")
def member(request: MemberRequest, member_id: int) -> HttpResponse:
    """Give a person another role, or let them in no longer (`role=out`)."""
    found, role = get_member_of(request.member.customer, member_id), request.POST.get("role", "")
    if role in MemberRole.values:
        services.change_member(member=found, role=MemberRole(role), by=request.user, now=now())
    elif role == "out":
        services.remove_member(member=found, by=request.user, now=now())
    return redirect("console:people")


def _page(request: MemberRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    refused = form is not None and form.is_bound and bool(form.errors)
    return render(
        request, f"console/{name}.html", {"member": request.member, **context}, status=422 if refused else 200
    )

"""The office tree: looked through level by level, and changed as two people decide."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound, Refusal
from offices import queries, services
from offices.access import StaffRequest, get_approval_within, get_office_within, on_duty
from offices.errors import UnknownOffice
from offices.models import Office
from offices.queries.changes import Provider
from offices.rules import Change, Work, clean_pin

from .changes_forms import CloseForm, MergeForm, MoveForm, OpenForm

FORMS: Final[dict[str, Any]] = {
    Change.MOVE: MoveForm, Change.OPEN: OpenForm, Change.MERGE: MergeForm, Change.CLOSE: CloseForm,
}  # fmt: skip


@require_GET
@on_duty(Work.READ)
def tree(request: StaffRequest, providers: Sequence[Provider]) -> HttpResponse:
    """Where the duty's part of the tree begins, and the search in it."""
    reach, text = request.duty.reach(Work.READ), request.GET.get("q", "").strip()[:80]
    found = queries.offices_matching(text, limit=50) if text else []
    within = [one for one in found if request.duty.reaches(one, Work.READ)]
    context = {
        "tops": [queries.Branch(one, has_more=True) for one in queries.tops_within(reach)],
        "text": text,
        "found": within,
    }
    return render(request, "offices/tree/tree.html", context)


@require_GET
@on_duty(Work.READ)
def below(request: StaffRequest, code: str, providers: Sequence[Provider]) -> HttpResponse:
    """One level of the tree, as it is put under its office."""
    office = get_office_within(request.duty, Work.READ, code)
    branches = queries.branches_of(office, within=request.duty.reach(Work.READ))
    return render(request, "offices/tree/_below.html", {"branches": branches})


@require_GET
@on_duty(Work.READ)
def place(request: StaffRequest, code: str, providers: Sequence[Provider]) -> HttpResponse:
    """One office in the tree: above and below it, what it still has, what became of it, what may be asked."""
    return _place(request, get_office_within(request.duty, Work.READ, code), providers)


@require_POST
@on_duty(Work.MANAGE_OFFICES)
def ask(request: StaffRequest, code: str, change: str, providers: Sequence[Provider]) -> HttpResponse:
    """Ask for a change; another person decides."""
    office = get_office_within(request.duty, Work.MANAGE_OFFICES, code)
    if change not in FORMS:
        raise NotFound()
    form = FORMS[change](request.POST, auto_id=f"{change}_%s")
    if form.is_valid():
        try:
            _ASK[Change(change)](request, office, form.cleaned_data, providers)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
    if form.errors:
        return _place(request, office, providers, {change: form})
    messages.success(request, _("Asked. Another person decides."))
    return redirect("tree:place", code=code)


@require_GET
@on_duty(Work.MANAGE_OFFICES)
def asked(request: StaffRequest, approval_id: int, providers: Sequence[Provider]) -> HttpResponse:
    """From the request to the office it is about."""
    approval = get_approval_within(request.duty, Work.MANAGE_OFFICES, approval_id, services.CHANGES)
    return redirect("tree:place", code=approval.payload["office"])


def _place(
    request: StaffRequest, office: Office, providers: Sequence[Provider], typed: dict[str, Any] | None = None
) -> HttpResponse:
    may = request.duty.reaches(office, Work.MANAGE_OFFICES) and not office.closed_on
    forms = [
        (change, (typed or {}).get(change) or form(auto_id=f"{change}_%s"))
        for change, form in FORMS.items()
    ] if may else []  # fmt: skip
    context = {
        "office": office,
        "above": [(one, request.duty.reaches(one, Work.READ)) for one in queries.offices_above(office)],
        "branches": queries.branches_of(office, within=request.duty.reach(Work.READ)),
        "left": list(queries.left_at(office, on=ist_date(now()), providers=providers).items()),
        "changes": queries.changes_of(office),
        "waiting": queries.changes_asked_of(office, services.CHANGES, now=now()),
        "forms": forms,
        "typed": next(iter(typed or {}), ""),
        "form": next(iter((typed or {}).values()), None),
    }
    return render(request, "offices/tree/place.html", context, status=422 if typed else 200)


def _other(code: str) -> Office:
    found = queries.office_by_code(code)
    if found is None or found.closed_on:
        raise UnknownOffice(field="other")
    return found


def _move(request: StaffRequest, office: Office, typed: dict[str, Any], _providers: Sequence[Provider]) -> None:
    services.ask_to_move(
        office=office, under=_other(typed["other"]), reason=typed["reason"], by=request.user, now=now()
    )


def _open(request: StaffRequest, office: Office, typed: dict[str, Any], _providers: Sequence[Provider]) -> None:
    typed = {**typed, "pincode": clean_pin(typed["pincode"])}
    services.ask_to_open(under=office, **typed, by=request.user, now=now())


def _close(request: StaffRequest, office: Office, typed: dict[str, Any], providers: Sequence[Provider]) -> None:
    services.ask_to_close(office=office, reason=typed["reason"], providers=providers, by=request.user, now=now())


def _merge(request: StaffRequest, office: Office, typed: dict[str, Any], providers: Sequence[Provider]) -> None:
    services.ask_to_merge(
        office=office, into=_other(typed["other"]), reason=typed["reason"], providers=providers, by=request.user,
        now=now(),
    )  # fmt: skip


_ASK: Final[dict[Change, Callable[..., None]]] = {
    Change.MOVE: _move, Change.OPEN: _open, Change.CLOSE: _close, Change.MERGE: _merge,
}  # fmt: skip

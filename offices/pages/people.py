"""People of an office: posts and who fills them, a post's history, new arrangements and postings, who could do what."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from offices import queries, services
from offices.access import StaffRequest, get_office_within, get_post_within, on_duty
from offices.models import Approval, Office, Post
from offices.rules import ADMINISTRATIVE, WORK_NAMES, Absence, Work

from .forms import ArrangementForm, DayForm, PostingForm


@require_GET
@on_duty(Work.MANAGE_PEOPLE)
def own_office(request: StaffRequest) -> HttpResponse:
    """The office of duty; with `code`, the way to another office within reach."""
    code = request.GET.get("code", "").strip()
    if code:
        return redirect("offices:people-of", code=get_office_within(request.duty, Work.MANAGE_PEOPLE, code).code)
    return _office_page(request, request.duty.office)


@require_GET
@on_duty(Work.MANAGE_PEOPLE)
def office(request: StaffRequest, code: str) -> HttpResponse:
    return _office_page(request, get_office_within(request.duty, Work.MANAGE_PEOPLE, code))


def _office_page(request: StaffRequest, found: Office) -> HttpResponse:
    below = queries.offices_below(found)
    context = {
        "office": found,
        "posts": queries.posts_of(found, on=ist_date(now())),
        "below": [one for one in below if request.duty.reaches(one, Work.MANAGE_PEOPLE)],
        "has_reach": any(held.office.kind in ADMINISTRATIVE for held in request.duty.here),
        "may_supervise": request.duty.may(Work.SUPERVISE),
        "may_read": request.duty.reaches(found, Work.READ),
    }
    return render(request, "offices/people/office.html", context)


@require_GET
@on_duty(Work.MANAGE_PEOPLE)
def post(request: StaffRequest, code: str, number: int) -> HttpResponse:
    found = get_post_within(request.duty, Work.MANAGE_PEOPLE, code, number)
    context = {
        "post": found,
        "postings": queries.postings_of_post(found),
        "arrangements": queries.arrangements_of_post(found),
        "today": ist_date(now()),
    }
    return render(request, "offices/people/post.html", context)


@on_duty(Work.MANAGE_PEOPLE)
def arrange(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """GET shows the form; POST grants short leave at once, and asks a second person for everything else."""
    found = get_post_within(request.duty, Work.MANAGE_PEOPLE, code, number)
    form = ArrangementForm(request.POST if request.method == "POST" else None)

    def ask() -> object:
        return services.ask_for_arrangement(
            kind=Absence(form.cleaned_data["kind"]),
            user=queries.person_by_employee_id(form.cleaned_data["employee_id"]),
            post=found,
            begins_on=form.cleaned_data["begins_on"],
            ends_on=form.cleaned_data["ends_on"],
            order_number=form.cleaned_data["order_number"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=now(),
        )

    return _ask(request, found, form, ask, "offices/people/arrange.html")


@on_duty(Work.MANAGE_PEOPLE)
def post_person(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """GET shows the form; POST asks a second person."""
    found = get_post_within(request.duty, Work.MANAGE_PEOPLE, code, number)
    form = PostingForm(request.POST if request.method == "POST" else None)

    def ask() -> object:
        return services.ask_for_posting(
            user=queries.person_by_employee_id(form.cleaned_data["employee_id"]),
            post=found,
            begins_on=form.cleaned_data["begins_on"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=now(),
        )

    return _ask(request, found, form, ask, "offices/people/post_person.html")


def _ask(request: StaffRequest, found: Post, form: forms.Form, ask: Callable[[], object], page: str) -> HttpResponse:
    context = {"post": found, "form": form}
    if not form.is_valid():
        return render(request, page, context, status=422 if form.is_bound else 200)
    try:
        made = ask()
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return render(request, page, context, status=refusal.http_status)
    if isinstance(made, Approval):
        messages.success(request, _("Asked for. It holds once another person has approved it."))
    else:
        messages.success(request, _("Recorded. It ends by itself."))
    return redirect("offices:post", code=found.office.code, number=found.number)


@require_GET
@on_duty(Work.MANAGE_PEOPLE)
def who_could(request: StaffRequest, code: str) -> HttpResponse:
    """Every kind of work with the persons who could do it on a day; today unless another day is asked for."""
    found = get_office_within(request.duty, Work.MANAGE_PEOPLE, code)
    day = ist_date(now())
    form = DayForm(request.GET if "on" in request.GET else None, initial={"on": day})
    if form.is_valid():
        day = form.cleaned_data["on"]
    able = queries.who_could(found, on=day)
    context = {
        "office": found,
        "form": form,
        "day": day,
        "works": [(WORK_NAMES[work], people) for work, people in able.items()],
    }
    return render(request, "offices/people/who_could.html", context, status=422 if form.errors else 200)

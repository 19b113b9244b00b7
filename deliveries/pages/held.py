"""Returns of a round; what lies undelivered; the window, another address, the way back."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from deliveries import queries, services
from deliveries.access import get_held_to_show, get_office_sheet
from deliveries.rules import NOTHING_TRIED
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work

from .forms import RedirectForm, WindowForm


@on_duty(Work.DELIVER)
def returns(request: StaffRequest, number: str) -> HttpResponse:
    """POST closes the sheet: what was not confirmed comes back, the rest is deposited."""
    sheet = get_office_sheet(request.duty.office, number)
    if request.method == "POST":
        try:
            services.close_sheet(
                office=request.duty.office,
                number=number,
                with_postman=request.POST.getlist("with_postman"),
                by=request.user,
                now=now(),
            )
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
        else:
            messages.success(request, _("Sheet {number} is closed.").format(number=number))
        return redirect("deliveries:returns", number=number)
    return render(request, "deliveries/returns.html", {"sheet": sheet, "items": queries.items_of_sheet(sheet)})


@require_GET
@on_duty(Work.DELIVER)
def undelivered(request: StaffRequest) -> HttpResponse:
    moment = now()
    lines = queries.undelivered_at(request.duty.office, now=moment)
    today = ist_date(moment)
    context = {
        "due": [one for one in lines if one.due(today)],
        "lines": lines,
        "counts": {bucket: sum(one.bucket == bucket for one in lines) for bucket in "RTO"},
    }
    return render(request, "deliveries/undelivered.html", context)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def back(request: StaffRequest) -> HttpResponse:
    """Send the ticked articles back to their senders."""
    articles = services.send_back(
        office=request.duty.office,
        numbers=request.POST.getlist("articles"),
        recalled=request.POST.get("recalled") == "yes",
        by=request.user,
        now=now(),
    )
    said = ngettext("{n} article goes back to its sender.", "{n} articles go back to their senders.", len(articles))
    messages.success(request, said.format(n=len(articles)))
    return redirect("deliveries:undelivered")


@shows_personal_data
@on_duty(Work.DELIVER)
def held(request: StaffRequest, number: str) -> HttpResponse:
    """One article on hold and what may be done with it. POST hands it out at the window."""
    article = get_held_to_show(request.duty.office, number)
    form = WindowForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        said = form.cleaned_data
        photo = said.pop("photo").read()
        sha256 = hashlib.sha256(photo).hexdigest()
        try:
            services.keep_proof(content=photo, sha256=sha256, signature=False, by=request.user, now=now())
            services.deliver_at_window(
                office=request.duty.office, number=number, photo=sha256, by=request.user, now=now(), **said
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        else:
            messages.success(request, _("{number} was handed out.").format(number=number))
            return redirect("deliveries:undelivered")
    past = queries.pasts_of([article]).get(article.pk, NOTHING_TRIED)
    context = {
        "article": article, "past": past, "form": form, "redirect_form": RedirectForm(),
        "due_on": queries.due_back(past, article),
    }  # fmt: skip
    return render(request, "deliveries/held.html", context, status=422 if form.errors else 200)


@shows_personal_data
@require_GET
@on_duty(Work.DELIVER)
def notice(request: StaffRequest, number: str) -> HttpResponse:
    """The slip that says where the article lies, for the letter box of the addressee."""
    article = get_held_to_show(request.duty.office, number)
    past = queries.pasts_of([article]).get(article.pk, NOTHING_TRIED)
    return render(request, "deliveries/notice.html", {"article": article, "due_on": queries.due_back(past, article)})


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def ask(request: StaffRequest, number: str) -> HttpResponse:
    services.ask_window(
        office=request.duty.office,
        number=number,
        reason=request.POST.get("reason", "")[:200],
        by=request.user,
        now=now(),
    )
    messages.success(request, _("Asked. A supervisor decides under “Approvals”."))
    return redirect("deliveries:held", number=number)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def redirect_on(request: StaffRequest, number: str) -> HttpResponse:
    form = RedirectForm(request.POST)
    if not form.is_valid():
        get_held_to_show(request.duty.office, number)
        messages.error(request, _("Write the new address and its PIN of six digits."))
        return redirect("deliveries:held", number=number)
    services.redirect_article(
        office=request.duty.office, number=number, by=request.user, now=now(), **form.cleaned_data
    )
    messages.success(request, _("{number} goes to the new address.").format(number=number))
    return redirect("deliveries:undelivered")

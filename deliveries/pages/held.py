"""Returns of a round; what lies undelivered; what the office keeps back; the way back."""

from typing import Any

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

from .forms import HoldForm


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
        "due": [one for one in lines if one.due(today) and not one.article.returning],
        "unreturned": [one for one in lines if one.article.returning and (one.due(today) or one.past.for_window)],
        "hold_form": HoldForm(),
        "lines": lines,
        "counts": {bucket: sum(one.bucket == bucket for one in lines) for bucket in "RTO"},
    }
    return render(request, "deliveries/undelivered.html", context)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def back(request: StaffRequest) -> HttpResponse:
    """Send the ticked articles back to their senders."""
    about: dict[str, Any] = {
        "office": request.duty.office,
        "numbers": request.POST.getlist("articles"),
        "by": request.user,
        "now": now(),
    }
    if request.POST.get("to") == "rlo":
        sent = services.send_to_letter_office(**about)
        said = ngettext("{n} article goes to the letter office.", "{n} articles go to the letter office.", len(sent))
        messages.success(request, said.format(n=len(sent)))
        return redirect("deliveries:undelivered")
    articles = services.send_back(recalled=request.POST.get("recalled") == "yes", **about)
    said = ngettext("{n} article goes back to its sender.", "{n} articles go back to their senders.", len(articles))
    messages.success(request, said.format(n=len(articles)))
    return redirect("deliveries:undelivered")


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
def hold(request: StaffRequest) -> HttpResponse:
    """Keep an article back: damaged, or poste restante."""
    made = services.hold_article(
        office=request.duty.office,
        number="".join(request.POST.get("number", "").split()).upper(),
        remark=request.POST.get("remark", ""),
        by=request.user,
        now=now(),
    )
    messages.success(request, _("{number} is kept for the window.").format(number=made.article.number))
    return redirect("deliveries:held", number=made.article.number)

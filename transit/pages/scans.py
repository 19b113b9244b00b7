"""Scans into a bag and out of one: a form for each code, and batches from the page that keeps a queue."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apt.core.clock import now
from apt.core.errors import NotFound, Refusal
from apt.core.pages import codes_answer, refuse_at, refused_answer
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from transit import queries, services
from transit.errors import TooManyCodes
from transit.rules import BagStatus, Scanned, Verdict

from .bags import bag_context

MOST_CODES = 100


@require_POST
@on_duty(Work.BAG)
def scan(request: StaffRequest, number: str) -> HttpResponse:
    """One scanned code; answers with the contents, and says beside the field what was wrong with it."""
    code = "".join(request.POST.get("code", "").split()).upper()
    context: dict[str, object] = {"code": code}
    status = 200
    try:
        (one,) = _scanned(request, number, [code])
        context |= {
            "refusal": one.refusal,
            "repeated": one.verdict == Verdict.REPEAT,
            "excess": one.verdict == Verdict.EXCESS,
        }
        status = one.refusal.http_status if one.refusal else 200
    except Refusal as caught:
        context["refusal"], status = caught, caught.http_status
    found = queries.bag_for_page(number, office=request.duty.office)
    if found is None:
        raise NotFound()
    context |= bag_context(found, request)
    if not request.htmx:
        return render(request, "transit/bag.html", context, status=status)
    return render(request, "transit/_contents.html", context, status=409 if status == 404 else status)


@require_POST
@on_duty(Work.BAG)
def codes(request: StaffRequest, number: str) -> HttpResponse:
    """A batch of codes, answered one by one as JSON, in order; a refusal of the whole batch noted none of them."""
    sent = request.POST.getlist("code")
    try:
        if len(sent) > MOST_CODES:
            raise TooManyCodes(most=MOST_CODES)
        scanned = _scanned(request, number, sent)
    except Refusal as refusal:
        return refused_answer(refusal)
    return codes_answer(scanned)


def _scanned(request: StaffRequest, number: str, sent: Sequence[str]) -> list[Scanned]:
    """Into the bag while it is filled, out of it while it is opened."""
    office = request.duty.office
    found = queries.bag_for_page(number, office=office)
    if found and found.status == BagStatus.RECEIVED:
        return services.take_out_of_opened(
            office=office,
            bag_number=number,
            codes=sent,
            damaged="damaged" in request.POST,
            by=request.user,
            now=now(),
        )
    return services.scan_codes(office=office, bag_number=number, codes=sent, by=request.user, now=now())


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def take_out(request: StaffRequest, number: str) -> HttpResponse:
    services.take_out_of_bag(
        office=request.duty.office,
        bag_number=number,
        article_number=request.POST.get("article", ""),
        by=request.user,
        now=now(),
    )
    return redirect("transit:bag", number=number)


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def put_back(request: StaffRequest, number: str) -> HttpResponse:
    services.put_back(
        office=request.duty.office,
        bag_number=number,
        number=request.POST.get("article", ""),
        by=request.user,
        now=now(),
    )
    return redirect("transit:bag", number=number)


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def scan_all(request: StaffRequest, number: str) -> HttpResponse:
    services.scan_all_due(office=request.duty.office, bag_number=number, by=request.user, now=now())
    return redirect("transit:bag", number=number)

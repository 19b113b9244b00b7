"""Bags: what is due, what is being filled, what goes and what comes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound, Refusal
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.queries import office_by_code
from offices.rules import Work
from tracking.queries import contents_of
from transit import queries, services
from transit.models import Bag
from transit.rules import BagStatus


@require_GET
@on_duty(Work.BAG)
def bags(request: StaffRequest) -> HttpResponse:
    office = request.duty.office
    due, lost = queries.due_lists(office)
    made = queries.bags_made_at(office, BagStatus.FILLING, BagStatus.CLOSED)
    coming = queries.bags_due_at(office, BagStatus.DESPATCHED, BagStatus.RECEIVED)
    context = {
        "due": due,
        "lost": lost,
        "filling": [bag for bag in made if bag.status == BagStatus.FILLING],
        "closed": [bag for bag in made if bag.status == BagStatus.CLOSED],
        "expected": [bag for bag in coming if bag.status == BagStatus.DESPATCHED],
        "received": [bag for bag in coming if bag.status == BagStatus.RECEIVED],
    }
    return render(request, "transit/bags.html", context)


@require_GET
@on_duty(Work.BAG)
def bag(request: StaffRequest, number: str) -> HttpResponse:
    found = queries.bag_for_page(number, office=request.duty.office)
    if found is None:
        raise NotFound()
    return render(request, "transit/bag.html", _bag_context(found))


def _bag_context(found: Bag) -> dict[str, object]:
    if found.status == BagStatus.FILLING:
        return {"bag": found, "numbers": [scan.article_number for scan in queries.scans_in(found)]}
    return {"bag": found, "numbers": contents_of(found.number)}


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def begin(request: StaffRequest) -> HttpResponse:
    destination = office_by_code(request.POST.get("destination", ""))
    if destination is None:
        raise NotFound()
    made = services.begin_bag(office=request.duty.office, destination=destination, by=request.user, now=now())
    return redirect("transit:bag", number=made.number)


@require_POST
@on_duty(Work.BAG)
def scan(request: StaffRequest, number: str) -> HttpResponse:
    """One scanned code; answers with the contents, and says beside the field what was wrong with it."""
    code = "".join(request.POST.get("code", "").split()).upper()
    refusal, repeated = None, False
    try:
        new = services.scan_into_bag(
            office=request.duty.office, bag_number=number, article_numbers=[code], by=request.user, now=now()
        )
        repeated = not new
    except Refusal as caught:
        refusal = caught
    found = queries.bag_for_page(number, office=request.duty.office)
    if found is None:
        raise NotFound()
    context = {**_bag_context(found), "refusal": refusal, "code": code, "repeated": repeated}
    status = refusal.http_status if refusal else 200
    if not request.htmx:
        return render(request, "transit/bag.html", context, status=status)
    return render(request, "transit/_contents.html", context, status=409 if status == 404 else status)


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
def scan_all(request: StaffRequest, number: str) -> HttpResponse:
    services.scan_all_due(office=request.duty.office, bag_number=number, by=request.user, now=now())
    return redirect("transit:bag", number=number)


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def close(request: StaffRequest, number: str) -> HttpResponse:
    services.close_bag(office=request.duty.office, number=number, by=request.user, now=now())
    return redirect("transit:bag", number=number)


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def despatch(request: StaffRequest) -> HttpResponse:
    numbers = request.POST.getlist("bag")
    sent = services.despatch_bags(office=request.duty.office, numbers=numbers, by=request.user, now=now())
    messages.success(
        request, ngettext("{count} bag despatched.", "{count} bags despatched.", len(sent)).format(count=len(sent))
    )
    return redirect("transit:bags")


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def receive(request: StaffRequest, number: str) -> HttpResponse:
    services.receive_bag(office=request.duty.office, number=number, by=request.user, now=now())
    messages.success(request, _("Bag {number} received.").format(number=number))
    return redirect("transit:bags")


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def open_(request: StaffRequest, number: str) -> HttpResponse:
    articles = services.open_bag(office=request.duty.office, number=number, by=request.user, now=now())
    text = ngettext("Bag {number} opened: {count} article.", "Bag {number} opened: {count} articles.", len(articles))
    messages.success(request, text.format(number=number, count=len(articles)))
    return redirect("transit:bags")

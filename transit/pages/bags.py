"""Bags: what is due, what is being filled, what goes and what comes; and what can be done with one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.queries import office_by_code
from offices.rules import MAIL_OFFICES, Work
from tracking.queries import everything_in
from transit import queries, services
from transit.errors import WeightMissing
from transit.models import Bag
from transit.rules import BagKind, BagStatus, read_code, same_weight


@require_GET
@on_duty(Work.BAG)
def bags(request: StaffRequest) -> HttpResponse:
    office = request.duty.office
    due, lost = queries.due_lists(office)
    here = queries.bags_at(office, BagStatus.FILLING, BagStatus.CLOSED, BagStatus.RECEIVED)
    context = {
        "at_work": queries.set_at_work(office) if office.kind in MAIL_OFFICES else None,
        "mail_office": office.kind in MAIL_OFFICES,
        "due": due,
        "lost": lost,
        "filling": [bag for bag in here if bag.status == BagStatus.FILLING],
        "closed": [bag for bag in here if bag.status == BagStatus.CLOSED],
        "received": [bag for bag in here if bag.status == BagStatus.RECEIVED],
        "expected": queries.bags_coming_to(office),
        "departures": queries.departures_from(office, now=now()),
        "kinds": BagKind.choices,
        "open_errors": queries.open_errors(office),
    }
    return render(request, "transit/bags.html", context)


@require_GET
@on_duty(Work.BAG)
def bag(request: StaffRequest, number: str) -> HttpResponse:
    found = queries.bag_for_page(number, office=request.duty.office)
    if found is None:
        raise NotFound()
    return render(request, "transit/bag.html", bag_context(found, request))


def bag_context(found: Bag, request: StaffRequest) -> dict[str, object]:
    """What a bag's page shows: scans while somebody scans, else what lies in it, or what was wrong at its opening."""
    here = found.at_office_id == request.duty.office.pk
    context: dict[str, object] = {"bag": found, "here": here, "made_here": found.origin_id == request.duty.office.pk}
    context["supervises"] = request.duty.may(Work.SUPERVISE)
    context["same_weight"] = found.found_grams is None or same_weight(found.weight_grams, found.found_grams)
    if found.status == BagStatus.FILLING:
        context |= {"scanning": here, "scans": queries.scans_in(found)}
    elif found.status == BagStatus.RECEIVED and here:
        inside = [one for one in everything_in(found.number) if one.depth == 1]
        scans = queries.scans_out_of(found)
        out = {scan.inner_number for scan in scans}
        waiting = [one.number for one in inside if one.number not in out]
        context |= {"scanning": True, "scans": scans, "waiting": waiting, "listed": len(inside)}
        context["taken_out"] = len(inside) - len(waiting)
    elif found.status == BagStatus.EMPTIED:
        context |= {"errors": queries.errors_of_bag(found)}
    else:
        context |= {"inside": everything_in(found.number)}
    return context


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def begin(request: StaffRequest) -> HttpResponse:
    destination = office_by_code(request.POST.get("destination", "").strip())
    kind = request.POST.get("kind", "")
    if destination is None or kind not in ["", *BagKind.values]:
        raise NotFound()
    made = services.begin_bag(
        office=request.duty.office,
        destination=destination,
        kind=BagKind(kind) if kind else None,
        by_air="by_air" in request.POST,
        by=request.user,
        now=now(),
    )
    return redirect("transit:bag", number=made.number)


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def close(request: StaffRequest, number: str) -> HttpResponse:
    services.close_bag(
        office=request.duty.office,
        number=number,
        weight_grams=_grams(request),
        papers=request.POST.get("papers", ""),
        by=request.user,
        now=now(),
    )
    return redirect("transit:bag", number=number)


def _grams(request: StaffRequest) -> int | None:
    typed = request.POST.get("weight_grams", "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 8 else None


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("transit:bags")
def verify(request: StaffRequest, number: str) -> HttpResponse:
    """An insured bag is weighed by a second person."""
    grams = _grams(request)
    if grams is None:
        raise WeightMissing(number=number)
    office = request.duty.office
    bag = services.verify_bag(office=office, number=number, weight_grams=grams, by=request.user, now=now())
    if bag.found_grams is None or same_weight(bag.weight_grams, bag.found_grams):
        messages.success(request, _("Insured bag {number} is verified.").format(number=number))
    else:
        messages.warning(request, _("The weight is written down. It is not the one of the closing office."))
    return redirect("transit:bag", number=number) if request.duty.may(Work.BAG) else redirect("transit:bags")


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def reopen(request: StaffRequest, number: str) -> HttpResponse:
    services.reopen_bag(office=request.duty.office, number=number, by=request.user, now=now())
    return redirect("transit:bag", number=number)


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def delete(request: StaffRequest, number: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    services.delete_bag(office=request.duty.office, number=number, reason=reason, by=request.user, now=now())
    messages.success(request, _("Bag {number} is deleted. What was in it waits again.").format(number=number))
    return redirect("transit:bags")


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def receive(request: StaffRequest, number: str) -> HttpResponse:
    sound = "damaged" not in request.POST
    services.receive_bag(office=request.duty.office, number=number, sound=sound, by=request.user, now=now())
    messages.success(request, _("Bag {number} received.").format(number=number))
    return redirect("transit:bags")


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def receive_missent(request: StaffRequest) -> HttpResponse:
    """A bag that came and is on no list of this office."""
    number, sound = read_code(request.POST.get("bag", "")), "damaged" not in request.POST
    bag = services.receive_missent(office=request.duty.office, number=number, sound=sound, by=request.user, now=now())
    said = _("Bag {number} received.") if bag.status == BagStatus.RECEIVED else _("Bag {number} is noted as missent.")
    messages.success(request, said.format(number=number))
    return redirect("transit:bags")


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def open_(request: StaffRequest, number: str) -> HttpResponse:
    articles = services.open_bag(office=request.duty.office, number=number, by=request.user, now=now())
    text = ngettext("Bag {number} opened: {count} article.", "Bag {number} opened: {count} articles.", len(articles))
    messages.success(request, text.format(number=number, count=len(articles)))
    return redirect("transit:bags")


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def open_checked(request: StaffRequest, number: str) -> HttpResponse:
    """Opened against the scans: with errors the bag's page says which, else the table of bags goes on."""
    opened = services.open_bag_checked(office=request.duty.office, number=number, by=request.user, now=now())
    if opened.errors:
        return redirect("transit:bag", number=number)
    count = len(opened.articles) + len(opened.bags)
    messages.success(request, _("Bag {number}: all {count} are here.").format(number=number, count=count))
    return redirect("transit:bags")
